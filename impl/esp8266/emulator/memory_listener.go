package emulator

import (
	"context"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"
)

// memoryBacklog is how many connections wait for Accept before a connect goes unanswered.
const memoryBacklog = 16

// memoryListener takes connections to a host's port.
type memoryListener struct {
	host *MemoryHost
	at   netip.AddrPort

	mu      sync.Mutex
	change  sync.Cond
	waiting []*MemoryConn
	closed  bool
	accept  memoryDeadline
}

func newMemoryListener(h *MemoryHost, at netip.AddrPort) *memoryListener {
	l := &memoryListener{host: h, at: at}
	l.change.L = &l.mu
	return l
}

// queue hands a connection to the listener. It waits while the backlog is full.
func (l *memoryListener) queue(ctx context.Context, c *MemoryConn) error {
	defer context.AfterFunc(ctx, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.change.Broadcast()
	})()
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.waiting) >= memoryBacklog && !l.closed && ctx.Err() == nil {
		l.change.Wait()
	}
	switch {
	case l.closed:
		return syscall.ECONNREFUSED
	case ctx.Err() != nil:
		return ctx.Err()
	}
	l.waiting = append(l.waiting, c)
	l.change.Broadcast()
	return nil
}

func (l *memoryListener) Accept() (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.waiting) == 0 && !l.closed && !l.accept.passed() {
		l.change.Wait()
	}
	switch {
	case l.closed:
		return nil, l.fail(net.ErrClosed)
	case l.accept.passed():
		return nil, l.fail(os.ErrDeadlineExceeded)
	}
	c := l.waiting[0]
	l.waiting = l.waiting[1:]
	l.change.Broadcast()
	return c, nil
}

func (l *memoryListener) fail(err error) error {
	return &net.OpError{Op: "accept", Net: "tcp4", Addr: l.Addr(), Err: err}
}

// SetDeadline sets when Accept fails, as that of a *net.TCPListener does.
func (l *memoryListener) SetDeadline(t time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return l.fail(net.ErrClosed)
	}
	l.accept.set(t, &l.change)
	return nil
}

// Close frees the port and resets the connections that nobody accepted.
func (l *memoryListener) Close() error {
	l.host.net.mu.Lock()
	if l.host.listeners[l.at.Port()] == l {
		delete(l.host.listeners, l.at.Port())
	}
	l.host.net.mu.Unlock()

	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return l.fail(net.ErrClosed)
	}
	l.closed = true
	l.accept.stop()
	left := l.waiting
	l.waiting = nil
	l.change.Broadcast()
	l.mu.Unlock()
	for _, c := range left {
		c.Abort()
	}
	return nil
}

func (l *memoryListener) Addr() net.Addr { return net.TCPAddrFromAddrPort(l.at) }
