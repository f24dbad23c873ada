package hostnet

import (
	"context"
	"net"
	"net/netip"
	"sync"

	"drivergen/driver"
)

// waiting is how many datagrams wait for Read at the most. Then the system drops.
const waiting = 64

// A packet is a datagram socket with what it received. It is never connected in the
// system, which would refuse to send to others: what comes from others than the peer is
// left out here.
type packet struct {
	socket *socket
	conn   *net.UDPConn

	mu     sync.Mutex
	room   sync.Cond
	peer   netip.AddrPort // the zero value takes from everybody
	ring   [waiting]datagram
	head   int // where the oldest datagram is
	count  int
	err    error
	closed bool
}

type datagram struct {
	data []byte
	from netip.AddrPort
}

// openPacket makes the socket a packet socket at a local address.
func (s *socket) openPacket(ctx context.Context, local netip.AddrPort) (*packet, error) {
	var lc net.ListenConfig
	conn, err := lc.ListenPacket(ctx, "udp"+s.family(), local.String())
	if err != nil {
		return nil, err
	}
	p := &packet{socket: s, conn: conn.(*net.UDPConn)}
	p.room.L = &p.mu
	if err := s.become(p, addrPort(conn.LocalAddr()), netip.AddrPort{}); err != nil {
		return nil, err
	}
	if !s.hw.spawn(p.receive) {
		p.close()
		return nil, driver.ENODEV
	}
	return p, nil
}

// connectPacket gives the socket a peer.
func (s *socket) connectPacket(ctx context.Context, to netip.AddrPort) error {
	p, ok := s.opened().(*packet)
	if !ok {
		local, err := s.sourceTo(ctx, to)
		if err != nil {
			return err
		}
		if p, err = s.openPacket(ctx, netip.AddrPortFrom(local, 0)); err != nil {
			return err
		}
	}
	p.mu.Lock()
	p.peer, p.count = to, 0
	p.room.Signal()
	p.mu.Unlock()
	s.mu.Lock()
	s.remote = to
	s.mu.Unlock()
	return nil
}

// sourceTo returns the local address from which the system would send to a peer.
func (s *socket) sourceTo(ctx context.Context, to netip.AddrPort) (netip.Addr, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "udp"+s.family(), to.String())
	if err != nil {
		return netip.Addr{}, err
	}
	defer conn.Close()
	return addrPort(conn.LocalAddr()).Addr(), nil
}

// receive fills the ring until the socket is closed.
func (p *packet) receive() {
	buf := make([]byte, 64<<10)
	for {
		n, from, err := p.conn.ReadFromUDPAddrPort(buf)
		stub, link := p.socket.hw.stub, p.socket.link
		if err != nil {
			if p.fail(err) {
				stub.Readable(link)
				stub.Closed(link, asErrno("recv", err))
			}
			return
		}
		if p.put(datagram{append([]byte(nil), buf[:n]...), unmap(from)}) {
			stub.Readable(link)
		}
	}
}

// put waits for room and keeps d, unless it is not from the peer.
func (p *packet) put(d datagram) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.count == waiting && !p.closed {
		p.room.Wait()
	}
	if p.closed || p.peer.IsValid() && p.peer != d.from {
		return false
	}
	p.ring[(p.head+p.count)%waiting] = d
	p.count++
	return true
}

// fail records what comes after the ring. It reports false once the socket is closed.
func (p *packet) fail(err error) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err = asErrno("recv", err)
	return !p.closed
}

func (p *packet) read(buf []byte) (int, netip.AddrPort, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		return 0, netip.AddrPort{}, driver.ECONNABORTED
	case p.count == 0 && p.err != nil:
		return 0, netip.AddrPort{}, p.err
	case p.count == 0:
		return 0, netip.AddrPort{}, driver.EAGAIN
	}
	d := p.ring[p.head]
	p.ring[p.head] = datagram{}
	p.head = (p.head + 1) % waiting
	p.count--
	p.room.Signal()
	return copy(buf, d.data), d.from, nil
}

// write sends one datagram. Sending to a network waits for nobody.
func (p *packet) write(ctx context.Context, data []byte, to netip.AddrPort) error {
	if ctx.Err() != nil {
		return driver.FromContext("write", ctx)
	}
	if !to.IsValid() {
		p.mu.Lock()
		to = p.peer
		p.mu.Unlock()
	}
	switch {
	case !to.IsValid():
		return driver.EDESTADDRREQ
	case p.socket.fits(to) != nil:
		return driver.EAFNOSUPPORT
	}
	_, err := p.conn.WriteToUDPAddrPort(data, to)
	return err
}

func (p *packet) close() error {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil
	}
	p.closed = true
	p.room.Signal()
	p.mu.Unlock()
	return p.conn.Close()
}
