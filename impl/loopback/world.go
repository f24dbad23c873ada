package loopback

import (
	"context"
	"fmt"
	"net/netip"
	"sync"
)

// A NetWorld is the world around a Device's network: it does what the conformance
// tests of netdev ask for (netdevtest.World), as another host on the same network.
type NetWorld struct {
	host   *host
	device *Device

	mu    sync.Mutex
	peers []*peer
}

// NetWorld returns the world around the device's network, the same one each time: its peers stay.
func (d *Device) NetWorld() *NetWorld {
	return d.netWorld()
}

// add keeps a peer and returns its number.
func (w *NetWorld) add(p *peer) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.peers = append(w.peers, p)
	return len(w.peers) - 1
}

func (w *NetWorld) peer(number int) (*peer, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if number < 0 || number >= len(w.peers) {
		return nil, fmt.Errorf("there is no peer %d", number)
	}
	return w.peers[number], nil
}

// PeerListens implements the stimulus peer_listens.
func (w *NetWorld) PeerListens(context.Context) (number int, addr string, port uint16, ip netip.Addr, err error) {
	port, b, err := w.host.bindStream(0)
	if err != nil {
		return 0, "", 0, netip.Addr{}, err
	}
	p := newPeer()
	w.host.listen(b, p.take)
	return w.add(p), w.host.addr.String(), port, w.host.addr, nil
}

// NamedPeerListens implements the stimulus named_peer_listens.
func (w *NetWorld) NamedPeerListens(ctx context.Context) (number int, name string, port uint16, ip netip.Addr, err error) {
	name, _, err = w.NameKnown(ctx)
	if err != nil {
		return 0, "", 0, netip.Addr{}, err
	}
	number, _, port, ip, err = w.PeerListens(ctx)
	return number, name, port, ip, err
}

// NobodyListens implements the stimulus nobody_listens.
func (w *NetWorld) NobodyListens(context.Context) (addr string, port uint16, err error) {
	return w.host.addr.String(), 9, nil
}

// NobodyAnswers implements the stimulus nobody_answers.
func (w *NetWorld) NobodyAnswers(context.Context) (addr string, port uint16, err error) {
	port, b, err := w.host.bindStream(0)
	if err == nil {
		w.host.silence(b)
	}
	return w.host.addr.String(), port, err
}

// PeerConnects implements the stimulus peer_connects.
func (w *NetWorld) PeerConnects(_ context.Context, devicePort uint16) (number int, ip netip.Addr, port uint16, err error) {
	e, err := w.host.dial(0, netip.AddrPortFrom(w.device.sockets.host.addr, devicePort))
	if err != nil {
		return 0, netip.Addr{}, 0, err
	}
	p := newPeer()
	p.take(e)
	return w.add(p), e.local.Addr(), e.local.Port(), nil
}

// PeerSends implements the stimulus peer_sends.
func (w *NetWorld) PeerSends(ctx context.Context, number int, data []byte) error {
	p, err := w.peer(number)
	if err != nil {
		return err
	}
	return p.send(ctx, data)
}

// PeerReceives implements the stimulus peer_receives.
func (w *NetWorld) PeerReceives(ctx context.Context, number int, size int) ([]byte, error) {
	p, err := w.peer(number)
	if err != nil {
		return nil, err
	}
	return p.receive(ctx, size)
}

// PeerFindsEnd implements the stimulus peer_finds_end.
func (w *NetWorld) PeerFindsEnd(ctx context.Context, number int) error {
	p, err := w.peer(number)
	if err != nil {
		return err
	}
	return p.drain(ctx)
}

// PeerCloses implements the stimulus peer_closes.
func (w *NetWorld) PeerCloses(_ context.Context, number int) error {
	return w.onStream(number, (*end).close)
}

// PeerResets implements the stimulus peer_resets.
func (w *NetWorld) PeerResets(_ context.Context, number int) error {
	return w.onStream(number, (*end).reset)
}

func (w *NetWorld) onStream(number int, do func(*end)) error {
	p, err := w.peer(number)
	if err != nil {
		return err
	}
	p.mu.Lock()
	e := p.end
	p.mu.Unlock()
	if e == nil {
		return fmt.Errorf("peer %d has no connection", number)
	}
	do(e)
	return nil
}

// DatagramPeer implements the stimulus datagram_peer.
func (w *NetWorld) DatagramPeer(context.Context) (number int, addr string, port uint16, ip netip.Addr, err error) {
	p := newPeer()
	p.packets, err = w.host.bindPackets(0, p.wake)
	if err != nil {
		return 0, "", 0, netip.Addr{}, err
	}
	return w.add(p), w.host.addr.String(), p.packets.local.Port(), w.host.addr, nil
}

// DatagramArrives implements the stimulus datagram_arrives.
func (w *NetWorld) DatagramArrives(ctx context.Context, number int) (data []byte, ip netip.Addr, port uint16, err error) {
	p, err := w.peer(number)
	if err != nil {
		return nil, netip.Addr{}, 0, err
	}
	if p.packets == nil {
		return nil, netip.Addr{}, 0, fmt.Errorf("peer %d takes no datagrams", number)
	}
	data, from, err := p.datagram(ctx)
	return data, from.Addr(), from.Port(), err
}

// NameKnown implements the stimulus name_known.
func (w *NetWorld) NameKnown(context.Context) (name string, ip netip.Addr, err error) {
	const peerName = "peer.example"
	w.host.network.SetName(peerName, w.host.addr)
	return peerName, w.host.addr, nil
}

// NameUnanswered implements the stimulus name_unanswered.
func (w *NetWorld) NameUnanswered(context.Context) (name string, err error) {
	const silent = "silent.example"
	w.host.network.SetSilent(silent)
	return silent, nil
}

// NetworkLost implements the stimulus network_lost.
func (w *NetWorld) NetworkLost(context.Context) error {
	w.device.sockets.host.setDown(true)
	return nil
}

// NameUnknown implements the stimulus name_unknown.
func (w *NetWorld) NameUnknown(context.Context) (name string, err error) {
	return "nobody.example", nil
}
