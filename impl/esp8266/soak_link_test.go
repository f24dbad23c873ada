package esp8266_test

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"sync"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266/at"
)

// soakLink is one connection of the plain family, as the driver's user has it.
type soakLink struct {
	bed  *soakBed
	rng  *rand.Rand
	fd   netdev.FD
	peer *soakPeer
	up   *soakFlow // from the module
	down *soakFlow // to the module

	accepted bool  // the peer connected
	doubt    error // of a write that may have reached the peer, or part of it

	mu     sync.Mutex
	got    int // bytes of down that were received
	broken bool
}

// use does a few transactions and reports whether the link is still whole.
func (l *soakLink) use() {
	for range 1 + l.rng.IntN(8) {
		if !l.bed.begin() {
			return
		}
		time.Sleep(time.Duration(l.rng.IntN(200)) * time.Millisecond)
		switch k := l.rng.IntN(20); {
		case k < 6:
			l.upload(soakSize(l.rng))
		case k < 12:
			l.download(soakSize(l.rng))
		case k < 16:
			l.both()
		case k == 16:
			l.hasty()
		case k == 17:
			time.Sleep(time.Duration(l.rng.IntN(20)) * time.Second)
			l.upload(1 + l.rng.IntN(100))
		case k == 18:
			l.peerCloses()
			return
		default:
			l.peer.conn.Abort()
			l.drain()
			return
		}
		if l.broken && l.rng.IntN(2) == 0 {
			return // the other half goes on with what is left of it
		}
	}
}

// soakSize is how much to move: often little, sometimes more than one command takes.
func soakSize(rng *rand.Rand) int {
	switch rng.IntN(10) {
	case 0, 1, 2, 3, 4:
		return 1 + rng.IntN(200)
	case 5, 6, 7:
		return 1 + rng.IntN(2048)
	}
	return 1 + rng.IntN(8000)
}

func (l *soakLink) limit() time.Duration { return time.Duration(10+l.rng.IntN(60)) * time.Second }

// wrote has the driver send n bytes.
func (l *soakLink) wrote(n int, limit time.Duration) error {
	data := l.up.take(n)
	err := l.bed.call("write", limit, func(ctx context.Context) error { return l.bed.sock.Write(ctx, l.fd, data) })
	l.up.wrote(err == nil)
	switch {
	case err == nil && l.doubt != nil:
		l.bed.wrong("a write succeeded after one that left doubt: %v", l.doubt)
	case errors.Is(err, at.ErrDoubt) && !errors.Is(err, context.DeadlineExceeded): // what was cut short goes on
		l.doubt = err
	}
	return err
}

func (l *soakLink) upload(n int) {
	if err := l.wrote(n, l.limit()); err != nil {
		l.fail("write", err)
	}
}

// hasty gives a send less time than it may need. It is no fault when it fails then.
func (l *soakLink) hasty() {
	err := l.wrote(soakSize(l.rng), time.Duration(l.rng.IntN(100))*time.Millisecond)
	switch {
	case errors.Is(err, driver.ETIMEDOUT):
		l.bed.tally.count(func(s *soakTally) { s.errors++ })
	case err != nil:
		l.fail("write", err)
	}
}

// download has the peer send n bytes and receives them.
func (l *soakLink) download(n int) {
	l.peer.send(n)
	l.receive(l.total()+n, l.rng.Uint64(), l.limit())
}

// total is how far the link's receiver has come.
func (l *soakLink) total() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.got
}

// receive receives up to a position.
func (l *soakLink) receive(to int, seed uint64, limit time.Duration) {
	rng := rand.New(rand.NewPCG(seed, 0))
	for l.total() < to {
		err := l.recv(rng, limit)
		if err == io.EOF && l.total() < l.peer.written() && !l.accepted && !l.bed.excused() {
			l.bed.wrong("the stream ended after %d of %d bytes without a fault", l.total(), l.peer.written())
		}
		if err != nil {
			l.fail("recv", err)
			return
		}
	}
}

// recv receives once, and checks what came.
func (l *soakLink) recv(rng *rand.Rand, limit time.Duration) error {
	buf := make([]byte, 1+rng.IntN(3000))
	n := 0
	err := l.bed.call("recv", limit, func(ctx context.Context) (err error) {
		n, _, err = l.bed.sock.Recv(ctx, l.fd, buf)
		return err
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	if wrong := l.down.at(l.got, buf[:n]); wrong != nil {
		l.bed.wrong("recv: %v", wrong)
	}
	l.got += n
	l.bed.tally.count(func(s *soakTally) { s.down += n })
	return err
}

// both sends and receives at once.
func (l *soakLink) both() {
	n, seed, limit := soakSize(l.rng), l.rng.Uint64(), l.limit()
	l.peer.send(n)
	to := l.total() + n
	var reader sync.WaitGroup
	reader.Go(func() { l.receive(to, seed, limit) })
	l.upload(soakSize(l.rng))
	reader.Wait()
}

// peerCloses has the peer send the last of its stream and close, and receives all of it.
func (l *soakLink) peerCloses() {
	n := soakSize(l.rng)
	l.peer.send(n)
	l.peer.finish()
	if err := l.drain(); err == io.EOF && l.total() < l.peer.written() && !l.accepted && !l.bed.excused() {
		l.bed.wrong("the stream ended after %d of %d bytes without a fault", l.total(), l.peer.written())
	}
}

// drain receives until the end, and returns what that is.
func (l *soakLink) drain() error {
	limit := l.limit()
	for {
		if err := l.recv(l.rng, limit); err != nil {
			if errors.Is(err, driver.ETIMEDOUT) {
				l.fail("recv until the end", err)
			}
			return err
		}
	}
}

func (l *soakLink) fail(what string, err error) {
	l.mu.Lock()
	l.broken = true
	l.mu.Unlock()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if l.accepted {
		l.bed.tally.count(func(s *soakTally) { s.errors++ }) // see soakServer
		return
	}
	l.bed.failed(what, err)
}

// close closes the link. What the peer has received is checked when it has seen the end: now, or when the run is over.
func (l *soakLink) close() {
	l.bed.check("close", 30*time.Second, func(ctx context.Context) error { return l.bed.sock.Close(ctx, l.fd) })
	l.bed.tally.count(func(s *soakTally) {
		s.links++
		if l.broken {
			s.failed++
		}
	})
	l.bed.settle(l.peer, func() {
		foreign, err := l.up.delivered(l.peer.received())
		if err != nil {
			l.bed.wrong("sent: %v", err)
		}
		l.bed.tally.count(func(s *soakTally) {
			if foreign > 0 {
				s.soiled++
			}
			from := 0
			for _, p := range l.up.parts {
				if p.ok {
					s.up += p.end - from
				}
				from = p.end
			}
		})
	})
}
