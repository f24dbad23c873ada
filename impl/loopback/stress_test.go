package loopback_test

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/impl/loopback"
)

// TestStress runs random calls on few descriptors from many goroutines, with peers that
// answer, close, or do nothing. Inside a bubble time passes only while everybody waits:
// a call that closing does not wake takes an hour, a goroutine that outlives the devices
// is a panic.
func TestStress(t *testing.T) {
	for seed := range uint64(40) {
		synctest.Test(t, func(t *testing.T) { newStress(t, seed).run() })
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

const (
	stressHandles = 12
	stressWorkers = 8
	stressCalls   = 60
	stressPatient = time.Hour // the deadline of the calls that only an event ends
)

type stress struct {
	t         *testing.T
	device    *loopback.Device
	dev, peer netdev.NetDev
	server    uint16 // the port at which the peer listens
	address   string // the peer's
	seed      uint64
	ended     chan struct{} // closed when the workers have ended

	opened    atomic.Int64
	connected atomic.Int64
	log       eventLog
}

func newStress(t *testing.T, seed uint64) *stress {
	network, air := loopback.NewNetwork(), loopback.NewAir()
	a := loopback.New(network, air, driver.MaxHandles(stressHandles))
	b := loopback.New(network, air, driver.MaxHandles(10_000))
	t.Cleanup(func() {
		must(t, a.Close())
		must(t, b.Close())
	})
	s := &stress{t: t, device: a, dev: a.Net(), peer: b.Net(), seed: seed, ended: make(chan struct{})}
	s.log.t = t
	ip, err := s.peer.IP(t.Context())
	must(t, err)
	s.address = ip.String()
	return s
}

func (s *stress) run() {
	sub := s.dev.Subscribe(s.log.events())
	defer sub.Cancel()
	listener, addr := listen(s.t, s.peer)
	s.server = addr.Port()
	var peers, workers sync.WaitGroup
	peers.Go(func() { s.serve(&peers, listener) })
	for n := range uint64(stressWorkers) {
		workers.Go(func() {
			r := rand.New(rand.NewPCG(s.seed, n))
			for range stressCalls {
				s.step(r)
			}
		})
	}
	peers.Go(s.reap)
	workers.Wait()
	close(s.ended)
	for fd := range netdev.FD(stressHandles) {
		s.allow("close", s.dev.Close(s.t.Context(), fd), driver.EBADF)
	}
	must(s.t, s.peer.Close(s.t.Context(), listener))
	peers.Wait()
	synctest.Wait()
	s.log.finish(s.opened.Load(), s.connected.Load())
	s.allFree()
}

// reap closes one descriptor after the other while the workers wait.
func (s *stress) reap() {
	tick := time.NewTicker(30 * time.Millisecond)
	defer tick.Stop()
	for fd := netdev.FD(0); ; fd = (fd + 1) % stressHandles {
		select {
		case <-tick.C:
			s.allow("close", s.dev.Close(s.t.Context(), fd), driver.EBADF)
		case <-s.ended:
			return
		}
	}
}

// step makes one random call on a random descriptor.
func (s *stress) step(r *rand.Rand) {
	limit := time.Duration(r.IntN(20)) * time.Millisecond
	if r.IntN(2) == 0 {
		limit = stressPatient
	}
	start, call := time.Now(), r.IntN(16)
	ctx, cancel := context.WithTimeout(s.t.Context(), limit)
	defer cancel()
	s.call(ctx, r, call, netdev.FD(r.IntN(stressHandles)))
	if time.Since(start) >= stressPatient {
		s.t.Errorf("call %d was not woken", call)
	}
}

func (s *stress) call(ctx context.Context, r *rand.Rand, call int, fd netdev.FD) {
	switch call {
	case 0, 1, 2:
		protocol := netdev.ProtocolStream
		if r.IntN(4) == 0 {
			protocol = netdev.ProtocolDgram
		}
		_, err := s.dev.Socket(ctx, netdev.DomainINET, protocol)
		if err == nil {
			s.opened.Add(1)
		}
		s.allow("socket", err, driver.EMFILE)
	case 3, 4, 5:
		err := s.dev.Connect(ctx, fd, s.address, s.server)
		if err == nil {
			s.connected.Add(1)
		}
		s.allow("connect", err, driver.EBADF, driver.EISCONN, driver.EOPNOTSUPP, driver.EALREADY, driver.ECONNABORTED,
			driver.ECONNREFUSED, driver.EPIPE, driver.ECONNRESET)
	case 6:
		s.allow("bind", s.dev.Bind(ctx, fd, "", 0), driver.EBADF, driver.EINVAL, driver.EISCONN, driver.EALREADY,
			driver.ECONNABORTED, driver.EPIPE, driver.ECONNRESET)
	case 7:
		s.allow("listen", s.dev.Listen(ctx, fd, 2), driver.EBADF, driver.EINVAL, driver.EISCONN, driver.EALREADY,
			driver.EOPNOTSUPP, driver.ECONNABORTED, driver.EPIPE, driver.ECONNRESET)
	case 8:
		s.dialIn(ctx, fd)
	case 9:
		_, _, err := s.dev.Accept(ctx, fd)
		if err == nil {
			s.opened.Add(1)
		}
		s.allow("accept", err, driver.EBADF, driver.EINVAL, driver.ECONNABORTED, driver.EPIPE, driver.ECONNRESET)
	case 10, 11:
		s.allow("write", s.dev.Write(ctx, fd, make([]byte, r.IntN(1<<18))), driver.EBADF, driver.ENOTCONN, driver.EPIPE,
			driver.ECONNRESET, driver.ECONNABORTED, driver.EMSGSIZE)
	case 12, 13:
		_, _, err := s.dev.Recv(ctx, fd, make([]byte, 1+r.IntN(4096)))
		if err != io.EOF {
			s.allow("recv", err, driver.EBADF, driver.ENOTCONN, driver.EOPNOTSUPP, driver.ECONNABORTED, driver.ECONNRESET)
		}
	case 14:
		how := []netdev.How{netdev.ShutRD, netdev.ShutWR, netdev.ShutRDWR}[r.IntN(3)]
		s.allow("shutdown", s.dev.Shutdown(ctx, fd, how), driver.EBADF, driver.ENOTCONN, driver.EALREADY,
			driver.ECONNABORTED, driver.EPIPE, driver.ECONNRESET)
	case 15:
		s.allow("close", s.dev.Close(ctx, fd), driver.EBADF)
	}
}

// dialIn lets the peer connect to a listener of the device and close again.
func (s *stress) dialIn(ctx context.Context, listener netdev.FD) {
	to, err := s.dev.Get(ctx, listener)
	if err != nil || to.State != netdev.StateListening {
		return
	}
	ip, err := s.dev.IP(ctx)
	if err != nil {
		return
	}
	fd, err := s.peer.Socket(s.t.Context(), netdev.DomainINET, netdev.ProtocolStream)
	must(s.t, err)
	if s.peer.Connect(ctx, fd, ip.String(), to.LPort) == nil {
		_ = s.peer.Write(ctx, fd, []byte("hello"))
	}
	must(s.t, s.peer.Close(s.t.Context(), fd))
}

// serve accepts at the peer until the listener is closed.
func (s *stress) serve(peers *sync.WaitGroup, listener netdev.FD) {
	for n := 0; ; n++ {
		fd, _, err := s.peer.Accept(s.t.Context(), listener)
		if err != nil {
			s.allow("peer's accept", err, driver.ECONNABORTED, driver.EBADF)
			return
		}
		peers.Go(func() {
			s.converse(fd, n)
			must(s.t, s.peer.Close(s.t.Context(), fd))
		})
	}
}

// converse is what a peer does with a connection. It waits for the end of the stream
// unless it closes at once: a connection that the device forgot to close never ends.
func (s *stress) converse(fd netdev.FD, n int) {
	switch n % 4 {
	case 0:
		return
	case 3: // reads nothing before all is over
		<-s.ended
	}
	buf := make([]byte, 1<<15)
	for {
		got, _, err := s.peer.Recv(s.t.Context(), fd, buf)
		if err != nil {
			return
		}
		switch n % 4 {
		case 1: // answers, and gives up where nobody reads
			ctx, cancel := context.WithTimeout(s.t.Context(), time.Millisecond)
			_ = s.peer.Write(ctx, fd, buf[:got])
			cancel()
		case 2: // closes in the middle
			return
		}
	}
}

// allow fails the test for an error that the call must not give.
func (s *stress) allow(op string, err error, errnos ...driver.Errno) {
	if err == nil {
		return
	}
	var failed *driver.Error
	if !errors.As(err, &failed) {
		s.t.Errorf("%s: %v is no driver.Error", op, err)
		return
	}
	if timeout := failed.Errno == driver.ETIMEDOUT; timeout != errors.Is(err, context.DeadlineExceeded) {
		s.t.Errorf("%s: %v", op, err)
	}
	for _, errno := range append(errnos, driver.ETIMEDOUT) {
		if failed.Errno == errno {
			return
		}
	}
	s.t.Errorf("%s: %v", op, err)
}

// allFree fails the test where a closed descriptor was not freed.
func (s *stress) allFree() {
	for want := range netdev.FD(stressHandles) {
		fd, err := s.dev.Socket(s.t.Context(), netdev.DomainINET, netdev.ProtocolStream)
		if err != nil || fd != want {
			s.t.Errorf("socket: %d, %v; want %d", fd, err, want)
		}
	}
}

// An eventLog checks the order of each descriptor's events. Its fields are the event
// queue's, which delivers one event at a time.
type eventLog struct {
	t         *testing.T
	last      map[netdev.FD]string
	connected int64
	closed    int64
}

func (l *eventLog) events() netdev.NetDevEvents {
	l.last = map[netdev.FD]string{}
	return netdev.NetDevEvents{
		Connected: func(fd netdev.FD) {
			l.connected++
			l.next(fd, "connected")
		},
		Readable:   func(fd netdev.FD) { l.next(fd, "readable") },
		Acceptable: func(fd netdev.FD) { l.next(fd, "acceptable") },
		ShutDown:   func(fd netdev.FD) { l.next(fd, "shut down") },
		Closed: func(fd netdev.FD, _ error) {
			l.closed++
			if l.last[fd] != "shut down" {
				l.t.Errorf("fd %d: closed after %q", fd, l.last[fd])
			}
			l.next(fd, "closed")
		},
	}
}

func (l *eventLog) next(fd netdev.FD, event string) {
	if last := l.last[fd]; event == "connected" && last != "" && last != "closed" {
		l.t.Errorf("fd %d: connected after %q", fd, last)
	}
	l.last[fd] = event
}

// finish compares with what the calls answered: every socket ends once.
func (l *eventLog) finish(opened, connected int64) {
	if l.closed != opened {
		l.t.Errorf("%d sockets, %d closed", opened, l.closed)
	}
	if l.connected != connected {
		l.t.Errorf("%d connects, %d events", connected, l.connected)
	}
}
