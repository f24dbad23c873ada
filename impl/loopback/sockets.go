package loopback

import (
	"context"
	"math"
	"net/netip"
	"sync"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevstub"
)

// sockets fills in the hardware calls of a network device.
type sockets struct {
	host  *host
	mac   driver.MAC
	stub  *netdevstub.Device
	mu    sync.Mutex              // guards links; held while the stub is asked to take a connection
	links map[driver.Link]*socket // nil once the device is closed
	ended chan struct{}           // closed with the device
}

// A socket is what stands behind a link. mu guards its fields; the stub calls from many
// goroutines.
type socket struct {
	sockets *sockets
	link    driver.Link
	stream  bool

	mu      sync.Mutex
	port    uint16   // the stream port it holds, 0 for none
	binding *binding // of port
	end     *end     // of a connected stream
	closed  bool
	packets *packets // of a datagram socket that holds a port
	remote  netip.AddrPort
}

var _ netdevstub.Hardware = (*sockets)(nil)

func (s *sockets) MAC(context.Context) (driver.MAC, error) { return s.mac, s.gone() }

func (s *sockets) IP(context.Context) (netip.Addr, error) {
	if err := s.gone(); err != nil {
		return netip.Addr{}, err
	}
	return s.host.addr, s.host.up()
}

// gone returns the error of a device that is closed.
func (s *sockets) gone() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.links == nil {
		return driver.ENODEV
	}
	return nil
}

func (s *sockets) Open(_ context.Context, link driver.Link, domain netdev.Domain, protocol netdev.Protocol) error {
	if domain != netdev.DomainINET {
		return driver.EAFNOSUPPORT
	}
	if protocol != netdev.ProtocolStream && protocol != netdev.ProtocolDgram {
		return driver.EPROTONOSUPPORT
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.links == nil {
		return driver.ENODEV
	}
	s.links[link] = &socket{sockets: s, link: link, stream: protocol == netdev.ProtocolStream}
	return nil
}

// find returns the socket of a link, locked.
func (s *sockets) find(link driver.Link) (*socket, error) {
	s.mu.Lock()
	sock, closed := s.links[link], s.links == nil
	s.mu.Unlock()
	switch {
	case closed:
		return nil, driver.ENODEV
	case sock == nil:
		return nil, driver.EBADF
	}
	sock.mu.Lock()
	return sock, nil
}

func (s *sockets) Connect(ctx context.Context, link driver.Link, _ string, to netip.AddrPort) error {
	sock, err := s.find(link)
	if err != nil {
		return err
	}
	if !sock.stream {
		defer sock.mu.Unlock()
		if err := sock.hold(0); err != nil {
			return err
		}
		sock.packets.connect(to)
		sock.remote = to
		return nil
	}
	port := sock.port
	sock.mu.Unlock()
	e, err := s.host.dial(port, to)
	if err == errSilent {
		return s.silence(ctx)
	}
	if err != nil {
		return err
	}
	sock.mu.Lock()
	closed := sock.closed
	if !closed {
		sock.end, sock.remote = e, to
	}
	sock.mu.Unlock()
	if closed {
		e.close()
		return driver.ECONNABORTED
	}
	e.own(sock)
	return nil
}

// silence waits for an answer that does not come.
func (s *sockets) silence(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.ended:
		return driver.ENODEV
	}
}

func (s *sockets) Write(ctx context.Context, link driver.Link, data []byte, to netip.AddrPort) error {
	sock, err := s.find(link)
	if err != nil {
		return err
	}
	if sock.stream {
		e := sock.end
		sock.mu.Unlock()
		switch {
		case to.IsValid():
			return driver.EOPNOTSUPP
		case e == nil:
			return driver.ENOTCONN
		}
		err := e.write(ctx, data)
		if gone := s.gone(); err != nil && gone != nil {
			return gone
		}
		return err
	}
	defer sock.mu.Unlock()
	if err := sock.hold(0); err != nil {
		return err
	}
	return sock.packets.send(data, to)
}

func (s *sockets) Read(_ context.Context, link driver.Link, buf []byte) (int, netip.AddrPort, error) {
	sock, err := s.find(link)
	if err != nil {
		return 0, netip.AddrPort{}, err
	}
	defer sock.mu.Unlock()
	switch {
	case sock.end != nil:
		n, err := sock.end.read(buf)
		return n, netip.AddrPort{}, err
	case sock.packets != nil:
		return sock.packets.read(buf)
	case sock.stream:
		return 0, netip.AddrPort{}, driver.ENOTCONN
	}
	return 0, netip.AddrPort{}, driver.EAGAIN
}

