package emulator

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"
)

const (
	memoryDatagrams = 256   // datagrams that wait at a socket before their senders do
	maxDatagram     = 65507 // bytes of a datagram over IPv4 (RFC 768, RFC 791)
)

// memoryPacketConn is a UDP socket of a host. Nothing is lost on the way to it: who sends waits while it is full.
type memoryPacketConn struct {
	host *MemoryHost
	at   netip.AddrPort

	mu      sync.Mutex
	change  sync.Cond
	waiting []memoryDatagram
	closed  bool
	readBy  memoryDeadline
	writeBy time.Time // when a wait for a receiver's room ends

	open  context.Context // ends with Close
	close context.CancelFunc
}

type memoryDatagram struct {
	data []byte
	from netip.AddrPort
}

func newMemoryPacketConn(h *MemoryHost, at netip.AddrPort) *memoryPacketConn {
	c := &memoryPacketConn{host: h, at: at}
	c.change.L = &c.mu
	c.open, c.close = context.WithCancel(context.Background())
	return c
}

// ReadFrom gives the next datagram. What p has no room for is dropped.
func (c *memoryPacketConn) ReadFrom(p []byte) (int, net.Addr, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.waiting) == 0 && !c.closed && !c.readBy.passed() {
		c.change.Wait()
	}
	switch {
	case c.closed:
		return 0, nil, c.fail("read", net.ErrClosed)
	case c.readBy.passed():
		return 0, nil, c.fail("read", os.ErrDeadlineExceeded)
	}
	d := c.waiting[0]
	c.waiting = c.waiting[1:]
	c.change.Broadcast()
	return copy(p, d.data), net.UDPAddrFromAddrPort(d.from), nil
}

// WriteTo sends a datagram. One that nobody has a socket for is lost.
func (c *memoryPacketConn) WriteTo(p []byte, to net.Addr) (int, error) {
	udp, ok := to.(*net.UDPAddr)
	if !ok {
		return 0, c.fail("write", fmt.Errorf("emulator: %v is no address of a datagram", to))
	}
	if len(p) > maxDatagram {
		return 0, c.fail("write", syscall.EMSGSIZE)
	}
	c.mu.Lock()
	closed, by := c.closed, c.writeBy
	c.mu.Unlock()
	if closed {
		return 0, c.fail("write", net.ErrClosed)
	}
	peer := c.host.receiver(udp.AddrPort())
	if peer == nil {
		return len(p), nil
	}
	ctx, cancel := c.open, context.CancelFunc(func() {})
	if !by.IsZero() {
		ctx, cancel = context.WithDeadline(ctx, by)
	}
	defer cancel()
	if !peer.take(ctx, memoryDatagram{append([]byte(nil), p...), c.at}) {
		if c.open.Err() != nil {
			return 0, c.fail("write", net.ErrClosed)
		}
		return 0, c.fail("write", os.ErrDeadlineExceeded)
	}
	return len(p), nil
}

// receiver gives the socket that a datagram goes to, or nil.
func (h *MemoryHost) receiver(to netip.AddrPort) *memoryPacketConn {
	peer, ok := h.net.reach(to.Addr())
	if !ok {
		return nil
	}
	h.net.mu.Lock()
	defer h.net.mu.Unlock()
	return peer.packets[to.Port()]
}

// take keeps a datagram, and waits for room as long as its sender does. A socket that closes meanwhile loses it. It
// reports false where the sender gave up.
func (c *memoryPacketConn) take(sender context.Context, d memoryDatagram) bool {
	defer context.AfterFunc(sender, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.change.Broadcast()
	})()
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.waiting) >= memoryDatagrams && !c.closed && sender.Err() == nil {
		c.change.Wait()
	}
	if sender.Err() != nil {
		return false
	}
	if !c.closed {
		c.waiting = append(c.waiting, d)
		c.change.Broadcast()
	}
	return true
}

func (c *memoryPacketConn) Close() error {
	c.host.net.mu.Lock()
	if c.host.packets[c.at.Port()] == c {
		delete(c.host.packets, c.at.Port())
	}
	c.host.net.mu.Unlock()

	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return c.fail("close", net.ErrClosed)
	}
	c.closed = true
	c.close()
	c.waiting = nil
	c.readBy.stop()
	c.change.Broadcast()
	return nil
}

func (c *memoryPacketConn) LocalAddr() net.Addr { return net.UDPAddrFromAddrPort(c.at) }

func (c *memoryPacketConn) SetDeadline(t time.Time) error {
	if err := c.SetReadDeadline(t); err != nil {
		return err
	}
	return c.SetWriteDeadline(t)
}

func (c *memoryPacketConn) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return c.fail("set", net.ErrClosed)
	}
	c.readBy.set(t, &c.change)
	return nil
}

// SetWriteDeadline bounds the calls of WriteTo that begin after it.
func (c *memoryPacketConn) SetWriteDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return c.fail("set", net.ErrClosed)
	}
	c.writeBy = t
	return nil
}

func (c *memoryPacketConn) fail(op string, err error) error {
	return &net.OpError{Op: op, Net: "udp4", Source: c.LocalAddr(), Err: err}
}
