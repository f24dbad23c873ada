package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"drivergen/driver"
	"drivergen/examples/internal/console"
	"drivergen/impl/esp8266"
)

// soakSeed makes every soak the same.
const soakSeed = 20

// soakStep bounds one transaction of the soak.
const soakStep = 90 * time.Second

// tally is what a soak counted.
type tally struct {
	transactions int
	bytes        int
	wrong        int            // answers that are not what was sent
	errors       map[string]int // failures by what they say
	slowest      time.Duration
}

// soakFor makes transactions with the peer until the time is over: connect, send, compare what comes back, close.
func (x *examination) soakFor(ctx context.Context, dev *esp8266.Device) {
	x.section("Soak of %v", x.soak)
	end := time.Now().Add(x.soak)
	random := rand.New(rand.NewPCG(soakSeed, soakSeed))
	t := tally{errors: map[string]int{}}
	for time.Now().Before(end) && ctx.Err() == nil {
		size := 1 + random.IntN(1<<(1+random.IntN(13))) // small ones more often than large ones
		start := time.Now()
		err := x.echo(ctx, dev, uint64(t.transactions), size)
		if ctx.Err() != nil {
			break
		}
		t.slowest = max(t.slowest, time.Since(start))
		t.transactions++
		switch {
		case err == nil:
			t.bytes += size
		case errors.Is(err, errWrongEcho):
			t.wrong++
		default:
			t.errors[kindOf(err)]++
			pause(ctx, time.Second) // what broke may need a moment
		}
	}
	x.printTally(t)
}

var errWrongEcho = errors.New("what came back is not what was sent")

// echo sends noise to the peer and compares what comes back.
func (x *examination) echo(ctx context.Context, dev *esp8266.Device, seed uint64, size int) error {
	ctx, cancel := context.WithTimeout(ctx, soakStep)
	defer cancel()
	conn, err := x.dial(ctx, dev, "echo")
	if err != nil {
		return err
	}
	defer conn.Close()
	sent := make(chan error, 1)
	go func() {
		_, err := io.Copy(writer{conn}, io.LimitReader(noise(seed), int64(size)))
		if err != nil {
			conn.Close() // what was not sent does not come back
		}
		sent <- err
	}()
	err = checkNoise(conn, int64(size), seed)
	if err != nil && driver.ErrnoOf(err) == 0 && !errors.Is(err, io.EOF) {
		err = errWrongEcho
	}
	if err != nil {
		conn.Close()
	}
	if sendErr := <-sent; sendErr != nil && !errors.Is(err, errWrongEcho) {
		err = sendErr
	}
	return err
}

// kindOf gives failures that are alike one name.
func kindOf(err error) string {
	if errno := driver.ErrnoOf(err); errno != 0 {
		return errno.Name()
	}
	return console.OneLine(err)
}

// pause waits, or until the context ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

func (x *examination) printTally(t tally) {
	count := 0
	var kinds []string
	for _, kind := range slices.Sorted(maps.Keys(t.errors)) {
		count += t.errors[kind]
		kinds = append(kinds, fmt.Sprintf("%d× %s", t.errors[kind], kind))
	}
	what := fmt.Sprintf("%d transactions, %d bytes each way, the slowest took %v", t.transactions, t.bytes, rounded(t.slowest))
	switch {
	case t.wrong > 0:
		x.fail(nil, "the line changes bytes: use a slower rate or shorter wires; AT has no checksum, TLS on the host has", "%s; %d came back wrong", what, t.wrong)
	case count > 0 && count*10 > t.transactions:
		x.fail(errors.New(strings.Join(kinds, ", ")), "see the counters below, and attach a recording (--record)", "%s; %d failed", what, count)
	case count > 0:
		x.warn("see the counters below; a weak signal or power supply does this", "%s; %d failed: %s", what, count, strings.Join(kinds, ", "))
	case t.transactions == 0:
		x.skip("no transaction was complete in time")
	default:
		x.ok("%s, no error", what)
	}
}
