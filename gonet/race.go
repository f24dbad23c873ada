package gonet

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"

	"drivergen/driver"
)

// defaultFallbackDelay is for how long an attempt is alone unless FallbackDelay says
// otherwise; package net has the same. RFC 8305, 5 recommends 250 ms.
const defaultFallbackDelay = 300 * time.Millisecond

// leastShare is the least time that an address gets of a dial's, if there is as much left.
const leastShare = 2 * time.Second

// inTurn tries addresses one after the other.
func (d *Dialer) inTurn(ctx context.Context, t target, addrs []netip.Addr) (net.Conn, error) {
	var failed failure
	for i, addr := range addrs {
		share, cancel := shareOf(ctx, len(addrs)-i)
		conn, err := d.attempt(share, t, addr)
		cancel()
		if err == nil {
			return conn, nil
		}
		failed.add(i, err)
		if ctx.Err() != nil {
			break
		}
	}
	return nil, failed.err
}

// shareOf bounds one attempt of several that are still to be made before ctx ends.
func shareOf(ctx context.Context, attempts int) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return ctx, func() {}
	}
	share := max(time.Until(deadline)/time.Duration(attempts), leastShare)
	return context.WithTimeout(ctx, share) // which ends with ctx at the latest
}

// An outcome is what became of one attempt.
type outcome struct {
	number int // of the attempt's address, from 0
	conn   net.Conn
	err    error
}

// race tries addresses beside each other, each a little after the one before it. Each has
// all the time that is left: a share would end the attempts that wait for the device to
// come to them, where it connects one socket after the other.
func (d *Dialer) race(ctx context.Context, t target, addrs []netip.Addr) (net.Conn, error) {
	delay := d.FallbackDelay
	if delay == 0 {
		delay = defaultFallbackDelay
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	decided := make(chan struct{})
	defer close(decided)
	outcomes := make(chan outcome)
	try := func(number int) {
		conn, err := d.attempt(ctx, t, addrs[number])
		select {
		case outcomes <- outcome{number, conn, err}:
		case <-decided:
			if conn != nil {
				conn.Close()
			}
		}
	}

	var failed failure
	next := time.NewTimer(delay)
	defer next.Stop()
	waiting := make([]int, len(addrs)) // the numbers of those that are still to be tried
	for i := range waiting {
		waiting[i] = i
	}
	running := 0
	for due := true; ; {
		if due && len(waiting) > 0 && (running == 0 || ctx.Err() == nil) {
			go try(waiting[0])
			running, waiting = running+1, waiting[1:]
			next.Reset(delay)
		}
		select {
		case <-next.C:
			due = true
		case o := <-outcomes:
			running--
			switch {
			case o.err == nil:
				return o.conn, nil
			case running > 0 && errors.Is(o.err, driver.EMFILE):
				// The attempts under way have the sockets. One that ends gives its own back.
				waiting = append([]int{o.number}, waiting...)
				due = false
				next.Stop()
				continue
			}
			failed.add(o.number, o.err)
			due = true
			if running == 0 && (len(waiting) == 0 || ctx.Err() != nil) {
				return nil, failed.err
			}
		}
	}
}

// A failure is the error of several attempts: that of the first address, whichever of them
// fails first. Where the device has not even that one's family it is that of another.
type failure struct {
	number int // of the address that err is about
	err    error
}

func (f *failure) add(number int, err error) {
	had, has := !errors.Is(f.err, driver.EAFNOSUPPORT), !errors.Is(err, driver.EAFNOSUPPORT)
	if f.err == nil || has && !had || has == had && number < f.number {
		f.number, f.err = number, err
	}
}
