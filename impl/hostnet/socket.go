package hostnet

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// An endpoint is what a socket has become: a stream, a listener or a packet socket.
type endpoint interface {
	read(buf []byte) (n int, from netip.AddrPort, err error)
	write(ctx context.Context, data []byte, to netip.AddrPort) error
	close() error
}

// A socket is one of the stub's handles.
type socket struct {
	hw       *hardware
	link     driver.Link
	domain   netdev.Domain
	protocol netdev.Protocol

	mu            sync.Mutex
	local, remote netip.AddrPort
	bound         *reservation // of a stream, until it connects or listens
	end           endpoint     // nil until there is one
	options       map[netdev.Option]int
	closed        bool
}

// family returns the digit that package net's networks end with.
func (s *socket) family() string {
	if s.domain == netdev.DomainINET6 {
		return "6"
	}
	return "4"
}

func (s *socket) opened() endpoint {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.end
}

// become makes end what the socket is, unless the socket was closed meanwhile.
func (s *socket) become(end endpoint, local, remote netip.AddrPort) error {
	s.mu.Lock()
	closed := s.closed
	if !closed {
		s.end, s.local, s.remote = end, unmap(local), unmap(remote)
	}
	s.mu.Unlock()
	if closed {
		end.close()
		return driver.ECONNABORTED
	}
	return nil
}

func (s *socket) close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	end, bound := s.end, s.bound
	s.bound = nil
	s.mu.Unlock()
	if bound != nil {
		bound.release()
	}
	if end == nil {
		return nil
	}
	return end.close()
}

// bind takes a local address. One that is not this machine's stands for all of them, as the
// description has it.
func (s *socket) bind(ctx context.Context, to netip.AddrPort) error {
	any := netip.AddrPortFrom(s.unspecified(), to.Port())
	if !to.Addr().IsValid() {
		to = any
	}
	err := s.bindTo(ctx, to)
	if driver.ErrnoOf(asErrno("bind", err)) == driver.EADDRNOTAVAIL {
		err = s.bindTo(ctx, any)
	}
	return err
}

func (s *socket) unspecified() netip.Addr {
	if s.domain == netdev.DomainINET6 {
		return netip.IPv6Unspecified()
	}
	return netip.IPv4Unspecified()
}

func (s *socket) bindTo(ctx context.Context, to netip.AddrPort) error {
	if err := s.fits(to); err != nil {
		return err
	}
	if s.protocol == netdev.ProtocolDgram {
		_, err := s.openPacket(ctx, to)
		return err
	}
	bound, err := reserve(s.family(), to)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		bound.release()
		return driver.ECONNABORTED
	}
	s.bound, s.local = bound, bound.addr
	return nil
}

// fits tells whether an address is of the socket's domain.
func (s *socket) fits(addr netip.AddrPort) error {
	if addr.Addr().Unmap().Is4() != (s.domain == netdev.DomainINET) {
		return driver.EAFNOSUPPORT
	}
	return nil
}

func (s *socket) connect(ctx context.Context, to netip.AddrPort) error {
	if err := s.fits(to); err != nil {
		return err
	}
	if s.protocol == netdev.ProtocolDgram {
		return s.connectPacket(ctx, to)
	}
	dialer := net.Dialer{KeepAlive: -1} // as sockets are before an option is set
	s.mu.Lock()
	if s.bound != nil { // the connection takes the address over
		dialer.LocalAddr = net.TCPAddrFromAddrPort(s.local)
		s.bound.release()
		s.bound = nil
	}
	s.mu.Unlock()
	conn, err := dialer.DialContext(ctx, "tcp"+s.family(), to.String())
	if err != nil {
		if ctx.Err() != nil {
			return driver.FromContext("connect", ctx)
		}
		return err
	}
	return s.carry(conn.(*net.TCPConn))
}

// carry makes the socket a stream over conn.
func (s *socket) carry(conn *net.TCPConn) error {
	st := newStream(s, conn)
	if err := s.become(st, addrPort(conn.LocalAddr()), addrPort(conn.RemoteAddr())); err != nil {
		return err
	}
	s.mu.Lock()
	options := s.options
	s.mu.Unlock()
	for option, value := range options {
		st.setOption(option, value) // was accepted when it was set
	}
	return st.start()
}

func (s *socket) write(ctx context.Context, data []byte, to netip.AddrPort) error {
	end := s.opened()
	if s.protocol == netdev.ProtocolStream && to.IsValid() {
		return driver.EOPNOTSUPP
	}
	if end == nil {
		return driver.ENOTCONN
	}
	return end.write(ctx, data, to)
}

func (s *socket) shutdown(how netdev.How) error {
	st, ok := s.opened().(*stream)
	if !ok {
		return nil // datagrams: the stub refuses what comes later
	}
	return st.shutdown(how)
}

// setOption sets an option of a stream, or keeps it until there is one. What a listener
// has, the connections that it takes get.
func (s *socket) setOption(option netdev.Option, value int) error {
	if s.protocol != netdev.ProtocolStream {
		return driver.ENOPROTOOPT
	}
	switch {
	case option == netdev.OptionKeepalive && value >= 0 && value <= 32767, // TCP_KEEPIDLE, tcp(7)
		option == netdev.OptionLinger && value >= -1,
		option == netdev.OptionNodelay && (value == 0 || value == 1):
	case option == netdev.OptionKeepalive, option == netdev.OptionLinger, option == netdev.OptionNodelay:
		return driver.EINVAL
	default:
		return driver.ENOPROTOOPT
	}
	s.mu.Lock()
	options := make(map[netdev.Option]int, len(s.options)+1)
	for o, v := range s.options {
		options[o] = v
	}
	options[option] = value
	s.options = options
	s.mu.Unlock()
	if st, ok := s.opened().(*stream); ok {
		return st.setOption(option, value)
	}
	return nil
}

func (st *stream) setOption(option netdev.Option, value int) error {
	switch option {
	case netdev.OptionNodelay:
		return st.conn.SetNoDelay(value == 1)
	case netdev.OptionLinger:
		return st.conn.SetLinger(value)
	}
	if value == 0 {
		return st.conn.SetKeepAlive(false)
	}
	interval := time.Duration(value) * time.Second
	return st.conn.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: interval, Interval: interval})
}

func addrPort(a net.Addr) netip.AddrPort {
	switch a := a.(type) {
	case *net.TCPAddr:
		return unmap(a.AddrPort())
	case *net.UDPAddr:
		return unmap(a.AddrPort())
	}
	return netip.AddrPort{}
}

func unmap(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
}
