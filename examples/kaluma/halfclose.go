package main

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// How long nothing may come before a connection is closed whose writing the script has ended. A peer that was asked takes its
// time; most of those that have answered, or that were served, close meanwhile. To close at the same time as the peer could
// hit the next connection: AT firmware numbers them alike.
const (
	lingerAsked    = 10 * time.Second
	lingerAnswered = time.Second            // where something came since the last write
	lingerServed   = 200 * time.Millisecond // of a connection that was accepted
)

// wholeClose is a device for modules that count on one that can end one direction of a connection, as Kaluma's own do: where a
// script ends its writing, the call lasts until nothing more comes, and then both directions end. Without it a peer that
// keeps its connections would wait for ever, and the script would be told of an end before the answer.
type wholeClose struct {
	netdev.NetDev

	mu     sync.Mutex
	conns  map[netdev.FD]*conn
	events netdev.NetDevEvents // of the script's binding
	queue  driver.Subscription
}

func newWholeClose(dev netdev.NetDev) *wholeClose {
	return &wholeClose{NetDev: dev, conns: map[netdev.FD]*conn{}}
}

// A conn is a connection. Its fields are guarded by the device's lock.
type conn struct {
	linger time.Duration
	heard  chan struct{} // has one element when something came that was not looked at
	over   chan struct{} // closed with the connection
}

func (d *wholeClose) add(fd netdev.FD, linger time.Duration) {
	d.forget(fd)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.conns[fd] = &conn{linger, make(chan struct{}, 1), make(chan struct{})}
}

func (d *wholeClose) forget(fd netdev.FD) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c := d.conns[fd]; c != nil {
		close(c.over)
		delete(d.conns, fd)
	}
}

// ask sets how long a connection to which something is written may stay without an answer.
func (d *wholeClose) ask(fd netdev.FD) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c := d.conns[fd]; c != nil && c.linger == lingerAnswered {
		c.linger = lingerAsked
	}
}

// hear notes that something came.
func (d *wholeClose) hear(fd netdev.FD) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.conns[fd]
	if c == nil {
		return
	}
	if c.linger == lingerAsked {
		c.linger = lingerAnswered
	}
	select {
	case c.heard <- struct{}{}:
	default:
	}
}

// Subscribe implements netdev.NetDev, as do the others. The binding of the script is who subscribes.
func (d *wholeClose) Subscribe(events netdev.NetDevEvents) driver.Subscription {
	watched := events
	watched.Readable = func(fd netdev.FD) {
		d.hear(fd)
		events.Readable(fd)
	}
	watched.Closed = func(fd netdev.FD, cause error) {
		d.forget(fd)
		events.Closed(fd, cause)
	}
	d.events, d.queue = events, d.NetDev.Subscribe(watched)
	return d.queue
}

func (d *wholeClose) Connect(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
	d.add(fd, lingerAnswered) // before anything can come
	return d.NetDev.Connect(ctx, fd, addr, port)
}

func (d *wholeClose) Accept(ctx context.Context, fd netdev.FD) (netdev.FD, netip.AddrPort, error) {
	conn, peer, err := d.NetDev.Accept(ctx, fd)
	if err == nil {
		d.add(conn, lingerServed)
	}
	return conn, peer, err
}

func (d *wholeClose) Write(ctx context.Context, fd netdev.FD, data []byte) error {
	d.ask(fd)
	return d.NetDev.Write(ctx, fd, data)
}

func (d *wholeClose) Close(ctx context.Context, fd netdev.FD) error {
	d.forget(fd)
	return d.NetDev.Close(ctx, fd)
}

func (d *wholeClose) Shutdown(ctx context.Context, fd netdev.FD, how netdev.How) error {
	socket, err := d.Get(ctx, fd)
	if how != netdev.ShutWR || err != nil || socket.State != netdev.StateConnected || !d.silent(ctx, fd) {
		return d.NetDev.Shutdown(ctx, fd, how)
	}
	err = d.NetDev.Shutdown(ctx, fd, netdev.ShutRDWR)
	if err == nil {
		d.queue.Post(func() { d.events.Closed(fd, nil) })
	}
	return err
}

// silent waits until nothing has come on a connection for long enough. It returns false where that ended, or the call did.
func (d *wholeClose) silent(ctx context.Context, fd netdev.FD) bool {
	for {
		d.mu.Lock()
		c := d.conns[fd]
		if c == nil {
			d.mu.Unlock()
			return false
		}
		linger := time.NewTimer(c.linger)
		d.mu.Unlock()
		select {
		case <-c.heard:
			linger.Stop()
			continue
		case <-linger.C:
			return true
		case <-c.over:
		case <-ctx.Done():
		}
		linger.Stop()
		return false
	}
}
