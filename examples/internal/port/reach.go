package port

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
)

// ErrNoEmulator is why nothing of this machine can be told to reach a module: it is a real one, with an address of its own.
var ErrNoEmulator = errors.New("the module is not an emulated one: reach it at its own address")

// Reach returns where this machine reaches what the emulated module behind an open port listens at: a TCP server's port, or the
// local one of a datagram socket. Another port gives ErrNoEmulator.
func Reach(line io.ReadWriteCloser, port uint16) (netip.AddrPort, error) {
	e, err := emulatorOf(line)
	if err != nil {
		return netip.AddrPort{}, err
	}
	if at, ok := e.reach(port); ok {
		return at, nil
	}
	return netip.AddrPort{}, fmt.Errorf("the module does not listen at port %d", port)
}

// AwaitReach is Reach that waits until the module listens there. It fails with the context's error where that ends before.
func AwaitReach(ctx context.Context, line io.ReadWriteCloser, port uint16) (netip.AddrPort, error) {
	e, err := emulatorOf(line)
	if err != nil {
		return netip.AddrPort{}, err
	}
	for {
		opened := e.nextOpened()
		if at, ok := e.reach(port); ok {
			return at, nil
		}
		select {
		case <-opened:
		case <-ctx.Done():
			return netip.AddrPort{}, fmt.Errorf("the module does not listen at port %d: %w", port, ctx.Err())
		}
	}
}

// emulatorOf returns the emulated module behind a port, recorded or not.
func emulatorOf(line io.ReadWriteCloser) (*emulated, error) {
	if r, ok := line.(*recorded); ok {
		line = r.line
	}
	if e, ok := line.(*emulated); ok {
		return e, nil
	}
	return nil, ErrNoEmulator
}

// reach finds a port of the module on this machine.
func (e *emulated) reach(port uint16) (netip.AddrPort, bool) {
	for _, find := range []func(uint16) (net.Addr, bool){e.module.ListenAddr, e.module.PacketAddr} {
		at, ok := find(port)
		if !ok {
			continue
		}
		found, err := netip.ParseAddrPort(at.String())
		return found, err == nil
	}
	return netip.AddrPort{}, false
}

// tell wakes whoever waits for a port of the module.
func (e *emulated) tell(uint16, net.Addr) {
	e.mu.Lock()
	defer e.mu.Unlock()
	close(e.opened)
	e.opened = make(chan struct{})
}

// nextOpened returns the channel that is closed when the module next opens a port.
func (e *emulated) nextOpened() <-chan struct{} {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.opened
}
