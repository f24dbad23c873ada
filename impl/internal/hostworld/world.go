// Package hostworld is the world that the conformance tests of netdev ask for
// (netdevtest.World), made of this machine's own sockets on loopback.
package hostworld

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"

	"drivergen/driver/conform"
)

// Loopback is the address of every peer.
var Loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// A World has peers on loopback. Close ends them.
type World struct {
	// Name is a name that the device resolves to Loopback.
	Name string
	// Unknown is a name that the device's resolver does not know.
	Unknown string
	// Silent is a name about which the device's resolver is not answered, "" where there is none.
	Silent string
	// Reach returns where this machine reaches a port on which the device listens.
	Reach func(port uint16) (netip.AddrPort, error)

	mu    sync.Mutex
	peers []*peer
}

// A peer is a listener that takes one connection, a connection, or a datagram socket.
type peer struct {
	listener net.Listener
	packets  *net.UDPConn
	conn     *net.TCPConn
	taken    chan struct{} // closed once conn or err is set
	err      error
	last     netip.AddrPort // the sender of the last datagram
}

// Close ends all peers.
func (w *World) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.peers {
		if p.listener != nil {
			p.listener.Close()
		}
		if p.packets != nil {
			p.packets.Close()
		}
		<-p.taken
		if p.conn != nil {
			p.conn.Close()
		}
	}
}

func (w *World) add(p *peer) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.peers = append(w.peers, p)
	return len(w.peers) - 1
}

func (w *World) peer(number int) (*peer, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if number < 0 || number >= len(w.peers) {
		return nil, fmt.Errorf("there is no peer %d", number)
	}
	return w.peers[number], nil
}

// stream returns a peer's connection, once it has one.
func (w *World) stream(ctx context.Context, number int) (*net.TCPConn, error) {
	p, err := w.peer(number)
	if err != nil {
		return nil, err
	}
	select {
	case <-p.taken:
	case <-ctx.Done():
		return nil, fmt.Errorf("peer %d has no connection: %w", number, ctx.Err())
	}
	if p.conn == nil {
		return nil, fmt.Errorf("peer %d has no connection: %w", number, p.err)
	}
	if deadline, ok := ctx.Deadline(); ok {
		p.conn.SetDeadline(deadline)
	}
	return p.conn, nil
}

// PeerListens implements the stimulus peer_listens.
func (w *World) PeerListens(ctx context.Context) (number int, addr string, port uint16, ip netip.Addr, err error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp4", netip.AddrPortFrom(Loopback, 0).String())
	if err != nil {
		return 0, "", 0, netip.Addr{}, err
	}
	p := &peer{listener: l, taken: make(chan struct{})}
	go func() {
		defer close(p.taken)
		c, err := l.Accept()
		l.Close()
		if err != nil {
			p.err = err
			return
		}
		p.conn = c.(*net.TCPConn)
	}()
	return w.add(p), Loopback.String(), portOf(l.Addr()), Loopback, nil
}

func portOf(a net.Addr) uint16 { return netip.MustParseAddrPort(a.String()).Port() }

// NamedPeerListens implements the stimulus named_peer_listens.
func (w *World) NamedPeerListens(ctx context.Context) (number int, name string, port uint16, ip netip.Addr, err error) {
	number, _, port, ip, err = w.PeerListens(ctx)
	return number, w.Name, port, ip, err
}

// NobodyListens implements the stimulus nobody_listens: a port that was free a moment ago.
func (w *World) NobodyListens(ctx context.Context) (addr string, port uint16, err error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp4", netip.AddrPortFrom(Loopback, 0).String())
	if err != nil {
		return "", 0, err
	}
	port = portOf(l.Addr())
	return Loopback.String(), port, l.Close()
}

// PeerConnects implements the stimulus peer_connects.
func (w *World) PeerConnects(ctx context.Context, devicePort uint16) (number int, ip netip.Addr, port uint16, err error) {
	to, err := w.Reach(devicePort)
	if err != nil {
		return 0, netip.Addr{}, 0, err
	}
	var dialer net.Dialer
	c, err := dialer.DialContext(ctx, "tcp4", to.String())
	if err != nil {
		return 0, netip.Addr{}, 0, err
	}
	p := &peer{conn: c.(*net.TCPConn), taken: make(chan struct{})}
	close(p.taken)
	return w.add(p), Loopback, portOf(c.LocalAddr()), nil
}