func (s *sockets) Close(_ context.Context, link driver.Link) error {
	sock, err := s.find(link)
	if err != nil {
		return err
	}
	sock.close()
	sock.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.links, link)
	return nil
}

func (s *sockets) Shutdown(_ context.Context, link driver.Link, how netdev.How) error {
	sock, err := s.find(link)
	if err != nil {
		return err
	}
	e := sock.end
	sock.mu.Unlock()
	if e != nil && how != netdev.ShutRD {
		e.finish()
	}
	return nil
}

func (s *sockets) Bind(_ context.Context, link driver.Link, to netip.AddrPort) error {
	sock, err := s.find(link)
	if err != nil {
		return err
	}
	defer sock.mu.Unlock()
	return sock.hold(to.Port())
}

func (s *sockets) Listen(_ context.Context, link driver.Link, _ int) error {
	sock, err := s.find(link)
	if err != nil {
		return err
	}
	defer sock.mu.Unlock()
	if sock.binding == nil {
		return driver.EOPNOTSUPP
	}
	s.host.listen(sock.binding, func(e *end) bool { return s.accept(link, e) })
	return nil
}

// accept offers a connection to the stub. The lock is held meanwhile: the stub may give the
// new link to its user, who then uses it, before it is in links.
func (s *sockets) accept(listener driver.Link, e *end) bool {
	s.mu.Lock()
	if s.links == nil {
		s.mu.Unlock()
		return false
	}
	link, ok := s.stub.Accepted(listener, e.remote, e.local)
	if !ok {
		s.mu.Unlock()
		return false
	}
	sock := &socket{sockets: s, link: link, stream: true, end: e, remote: e.remote}
	s.links[link] = sock
	s.mu.Unlock()
	e.own(sock)
	return true
}

func (s *sockets) Resolve(ctx context.Context, name string) (netip.Addr, error) {
	if err := s.gone(); err != nil {
		return netip.Addr{}, err
	}
	if err := s.host.up(); err != nil {
		return netip.Addr{}, err
	}
	addr, ok := s.host.network.lookup(name)
	switch {
	case !ok:
		return netip.Addr{}, driver.ENOENT
	case !addr.IsValid():
		return netip.Addr{}, s.silence(ctx)
	}
	return addr, nil
}

func (s *sockets) SetOption(_ context.Context, link driver.Link, option netdev.Option, value int) error {
	sock, err := s.find(link)
	if err != nil {
		return err
	}
	defer sock.mu.Unlock()
	// In memory nothing is delayed, lingers or dies unseen.
	least, most := 0, math.MaxInt32
	switch option {
	case netdev.OptionKeepalive:
	case netdev.OptionLinger:
		least = -1
	case netdev.OptionNodelay:
		most = 1
	default:
		return driver.ENOPROTOOPT
	}
	if value < least || value > most {
		return driver.EINVAL
	}
	return nil
}

func (s *sockets) Addrs(link driver.Link) (local, remote netip.AddrPort) {
	sock, err := s.find(link)
	if err != nil {
		return netip.AddrPort{}, netip.AddrPort{}
	}
	defer sock.mu.Unlock()
	switch {
	case sock.end != nil:
		return sock.end.local, sock.remote
	case sock.packets != nil:
		return sock.packets.local, sock.remote
	case sock.port != 0:
		return netip.AddrPortFrom(s.host.addr, sock.port), netip.AddrPort{}
	}
	return netip.AddrPort{}, netip.AddrPort{}
}

// hold makes the socket hold a port, where it holds none. The caller holds sock.mu.
func (sock *socket) hold(port uint16) (err error) {
	switch {
	case sock.closed:
		return driver.ECONNABORTED
	case sock.stream && sock.binding == nil:
		sock.port, sock.binding, err = sock.sockets.host.bindStream(port)
	case !sock.stream && sock.packets == nil:
		sock.packets, err = sock.sockets.host.bindPackets(port, sock.readable)
	}
	return err
}

// close gives back what the socket holds. The caller holds sock.mu.
func (sock *socket) close() {
	sock.closed = true
	if sock.end != nil {
		sock.end.close()
	}
	if sock.packets != nil {
		sock.packets.close()
	}
	if sock.binding != nil {
		sock.sockets.host.releaseStream(sock.port)
	}
}

func (sock *socket) readable() { sock.sockets.stub.Readable(sock.link) }

func (sock *socket) ended(err error) { sock.sockets.stub.Closed(sock.link, err) }

// closeAll closes what is still open.
func (s *sockets) closeAll() {
	s.mu.Lock()
	links := s.links
	if s.links = nil; links != nil {
		close(s.ended)
	}
	s.mu.Unlock()
	for _, sock := range links {
		sock.mu.Lock()
		sock.close()
		sock.mu.Unlock()
	}
}
