package netdever

import (
	"cmp"
	"context"
	"net/netip"
	"sync"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/tinygo"
)

// noFD stands for a descriptor that a socket does not have: before it has one, after it was
// closed, and after a connect that was given up.
const noFD = -1

// afINET6 is the domain of IPv6 sockets as TinyGo's net package has it (Linux: AF_INET6).
const afINET6 = 0xa

// A socket is one of the stub's handles.
type socket struct {
	hw       *hardware
	link     driver.Link
	domain   int // the Netdever's
	protocol netdev.Protocol
	received received
	sender   sender

	mu            sync.Mutex
	fd            int   // the Netdever's, or noFD. Who takes it out closes it, nobody else
	uses          *uses // of fd
	bound         netip.AddrPort
	local, remote netip.AddrPort
	peer          netip.AddrPort // whom a datagram socket is connected to towards the Netdever
	reading       bool           // fd has, or had, a reader
	leaving       <-chan error   // has something when the descriptor that was given up last is closed
	closed        bool
}

// numberTries is how often a descriptor is asked for where a late call met the one before, or goes on with its number.
const numberTries = 4

// open gets a descriptor whose number nobody uses for an earlier socket.
func (s *socket) open(ctx context.Context) error {
	stype, protocol := tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP
	switch s.protocol {
	case netdev.ProtocolDgram:
		stype, protocol = tinygo.SOCK_DGRAM, tinygo.IPPROTO_UDP
	case netdev.ProtocolTLS:
		protocol = tinygo.IPPROTO_TLS
	}
	var stuck error
	for try := 1; ; try++ {
		fd, err := s.hw.descriptor(ctx, s.domain, stype, protocol)
		if err != nil {
			return cmp.Or(stuck, err)
		}
		uses, err := s.hw.number(ctx, fd)
		if err == nil {
			if s.put(fd, uses) {
				return nil
			}
			uses.leave()
		}
		if err == errStuck {
			stuck = err
			s.hw.park(fd)
		} else {
			select {
			case <-s.leave(fd): // some Netdevers have no other before that
			case <-ctx.Done():
			}
		}
		if err != errLate && err != errStuck || try == numberTries {
			return err
		}
	}
}

// put makes a descriptor the socket's, unless that is closed or has got another meanwhile.
func (s *socket) put(fd int, uses *uses) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.fd != noFD {
		return false
	}
	s.fd, s.uses = fd, uses
	return true
}

// take takes the descriptor out, to close it.
func (s *socket) take() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	fd := s.fd
	if fd != noFD {
		s.uses.leave()
	}
	s.fd, s.reading = noFD, false
	return fd
}

// ready makes sure of a descriptor. A socket that lost its own gets another, bound as the first was.
func (s *socket) ready(ctx context.Context) error {
	s.mu.Lock()
	fd, bound, closed, leaving := s.fd, s.bound, s.closed, s.leaving
	s.leaving = nil
	s.mu.Unlock()
	switch {
	case closed:
		return driver.ECONNABORTED
	case fd != noFD:
		return nil
	case leaving != nil:
		select {
		case <-leaving:
		case <-ctx.Done():
			s.mu.Lock()
			s.leaving = leaving
			s.mu.Unlock()
			return driver.FromContext("socket", ctx)
		}
	}
	if err := s.open(ctx); err != nil || bound.Port() == 0 {
		return err
	}
	err := s.do(ctx, "bind", func(fd int) error { return s.hw.dev.Bind(fd, bound) })
	if err != nil {
		s.giveUp()
	}
	return err
}

func (s *socket) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// close closes the descriptor, which wakes who waits in the Netdever. Where ctx ends first, that
// goes on alone.
func (s *socket) close(ctx context.Context) error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.received.close()
	s.sender.close()
	fd := s.take()
	if fd == noFD {
		return nil
	}
	select {
	case err := <-s.leave(fd):
		return socketErrnos.errno("close", err)
	case <-ctx.Done():
		return driver.FromContext("close", ctx)
	}
}

// leave closes a descriptor in the background: many a Netdever's Close waits for its Connect. The
// channel has its result.
func (s *socket) leave(fd int) <-chan error {
	done := make(chan error, 1)
	f := func() { done <- s.hw.dev.Close(fd) }
	if !s.hw.spawn(f) { // the device is closed, and close waits for this one
		f()
	}
	return done
}

// connect connects to a peer. A TLS socket is given the host's name, any other the address.
func (s *socket) connect(ctx context.Context, host string, to netip.AddrPort) error {
	name, at := "", to
	switch s.protocol {
	case netdev.ProtocolTLS:
		name, at = host, netip.AddrPortFrom(netip.Addr{}, to.Port())
	case netdev.ProtocolDgram:
		if err := s.bindFirst(ctx); err != nil {
			return err
		}
	}
	err := s.do(ctx, "connect", func(fd int) error { return s.hw.dev.Connect(fd, name, at) })
	if ctx.Err() != nil {
		s.giveUp()
		return driver.FromContext("connect", ctx)
	}
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.remote, s.peer = to, to
	s.mu.Unlock()
	s.located(ctx)
	return s.startReading()
}

// giveUp closes the descriptor. A connect that nobody waits for any more ends with it, or its
// connection where it succeeds all the same.
func (s *socket) giveUp() {
	if fd := s.take(); fd != noFD {
		left := s.leave(fd)
		s.mu.Lock()
		s.leaving = left
		s.mu.Unlock()
	}
}

// located notes the local address, as far as it is known: the Netdever tells none before it has joined a network.
func (s *socket) located(ctx context.Context) {
	addr, err := s.hw.IP(ctx)
	if err != nil {
		addr = netip.Addr{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.local = netip.AddrPortFrom(addr, s.bound.Port())
}