// PeerSends implements the stimulus peer_sends.
func (w *World) PeerSends(ctx context.Context, number int, data []byte) error {
	p, err := w.peer(number)
	if err != nil {
		return err
	}
	if p.packets != nil {
		_, err = p.packets.WriteToUDPAddrPort(data, p.last)
		return err
	}
	c, err := w.stream(ctx, number)
	if err != nil {
		return err
	}
	_, err = c.Write(data)
	return err
}

// PeerReceives implements the stimulus peer_receives.
func (w *World) PeerReceives(ctx context.Context, number, size int) ([]byte, error) {
	c, err := w.stream(ctx, number)
	if err != nil {
		return nil, err
	}
	data := make([]byte, size)
	n, err := io.ReadFull(c, data)
	return data[:n], err
}

// PeerFindsEnd implements the stimulus peer_finds_end.
func (w *World) PeerFindsEnd(ctx context.Context, number int) error {
	c, err := w.stream(ctx, number)
	if err != nil {
		return err
	}
	n, err := c.Read(make([]byte, 1))
	switch {
	case n > 0:
		return fmt.Errorf("peer %d still receives", number)
	case err == io.EOF:
		return nil
	}
	return err
}

// PeerCloses implements the stimulus peer_closes.
func (w *World) PeerCloses(ctx context.Context, number int) error {
	c, err := w.stream(ctx, number)
	if err != nil {
		return err
	}
	return c.Close()
}

// PeerResets implements the stimulus peer_resets.
func (w *World) PeerResets(ctx context.Context, number int) error {
	c, err := w.stream(ctx, number)
	if err != nil {
		return err
	}
	if err := c.SetLinger(0); err != nil {
		return err
	}
	return c.Close()
}

// DatagramPeer implements the stimulus datagram_peer.
func (w *World) DatagramPeer(context.Context) (number int, addr string, port uint16, ip netip.Addr, err error) {
	c, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(Loopback, 0)))
	if err != nil {
		return 0, "", 0, netip.Addr{}, err
	}
	p := &peer{packets: c, taken: make(chan struct{})}
	close(p.taken)
	return w.add(p), Loopback.String(), portOf(c.LocalAddr()), Loopback, nil
}

// DatagramArrives implements the stimulus datagram_arrives.
func (w *World) DatagramArrives(ctx context.Context, number int) (data []byte, ip netip.Addr, port uint16, err error) {
	p, err := w.peer(number)
	if err != nil {
		return nil, netip.Addr{}, 0, err
	}
	if p.packets == nil {
		return nil, netip.Addr{}, 0, fmt.Errorf("peer %d takes no datagrams", number)
	}
	if deadline, ok := ctx.Deadline(); ok {
		p.packets.SetReadDeadline(deadline)
	}
	buf := make([]byte, 2048)
	n, from, err := p.packets.ReadFromUDPAddrPort(buf)
	p.last = from
	return buf[:n], from.Addr(), from.Port(), err
}

// NameKnown implements the stimulus name_known.
func (w *World) NameKnown(context.Context) (name string, ip netip.Addr, err error) {
	return w.Name, Loopback, nil
}

// NameUnanswered implements the stimulus name_unanswered.
func (w *World) NameUnanswered(context.Context) (string, error) {
	if w.Silent == "" {
		return "", conform.Lacks("name_unanswered")
	}
	return w.Silent, nil
}

// NobodyAnswers implements the stimulus nobody_answers: a listener whose backlog is full.
func (w *World) NobodyAnswers(ctx context.Context) (addr string, port uint16, err error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp4", netip.AddrPortFrom(Loopback, 0).String())
	if err != nil {
		return "", 0, err
	}
	p := &peer{listener: l, taken: make(chan struct{})}
	close(p.taken)
	w.add(p)
	if err := w.fill(ctx, l.(*net.TCPListener)); err != nil {
		return "", 0, err
	}
	return Loopback.String(), portOf(l.Addr()), nil
}

// NetworkLost implements the stimulus network_lost: this machine keeps its network.
func (w *World) NetworkLost(context.Context) error { return conform.Lacks("network_lost") }

// NameUnknown implements the stimulus name_unknown.
func (w *World) NameUnknown(context.Context) (string, error) { return w.Unknown, nil }
