package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"drivergen/driver"
	"drivergen/examples/internal/online"
	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/peer"
)

const (
	tries    = 5
	patience = time.Second // for the first answer; for each further one as much longer
)

// ask asks a server and prints the time.
func ask(ctx context.Context, b *board.Board, server string) error {
	b.Step("ask", "%s", server)
	for try := 1; ; try++ {
		r, err := askOnce(ctx, b, server, time.Duration(try)*patience)
		if err == nil {
			b.Step("time", "%s", r.time.Format("Mon, 02 Jan 2006 15:04:05.000 MST"))
			b.Step("offset", "%+.3f s: this machine's clock %s", r.offset.Seconds(), judge(r.offset, r.delay))
			b.Step("delay", "%.3f s, from a server of stratum %d", r.delay.Seconds(), r.stratum)
			return nil
		}
		lost := errors.Is(err, driver.ETIMEDOUT) || online.Lost(err)
		if ctx.Err() != nil || !lost {
			return err
		}
		if try == tries {
			return fmt.Errorf("%s does not answer: %d requests went to it: check --%s, and whether datagrams to its port get through", server, tries, peer.Flag)
		}
		b.Step("again", "no answer to request %d", try)
	}
}

// judge says what an offset means: half of the delay is how exactly it is known.
func judge(offset, delay time.Duration) string {
	switch exact := delay/2 + time.Millisecond; {
	case offset > exact:
		return "is slow"
	case offset < -exact:
		return "is fast"
	}
	return "is right"
}

// askOnce sends a request from a socket of its own, so that a late answer to an earlier one goes elsewhere, and waits for the
// answer.
func askOnce(ctx context.Context, b *board.Board, server string, patience time.Duration) (reading, error) {
	conn, err := b.Dial(ctx, peer.Flag, "udp", server)
	if err != nil {
		return reading{}, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return reading{}, err
	}
	sent := time.Now()
	request := packet{version: version, mode: modeClient, transmit: stampOf(sent)}
	if _, err := conn.Write(request.bytes()); err != nil {
		return reading{}, err
	}
	return await(conn, request.transmit, sent)
}

// await reads until the answer to a request has come.
func await(conn net.Conn, request stamp, sent time.Time) (reading, error) {
	b := make([]byte, 512) // an answer may have extensions
	for {
		n, err := conn.Read(b)
		if err != nil {
			return reading{}, err
		}
		arrived := time.Now()
		answer, err := parsePacket(b[:n])
		if err == nil {
			err = answer.check(request)
		}
		if errors.Is(err, errStray) {
			continue
		}
		if err != nil {
			return reading{}, err
		}
		return answer.read(sent, arrived), nil
	}
}
