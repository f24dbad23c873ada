package esp8266_test

import (
	"context"
	"math/rand/v2"
	"net/netip"
	"time"

	"drivergen/generated/netdev"
)

// soakWorker uses one link after another.
type soakWorker struct {
	bed    *soakBed
	rng    *rand.Rand
	server *soakServer[netdev.FD]
}

// work opens, uses and closes links until enough was done.
func (w *soakWorker) work() {
	for w.bed.begin() {
		up, down := &soakFlow{key: w.rng.Uint64()}, &soakFlow{key: w.rng.Uint64()}
		var l *soakLink
		if w.rng.IntN(4) == 0 {
			l = w.accept(up, down)
		} else {
			l = w.dial(up, down)
		}
		if l == nil {
			time.Sleep(time.Duration(w.rng.IntN(5000)) * time.Millisecond)
			continue
		}
		l.use()
		l.close()
	}
}

// dial connects to a peer, by its address or its name.
func (w *soakWorker) dial(up, down *soakFlow) *soakLink {
	b := w.bed
	ln, err := newSoakListener(b.peers, down)
	if err != nil {
		b.wrong("%v", err)
		return nil
	}
	fd, err := w.socket(netdev.ProtocolStream)
	if err != nil {
		ln.stop()
		return nil
	}
	host := soakHost.String()
	if w.rng.IntN(5) == 0 {
		host = soakName
	}
	limit := time.Duration(20+w.rng.IntN(60)) * time.Second
	err = b.call("connect", limit, func(ctx context.Context) error { return b.sock.Connect(ctx, fd, host, ln.port()) })
	var peer *soakPeer
	if err == nil {
		peer = ln.last()
	}
	for _, p := range ln.stop() {
		if p != peer {
			b.settle(p, func() {
				if n := len(p.received()); n > 0 {
					b.wrong("%d bytes were sent to a connection that was not reported as open", n)
				}
			})
		}
	}
	if err != nil {
		b.failed("connect", err)
		w.discard(fd)
		return nil
	}
	l := &soakLink{bed: b, rng: w.rng, fd: fd, peer: peer, up: up, down: down}
	if peer == nil {
		b.wrong("connect reported a link that the peer knows nothing of")
		w.discard(fd)
		return nil
	}
	return l
}

// accept has a peer connect to the module.
func (w *soakWorker) accept(up, down *soakFlow) *soakLink {
	b := w.bed
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	conn, err := b.peers.Dial(ctx, netip.AddrPortFrom(b.net.Module().Addr(), soakPort))
	if err != nil {
		b.failed("connect to the module", err)
		return nil
	}
	peer := newSoakPeer(conn, down)
	fd, ok := w.server.take(netip.MustParseAddrPort(conn.LocalAddr().String()), 20*time.Second)
	if !ok {
		b.tally.count(func(s *soakTally) { s.errors++ }) // see soakServer
		peer.conn.Abort()
		b.settle(peer, func() {})
		return nil
	}
	return &soakLink{bed: b, rng: w.rng, fd: fd, peer: peer, up: up, down: down, accepted: true}
}

func (w *soakWorker) socket(p netdev.Protocol) (fd netdev.FD, err error) {
	b := w.bed
	err = b.call("socket", 10*time.Second, func(ctx context.Context) (err error) {
		fd, err = b.sock.Socket(ctx, netdev.DomainINET, p)
		return err
	})
	if err != nil {
		b.failed("socket", err)
	}
	return fd, err
}

// discard closes a socket that came to nothing.
func (w *soakWorker) discard(fd netdev.FD) {
	w.bed.check("close", 30*time.Second, func(ctx context.Context) error { return w.bed.sock.Close(ctx, fd) })
}
