package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"drivergen/examples/internal/console"
	"drivergen/impl/esp8266"
)

// transferRate is the slowest rate that a transfer is waited for, in bytes a second: that of 9600 baud, halved.
const transferRate = 480

// answerLimit bounds the line that a peer answers with: it may be another program.
const answerLimit = 1 << 10

// poorShare is the share of the line below which a transfer is worth a warning.
const poorShare = 0.5

// transfer moves noise to the peer and back, and compares what arrives with what was sent. It reports whether the peer was reached.
func (x *examination) transfer(ctx context.Context, dev *esp8266.Device) bool {
	x.section("Throughput")
	var rows [][]string
	poor, reached := false, false
	failure := "" // of the way before
	for _, way := range []struct {
		name string
		move func(context.Context, *esp8266.Device, int) (time.Duration, error)
	}{{"up", x.upload}, {"down", x.download}} {
		limit := time.Minute + time.Duration(x.size/transferRate)*time.Second
		moveCtx, cancel := context.WithTimeout(ctx, limit)
		took, err := way.move(moveCtx, dev, x.size)
		cancel()
		if ctx.Err() != nil {
			return reached
		}
		var away *unreached
		reached = reached || !errors.As(err, &away)
		switch {
		case err != nil && err.Error() == failure:
			x.fail(errAlike, "", "%s, %d bytes", way.name, x.size)
			continue
		case err != nil:
			failure = err.Error()
			x.fail(err, x.advisePeer(err), "%s, %d bytes", way.name, x.size)
			continue
		}
		speed := float64(x.size) / took.Seconds()
		share := "-"
		if x.baud > 0 {
			part := speed * 10 / float64(x.baud)
			if share = "more: it has no pace"; part < 1.1 {
				share = fmt.Sprintf("%.0f %%", 100*part)
			}
			poor = poor || part < poorShare
		}
		rows = append(rows, []string{way.name, fmt.Sprint(x.size), rounded(took).String(), fmt.Sprintf("%.1f kB/s", speed/1000), share})
	}
	if len(rows) == 0 {
		return reached
	}
	x.table([]string{"way", "bytes", "time", "goodput", "of the line"}, rows...)
	if poor {
		x.warn("the network is slower than the line, or the adapter holds bytes back (see Latency)", "less than half of what the line could carry")
		return reached
	}
	x.ok("what arrived is what was sent")
	return reached
}

// errAlike stands for a failure that was told already.
var errAlike = errors.New("the same")

func (x *examination) upload(ctx context.Context, dev *esp8266.Device, size int) (time.Duration, error) {
	const seed = 1
	conn, err := x.dial(ctx, dev, "up %d %d", size, seed)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	start := time.Now()
	if _, err := io.CopyBuffer(writer{conn}, io.LimitReader(noise(seed), int64(size)), make([]byte, 8<<10)); err != nil {
		return 0, err
	}
	answer, err := bufio.NewReader(io.LimitReader(conn, answerLimit)).ReadString('\n')
	took := time.Since(start)
	switch answer = strings.TrimSpace(answer); {
	case err != nil:
		return 0, err
	case answer != "ok":
		return 0, errors.New("the peer says: " + console.Printable(answer))
	}
	return took, nil
}

// writer is a connection as a writer alone: io.Copy takes no short cuts.
type writer struct{ conn net.Conn }

func (w writer) Write(p []byte) (int, error) { return w.conn.Write(p) }

func (x *examination) download(ctx context.Context, dev *esp8266.Device, size int) (time.Duration, error) {
	const seed = 2
	conn, err := x.dial(ctx, dev, "down %d %d", size, seed)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	start := time.Now()
	err = checkNoise(conn, int64(size), seed)
	return time.Since(start), err
}
