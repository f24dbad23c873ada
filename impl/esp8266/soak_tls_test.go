package esp8266_test

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"time"

	"drivergen/generated/netdev"
	"drivergen/gonet"
	"drivergen/impl/esp8266/emulator"
)

// soakTLS is the family over crypto/tls on the host: the line may lose, double and change bytes anywhere.
func (b *soakBed) soakTLS() {
	secrets, err := newSoakSecrets()
	if err != nil {
		b.wrong("%v", err)
		return
	}
	ln, err := b.peers.Listen(443)
	if err != nil {
		b.wrong("%v", err)
		return
	}
	stack := gonet.New(b.sock)
	peers := &soakSecurePeers{bed: b, conns: map[net.Conn]bool{}}
	peers.all.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			peers.serve(c, tls.Server(c, b.run.config(secrets.server, c.RemoteAddr())))
		}
	})
	server := newSoakStreamServer(b, stack)
	var workers sync.WaitGroup
	for i := range soakWorkers {
		w := &soakSecureWorker{bed: b, rng: b.run.rand(uint64(2 + i)), secrets: secrets, stack: stack, server: server, peers: peers}
		workers.Go(w.work)
	}
	if b.run.pushed {
		workers.Go(b.holdDatagrams)
	}
	workers.Wait()
	server.close()
	ln.Close()
	b.later(peers.settle)
}

// holdDatagrams keeps a UDP socket open, for which ESP-AT sends received data unasked.
func (b *soakBed) holdDatagrams() {
	w := &soakWorker{bed: b, rng: b.run.rand(11)}
	for b.begin() {
		if fd, err := w.socket(netdev.ProtocolDgram); err == nil {
			err := b.call("bind", 30*time.Second, func(ctx context.Context) error { return b.sock.Bind(ctx, fd, "", soakUDPPort) })
			if err == nil {
				time.Sleep(time.Minute)
			} else {
				b.failed("bind", err)
			}
			w.discard(fd)
		}
		time.Sleep(time.Second)
	}
}

// soakSecureWorker uses one TLS connection after another.
type soakSecureWorker struct {
	bed     *soakBed
	rng     *rand.Rand
	secrets *soakSecrets
	stack   *gonet.Stack
	server  *soakServer[net.Conn]
	peers   *soakSecurePeers

	accepted bool // the connection in use was
}

func (w *soakSecureWorker) work() {
	for w.bed.begin() {
		c := w.open()
		if c == nil {
			time.Sleep(time.Duration(w.rng.IntN(5000)) * time.Millisecond)
			continue
		}
		whole := w.use(c)
		w.bed.tally.count(func(s *soakTally) {
			s.links++
			if !whole {
				s.failed++
			}
		})
		w.timed("close", 15*time.Second, func(time.Time) error { return c.Close() })
	}
}

// timed makes a call whose deadline the connection has.
func (w *soakSecureWorker) timed(what string, limit time.Duration, f func(deadline time.Time) error) error {
	return w.bed.call(what, limit, func(ctx context.Context) error {
		deadline, _ := ctx.Deadline()
		return f(deadline)
	})
}

// open connects, or has the peer connect, and shakes hands.
func (w *soakSecureWorker) open() *tls.Conn {
	if w.accepted = w.rng.IntN(4) == 0; w.accepted {
		return w.accept()
	}
	var conn net.Conn
	err := w.bed.call("dial", time.Duration(20+w.rng.IntN(60))*time.Second, func(ctx context.Context) (err error) {
		conn, err = w.stack.DialContext(ctx, "tcp4", net.JoinHostPort(soakHost.String(), "443"))
		return err
	})
	if err != nil {
		w.bed.failed("dial", err)
		return nil
	}
	return w.shake(tls.Client(conn, w.bed.run.config(w.secrets.client, conn.LocalAddr())))
}

// accept has the peer connect. The module's side is the server of TLS, too.
func (w *soakSecureWorker) accept() *tls.Conn {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	raw, err := w.bed.peers.Dial(ctx, netip.AddrPortFrom(w.bed.net.Module().Addr(), soakPort))
	if err != nil {
		w.bed.failed("connect to the module", err)
		return nil
	}
	w.peers.serve(raw, tls.Client(raw, w.bed.run.config(w.secrets.client, raw.LocalAddr())))
	conn, ok := w.server.take(netip.MustParseAddrPort(raw.LocalAddr().String()), 20*time.Second)
	if !ok {
		w.failed("accept", errNotAccepted)
		raw.(*emulator.MemoryConn).Abort()
		return nil
	}
	return w.shake(tls.Server(conn, w.bed.run.config(w.secrets.server, conn.RemoteAddr())))
}

func (w *soakSecureWorker) shake(c *tls.Conn) *tls.Conn {
	err := w.timed("handshake", time.Minute, func(deadline time.Time) error {
		c.SetDeadline(deadline)
		return c.Handshake()
	})
	if err != nil {
		w.failed("handshake", err)
		w.timed("close", 15*time.Second, func(time.Time) error { return c.Close() })
		return nil
	}
	return c
}

func (w *soakSecureWorker) failed(what string, err error) {
	if w.accepted {
		w.bed.tally.count(func(s *soakTally) { s.errors++ }) // see soakServer
		return
	}
	w.bed.failed(what, err)
}

// use does a few exchanges and reports whether the connection is still whole.
func (w *soakSecureWorker) use(c *tls.Conn) bool {
	sent, got := soakFlow{key: soakUp}, soakFlow{key: soakDown}
	for range 1 + w.rng.IntN(12) {
		if !w.bed.begin() {
			return true
		}
		time.Sleep(time.Duration(w.rng.IntN(300)) * time.Millisecond)
		if w.rng.IntN(20) == 0 {
			time.Sleep(time.Duration(w.rng.IntN(20)) * time.Second)
		}
		up, down := soakSize(w.rng), soakSize(w.rng)
		request := make([]byte, soakHeader, soakHeader+up)
		binary.BigEndian.PutUint64(request, uint64(up))
		binary.BigEndian.PutUint64(request[8:], uint64(down))
		request = append(request, sent.take(up)...)
		limit := time.Duration(20+w.rng.IntN(60)) * time.Second
		err := w.timed("exchange", limit, func(deadline time.Time) error {
			c.SetDeadline(deadline)
			if _, err := c.Write(request); err != nil {
				return err
			}
			return readFlow(c, &got, down)
		})
		if err != nil {
			w.bed.judge("the module", err)
			w.failed("exchange", err)
			return false
		}
		w.bed.tally.count(func(s *soakTally) {
			s.up += up
			s.down += down
		})
	}
	return true
}
