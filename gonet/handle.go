package gonet

import (
	"context"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"

	"drivergen/generated/netdev"
)

// A handle is one socket of the device with its deadlines and the calls that are under
// way on it. The descriptor is closed when none is, since the device gives its number to
// the next socket.
type handle struct {
	stack   *Stack
	fd      netdev.FD
	network string // as the caller named it: "tcp4"
	local   net.Addr
	remote  net.Addr // nil where there is no peer
	listens bool     // it is a TCPListener's

	receive  deadline // Recv and Accept
	transmit deadline // Write and SendTo
	control  deadline // what no deadline bounds; ends with Close
	reading  sync.Mutex
	writing  sync.Mutex

	mu     sync.Mutex
	calls  int
	closed bool
	idle   chan struct{} // closed when closed is set and no call is under way
}

// enter begins a call. It reports false once the handle is closed.
func (h *handle) enter() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return false
	}
	h.calls++
	return true
}

func (h *handle) leave() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.calls--
	if h.closed && h.calls == 0 {
		close(h.idle)
	}
}

func (h *handle) isClosed() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.closed
}

// Close closes the socket. Calls that wait on it fail with net.ErrClosed.
func (h *handle) Close() error {
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		return h.opError("close", net.ErrClosed)
	}
	h.closed = true
	h.idle = make(chan struct{})
	if h.calls == 0 {
		close(h.idle)
	}
	h.mu.Unlock()
	h.receive.close()
	h.transmit.close()
	h.control.close()
	<-h.idle
	if err := h.stack.close(context.Background(), h.fd); err != nil {
		return h.opError("close", err)
	}
	return nil
}

// LocalAddr returns the socket's own address as far as the device tells it.
func (h *handle) LocalAddr() net.Addr { return h.local }

// RemoteAddr returns the peer's address, or nil where there is none.
func (h *handle) RemoteAddr() net.Addr { return h.remote }

// SetDeadline sets the read and the write deadline.
func (h *handle) SetDeadline(t time.Time) error {
	return h.setDeadline(t, &h.receive, &h.transmit)
}

// SetReadDeadline sets when reading calls fail, those that wait now included. The zero
// time is never.
func (h *handle) SetReadDeadline(t time.Time) error { return h.setDeadline(t, &h.receive) }

// SetWriteDeadline sets when writing calls fail, those that wait now included. The zero
// time is never. How much of a write that failed was sent is not known.
func (h *handle) SetWriteDeadline(t time.Time) error { return h.setDeadline(t, &h.transmit) }

func (h *handle) setDeadline(t time.Time, deadlines ...*deadline) error {
	if h.isClosed() {
		return &net.OpError{Op: "set", Net: h.network, Addr: h.local, Err: net.ErrClosed}
	}
	for _, d := range deadlines {
		d.set(t)
	}
	return nil
}

// recv takes what was received. One call at a time reaches the device.
func (h *handle) recv(b []byte) (n int, from netip.AddrPort, err error) {
	if !h.enter() {
		return 0, from, net.ErrClosed
	}
	defer h.leave()
	h.reading.Lock()
	defer h.reading.Unlock()
	ctx := h.receive.context()
	if ctx.Err() != nil {
		return 0, from, endedBefore(ctx, "recv")
	}
	n, from, err = h.stack.dev.Recv(ctx, h.fd, b)
	return n, from, ended(ctx, err)
}

// writeAll writes b in pieces of at most limit bytes and returns how many were sent.
func (h *handle) writeAll(b []byte, limit int) (n int, err error) {
	if !h.enter() {
		return 0, net.ErrClosed
	}
	defer h.leave()
	h.writing.Lock()
	defer h.writing.Unlock()
	for {
		ctx := h.transmit.context()
		if ctx.Err() != nil {
			return n, endedBefore(ctx, "write")
		}
		piece := b[n:min(len(b), n+limit)]
		if err := h.stack.dev.Write(ctx, h.fd, piece); err != nil {
			return n, ended(ctx, err)
		}
		n += len(piece)
		if n == len(b) {
			return n, nil
		}
	}
}

// manage runs a call that neither reads nor writes.
func (h *handle) manage(op string, call func(context.Context) error) error {
	if !h.enter() {
		return h.fail(op, net.ErrClosed)
	}
	defer h.leave()
	ctx, cancel := context.WithTimeout(h.control.context(), h.stack.closeTimeout)
	defer cancel()
	return h.fail(op, call(ctx))
}

// fail makes of a call's error what package net returns. The end of a stream is known by
// identity: a device that was unplugged may have io.EOF among the causes of its errors.
func (h *handle) fail(op string, err error) error {
	switch {
	case err == nil || err == io.EOF:
		return err
	case h.isClosed():
		err = net.ErrClosed
	}
	return h.opError(op, err)
}

func (h *handle) opError(op string, err error) error {
	e := &net.OpError{Op: op, Net: h.network, Source: h.local, Addr: h.remote, Err: inWords(err)}
	if h.listens { // package net gives a listener's own address as Addr
		e.Source, e.Addr = nil, h.local
	}
	return e
}
