package loopback_test

import (
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

// TestFormStress makes random calls on the callback form from many goroutines and from
// its callbacks: each call is answered once, each socket's close_cb comes once, and
// nothing is told of a socket behind it.
func TestFormStress(t *testing.T) {
	for seed := range uint64(30) {
		synctest.Test(t, func(t *testing.T) { newFormStress(t, seed).run(seed) })
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

type formStress struct {
	t                 *testing.T
	form              *netdev.NetDevCallbacks
	device, peer      netdev.NetDev
	server            uint16
	address, own      string
	calls, answers    atomic.Int64
	mu                sync.Mutex
	sockets           map[*netdev.SocketObject]string // what was told of it last
	closing           map[*netdev.SocketObject]bool
	watched, finished int
}

func newFormStress(t *testing.T, seed uint64) *formStress {
	network, air := loopback.NewNetwork(), loopback.NewAir()
	a := loopback.New(network, air, driver.MaxHandles(stressHandles))
	b := loopback.New(network, air, driver.MaxHandles(10_000))
	t.Cleanup(func() {
		must(t, a.Close())
		must(t, b.Close())
	})
	s := &formStress{t: t, device: a.Net(), peer: b.Net(), sockets: map[*netdev.SocketObject]string{}, closing: map[*netdev.SocketObject]bool{}}
	s.form = netdev.NewNetDevCallbacks(t.Context(), s.device)
	s.address, s.own = s.ip(s.peer), s.ip(s.device)
	return s
}

func (s *formStress) ip(dev netdev.NetDev) string {
	ip, err := dev.IP(s.t.Context())
	must(s.t, err)
	return ip.String()
}

func (s *formStress) run(seed uint64) {
	listener, addr := listen(s.t, s.peer)
	s.server = addr.Port()
	var peers, workers sync.WaitGroup
	peers.Go(func() { s.serve(&peers, listener) })
	for n := range uint64(4) {
		workers.Go(func() {
			r := rand.New(rand.NewPCG(seed, n))
			for range stressCalls {
				s.step(r)
				<-time.After(time.Duration(r.IntN(3)) * time.Microsecond) // lets what was begun go on
			}
		})
	}
	workers.Wait()
	synctest.Wait()
	for o := s.any(); o != nil; o = s.any() {
		s.close(o)
	}
	synctest.Wait()
	must(s.t, s.peer.Close(s.t.Context(), listener))
	peers.Wait()
	if calls, answers := s.calls.Load(), s.answers.Load(); calls != answers {
		s.t.Errorf("%d calls, %d answers", calls, answers)
	}
	if s.watched != s.finished {
		s.t.Errorf("%d sockets, %d closed", s.watched, s.finished)
		for o, last := range s.sockets {
			if last != "close_cb" {
				s.t.Errorf("fd %d: %q last, %+v", o.FD(), last, o.State())
			}
		}
	}
	s.form.End()
}

// answer counts the callback of a call.
func (s *formStress) answer(int) { s.answers.Add(1) }

// step makes a socket, or one random call on any.
func (s *formStress) step(r *rand.Rand) {
	call := r.IntN(12)
	o := s.any()
	if o == nil || call < 2 {
		if fd := s.form.Socket("", ""); fd >= 0 {
			s.watch(s.form.Get(netdev.FD(fd)))
		}
		return
	}
	if call > 2 && call < 10 {
		s.calls.Add(1)
	}
	fd := o.FD()
	switch call {
	case 2:
		if r.IntN(2) == 0 {
			o.SetReadCB(nil)
		} else {
			o.SetReadCB(func([]byte) {}) // gets what is left also behind close_cb
		}
	case 3, 4, 5:
		s.form.Connect(fd, s.address, s.server, func(err int) {
			s.answer(err)
			if err == 0 {
				s.calls.Add(1)
				s.form.Write(fd, []byte("hello"), s.answer)
			}
		})
	case 6:
		s.form.Bind(fd, "", 0, func(err int) {
			s.answer(err)
			s.calls.Add(1)
			s.form.Listen(fd, s.answer)
		})
	case 7:
		if to, err := s.device.Get(s.t.Context(), fd); err == nil && to.LPort != 0 {
			if other := s.any(); other != nil {
				s.calls.Add(1)
				s.form.Connect(other.FD(), s.own, to.LPort, s.answer)
			}
		}
		s.form.SendTo(fd, []byte("datagram"), s.address, s.server, s.answer)
	case 8:
		s.form.Write(fd, make([]byte, r.IntN(2000)), s.answer)
	case 9:
		s.form.Shutdown(fd, []netdev.How{netdev.ShutRD, netdev.ShutWR, netdev.ShutRDWR}[r.IntN(3)], s.answer)
	default:
		s.close(o)
	}
}

// any returns a socket that nobody closes yet, or nil.
func (s *formStress) any() *netdev.SocketObject {
	s.mu.Lock()
	defer s.mu.Unlock()
	for o := range s.sockets {
		if !s.closing[o] {
			return o
		}
	}
	return nil
}

// close closes a socket once: its number may be another's afterwards.
func (s *formStress) close(o *netdev.SocketObject) {
	s.mu.Lock()
	closing := s.closing[o]
	s.closing[o] = true
	s.mu.Unlock()
	if closing {
		return
	}
	s.calls.Add(1)
	s.form.Close(o.FD(), s.answer)
}

// watch follows a socket to its end.
func (s *formStress) watch(o *netdev.SocketObject) {
	o.SetConnectCB(func() { s.tell(o, "connect_cb") })
	o.SetReadCB(func([]byte) { s.tell(o, "read_cb") })
	o.SetAcceptCB(func(conn netdev.FD) {
		s.tell(o, "accept_cb")
		s.watch(s.form.Get(conn))
	})
	o.SetShutdownCB(func() { s.tell(o, "shutdown_cb") })
	o.SetCloseCB(func() {
		s.tell(o, "close_cb")
		s.mu.Lock()
		s.finished++
		s.mu.Unlock()
		if o.FD()%2 == 0 { // some close in the handler
			s.close(o)
		}
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sockets[o] = ""
	s.watched++
}

func (s *formStress) tell(o *netdev.SocketObject, event string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := s.sockets[o]
	if last == "close_cb" || event == "close_cb" && last != "shutdown_cb" {
		s.t.Errorf("fd %d: %s after %q", o.FD(), event, last)
	}
	s.sockets[o] = event
}

// serve is a peer that answers, closes, or waits for the end.
func (s *formStress) serve(peers *sync.WaitGroup, listener netdev.FD) {
	for n := 0; ; n++ {
		fd, _, err := s.peer.Accept(s.t.Context(), listener)
		if err != nil {
			return
		}
		peers.Go(func() {
			buf := make([]byte, 512)
			for n%3 != 0 {
				got, _, err := s.peer.Recv(s.t.Context(), fd, buf)
				if err != nil || n%3 == 1 && s.peer.Write(s.t.Context(), fd, buf[:got]) != nil {
					break
				}
			}
			must(s.t, s.peer.Close(s.t.Context(), fd))
		})
	}
}
