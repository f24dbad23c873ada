package gonet

import (
	"net"
	"net/netip"
	"time"

	"drivergen/generated/netdev"
)

// TCPListener takes connections on a device. It is a net.Listener.
type TCPListener struct {
	h handle
}

// Listener is TCPListener: what listens on a device takes streams.
type Listener = TCPListener

var _ net.Listener = (*TCPListener)(nil)

// Accept waits for a connection and returns it, a *TCPConn.
func (l *TCPListener) Accept() (net.Conn, error) {
	fd, peer, err := l.accept()
	if err != nil {
		return nil, l.h.fail("accept", err)
	}
	conn := &TCPConn{}
	if err := l.h.stack.adopt(l.h.control.context(), &conn.handle, fd, l.h.network, peer); err != nil {
		return nil, l.h.fail("accept", err)
	}
	return conn, nil
}

func (l *TCPListener) accept() (fd netdev.FD, peer netip.AddrPort, err error) {
	h := &l.h
	if !h.enter() {
		return 0, peer, net.ErrClosed
	}
	defer h.leave()
	h.reading.Lock()
	defer h.reading.Unlock()
	ctx := h.receive.context()
	if ctx.Err() != nil {
		return 0, peer, endedBefore(ctx, "accept")
	}
	fd, peer, err = h.stack.dev.Accept(ctx, h.fd)
	return fd, peer, ended(ctx, err)
}

// Close ends listening. Connections that were accepted stay; those that wait are closed.
func (l *TCPListener) Close() error { return l.h.Close() }

// Addr returns the address that is listened at, a *net.TCPAddr.
func (l *TCPListener) Addr() net.Addr { return l.h.local }

// SetDeadline sets when Accept fails, a call that waits now included. The zero time is never.
func (l *TCPListener) SetDeadline(t time.Time) error { return l.h.SetReadDeadline(t) }
