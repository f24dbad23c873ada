package main

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"syscall"
)

// home is the network of the emulated module: this machine, and the module itself at its own address, so that a script
// can be server and client at once. A real module does not reach itself.
type home struct {
	module netip.Addr // the module's address there

	mu        sync.Mutex
	listening map[uint16]net.Addr       // where this machine has the module's ports
	packets   map[uint16]netip.AddrPort // and those for datagrams
}

func newHome() *home {
	return &home{module: netip.AddrFrom4([4]byte{10, 0, 0, 2}), listening: map[uint16]net.Addr{}, packets: map[uint16]netip.AddrPort{}}
}

// Dial connects to a server of this machine, or of the module.
func (h *home) Dial(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	target := to.String()
	switch {
	case to.Addr() == h.module:
		h.mu.Lock()
		at := h.listening[to.Port()]
		h.mu.Unlock()
		if at == nil {
			return nil, fmt.Errorf("nothing of the module listens at port %d: %w", to.Port(), syscall.ECONNREFUSED)
		}
		target = at.String()
	case !to.Addr().IsLoopback():
		return nil, fmt.Errorf("%v is not this machine: %w", to.Addr(), syscall.ECONNREFUSED)
	}
	var d net.Dialer
	return d.DialContext(ctx, "tcp4", target)
}

// Listen listens at the module's port: the same of this machine where that is free, else another.
func (h *home) Listen(port uint16) (net.Listener, error) {
	l, err := listen(port)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.listening[port] = l.Addr()
	return &listener{l, func() { h.forget(port, l.Addr()) }}, nil
}

func listen(port uint16) (net.Listener, error) {
	if port >= 1024 {
		if l, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(int(port)))); err == nil {
			return l, nil
		}
	}
	return net.Listen("tcp4", "127.0.0.1:0")
}

func (h *home) forget(port uint16, at net.Addr) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.listening[port] == at {
		delete(h.listening, port)
	}
}

// Resolve knows no names but those that the emulator itself is given.
func (h *home) Resolve(_ context.Context, name string) (netip.Addr, error) {
	return netip.Addr{}, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

// listener is one that home forgets when it is closed.
type listener struct {
	net.Listener
	forget func()
}

// Close closes the listener.
func (l *listener) Close() error {
	l.forget()
	return l.Listener.Close()
}
