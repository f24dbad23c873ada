package gonet_test

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"testing"
	"time"

	"drivergen/generated/netdev"
)

// A census is a device that knows which of its sockets are open.
type census struct {
	netdev.NetDev

	mu      sync.Mutex
	open    map[netdev.FD]int // a number can be given anew before the Close that freed it has returned
	changed chan struct{}     // closed at the next close of a socket
}

// counted returns a device that fails the test if a socket is open at its end. It is to be
// called after the device's own Close was registered as a cleanup.
func counted(t *testing.T, dev netdev.NetDev) *census {
	t.Helper()
	c := &census{NetDev: dev, open: make(map[netdev.FD]int), changed: make(chan struct{})}
	t.Cleanup(func() { c.awaitNone(t) })
	return c
}

// awaitNone waits until all sockets are closed: a program that lets go of a connection
// does not always wait for that.
func (c *census) awaitNone(t *testing.T) {
	patience := time.After(10 * time.Second)
	for {
		left, changed := c.left()
		if len(left) == 0 {
			return
		}
		select {
		case <-changed:
		case <-patience:
			for _, fd := range left {
				socket, err := c.Get(context.Background(), fd)
				t.Errorf("socket %d is still open: %+v, %v", fd, socket, err)
			}
			return
		}
	}
}

// left returns the open sockets and what is closed at the next change.
func (c *census) left() (open []netdev.FD, changed <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for fd, n := range c.open {
		if n > 0 {
			open = append(open, fd)
		}
	}
	return open, c.changed
}

func (c *census) count(fd netdev.FD, by int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open[fd] += by
	if by < 0 {
		close(c.changed)
		c.changed = make(chan struct{})
	}
}

func (c *census) Socket(ctx context.Context, domain netdev.Domain, protocol netdev.Protocol) (netdev.FD, error) {
	fd, err := c.NetDev.Socket(ctx, domain, protocol)
	if err == nil {
		c.count(fd, 1)
	}
	return fd, err
}

func (c *census) Accept(ctx context.Context, fd netdev.FD) (netdev.FD, netip.AddrPort, error) {
	conn, peer, err := c.NetDev.Accept(ctx, fd)
	if err == nil {
		c.count(conn, 1)
	}
	return conn, peer, err
}

// Close frees the descriptor, also where the device does not confirm it in time.
func (c *census) Close(ctx context.Context, fd netdev.FD) error {
	err := c.NetDev.Close(ctx, fd)
	if !errors.Is(err, netdev.EBADF) {
		c.count(fd, -1)
	}
	return err
}
