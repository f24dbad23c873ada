package skeleton

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"sync"

	"drivergen/examples/skeleton/fakechip"
	"drivergen/generated/netdev/netdevtest"
)

// A world is the peers of the conformance tests: links of a second chip on the network. What it lacks, NoWorld says.
type world struct {
	netdevtest.NoWorld
	network *fakechip.Network
	device  netip.Addr
	chip    *fakechip.Chip

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced at each interrupt
	accepted map[int]int   // the connection of a listening link
	senders  map[int]netip.AddrPort
}

func newWorld(network *fakechip.Network, device netip.Addr) *world {
	w := &world{
		network: network, device: device, chip: network.Attach(netip.MustParseAddr("192.0.2.2"), 64),
		changed: make(chan struct{}), accepted: map[int]int{}, senders: map[int]netip.AddrPort{},
	}
	w.chip.OnInterrupt(w.interrupt)
	return w
}

func (w *world) interrupt(i fakechip.Interrupt) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if i.Cause == fakechip.Incoming {
		w.accepted[i.Link] = i.New
	}
	close(w.changed)
	w.changed = make(chan struct{})
}

// wait calls try after each interrupt until it returns something else than ErrEmpty.
func (w *world) wait(ctx context.Context, try func() error) error {
	for {
		w.mu.Lock()
		changed := w.changed
		w.mu.Unlock()
		if err := try(); !errors.Is(err, fakechip.ErrEmpty) {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// link returns the link on which a peer talks: for one that listens that of its connection.
func (w *world) link(peer int) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	if connection, ok := w.accepted[peer]; ok {
		return connection
	}
	return peer
}

// open opens and binds a link of the peers' chip.
func (w *world) open(datagrams bool) (int, uint16, error) {
	number, err := w.chip.Open(datagrams)
	if err != nil {
		return 0, 0, err
	}
	err = w.chip.Bind(number, 0)
	local, _ := w.chip.Addrs(number)
	return number, local.Port(), err
}

func (w *world) PeerListens(context.Context) (peer int, addr string, port uint16, ip netip.Addr, err error) {
	peer, port, err = w.open(false)
	if err == nil {
		err = w.chip.Listen(peer)
	}
	return peer, w.chip.Addr().String(), port, w.chip.Addr(), err
}

func (w *world) NamedPeerListens(ctx context.Context) (peer int, name string, port uint16, ip netip.Addr, err error) {
	w.network.Name("peer.example", w.chip.Addr())
	peer, _, port, ip, err = w.PeerListens(ctx)
	return peer, "peer.example", port, ip, err
}

func (w *world) NobodyListens(context.Context) (addr string, port uint16, err error) {
	return w.chip.Addr().String(), 9, nil
}

func (w *world) PeerConnects(_ context.Context, port uint16) (peer int, ip netip.Addr, own uint16, err error) {
	peer, own, err = w.open(false)
	if err == nil {
		err = w.chip.Connect(peer, netip.AddrPortFrom(w.device, port))
	}
	return peer, w.chip.Addr(), own, err
}

func (w *world) PeerSends(_ context.Context, peer int, data []byte) error {
	w.mu.Lock()
	to := w.senders[peer]
	w.mu.Unlock()
	return w.chip.Send(w.link(peer), data, to)
}

func (w *world) PeerReceives(ctx context.Context, peer int, size int) ([]byte, error) {
	data := make([]byte, size)
	filled := 0
	for filled < size {
		err := w.wait(ctx, func() error {
			n, _, err := w.chip.Receive(w.link(peer), data[filled:])
			filled += n
			return err
		})
		if err != nil {
			return data[:filled], err
		}
	}
	return data, nil
}

func (w *world) PeerFindsEnd(ctx context.Context, peer int) error {
	err := w.wait(ctx, func() error {
		n, _, err := w.chip.Receive(w.link(peer), make([]byte, 64))
		if err == nil {
			return fmt.Errorf("the peer received %d bytes before the end", n)
		}
		return err
	})
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func (w *world) PeerCloses(_ context.Context, peer int) error { return w.chip.Close(w.link(peer)) }

func (w *world) PeerResets(_ context.Context, peer int) error { return w.chip.Abort(w.link(peer)) }

func (w *world) DatagramPeer(context.Context) (peer int, addr string, port uint16, ip netip.Addr, err error) {
	peer, port, err = w.open(true)
	return peer, w.chip.Addr().String(), port, w.chip.Addr(), err
}

func (w *world) DatagramArrives(ctx context.Context, peer int) (data []byte, ip netip.Addr, port uint16, err error) {
	buf := make([]byte, 2048)
	var from netip.AddrPort
	err = w.wait(ctx, func() error {
		n, sender, err := w.chip.Receive(peer, buf)
		data, from = buf[:n], sender
		return err
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	w.senders[peer] = from
	return data, from.Addr(), from.Port(), err
}

func (w *world) NameKnown(context.Context) (name string, ip netip.Addr, err error) {
	w.network.Name("known.example", w.chip.Addr())
	return "known.example", w.chip.Addr(), nil
}

func (w *world) NameUnknown(context.Context) (string, error) { return "unknown.example", nil }
