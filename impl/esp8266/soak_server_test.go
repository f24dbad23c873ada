package esp8266_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/gonet"
)

// soakPort is where the module listens.
const soakPort = 8000

var errNotAccepted = errors.New("the connection was not accepted")

// soakAcceptor is a listener of the module, which gives connections of a type.
type soakAcceptor[T any] interface {
	accept(ctx context.Context) (conn T, peer netip.AddrPort, err error)
	close(ctx context.Context) error
}

// soakServer keeps the module listening, also when a restart has ended its listener, and gives each connection to the
// worker who waits for it.
//
// A connection that was accepted may end for no fault of anybody: the firmware gives it the id of a link that its peer has
// just closed, while the driver's AT+CIPCLOSE for that link is on its way. An error of it needs no other reason.
type soakServer[T any] struct {
	bed  *soakBed
	open func(ctx context.Context) (soakAcceptor[T], error)
	drop func(ctx context.Context, conn T) error // closes a connection that nobody waits for
	stop context.CancelFunc
	done chan struct{}

	mu      sync.Mutex
	waiting map[netip.AddrPort]chan T
}

// start listens, and returns once the module does.
func (s *soakServer[T]) start() *soakServer[T] {
	ctx, cancel := context.WithCancel(context.Background())
	s.stop, s.done, s.waiting = cancel, make(chan struct{}), map[netip.AddrPort]chan T{}
	ready := make(chan struct{})
	go s.serve(ctx, sync.OnceFunc(func() { close(ready) }))
	<-ready
	return s
}

// close ends the server and waits until it has.
func (s *soakServer[T]) close() {
	s.stop()
	<-s.done
}

func (s *soakServer[T]) serve(ctx context.Context, ready func()) {
	defer close(s.done)
	defer ready()
	for ctx.Err() == nil {
		var l soakAcceptor[T]
		err := s.bed.call("listen", 30*time.Second, func(ctx context.Context) (err error) {
			l, err = s.open(ctx)
			return err
		})
		if err == nil {
			ready()
			s.accept(ctx, l)
			s.bed.check("close of the listener", 30*time.Second, l.close)
		} else {
			s.bed.failed("listen", err)
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
		}
	}
}

// accept takes connections until the listener fails.
func (s *soakServer[T]) accept(ctx context.Context, l soakAcceptor[T]) {
	for ctx.Err() == nil {
		var conn T
		var peer netip.AddrPort
		over := false
		err := s.bed.call("accept", 3*time.Second, func(ctx context.Context) (err error) {
			conn, peer, err = l.accept(ctx)
			limit, _ := ctx.Deadline()
			over = !time.Now().Before(limit)
			return err
		})
		switch {
		case errors.Is(err, driver.ETIMEDOUT) && over:
		case err != nil:
			s.bed.failed("accept", err)
			return
		default:
			s.hand(peer, conn)
		}
	}
}

// hand gives a connection to who waits for it, or closes it.
func (s *soakServer[T]) hand(peer netip.AddrPort, conn T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.waiting[peer] <- conn:
	default:
		s.discard(conn)
	}
}

func (s *soakServer[T]) discard(conn T) {
	s.bed.background.Go(func() {
		s.bed.check("close", 30*time.Second, func(ctx context.Context) error { return s.drop(ctx, conn) })
	})
}

// take waits for a peer's connection, which must not have come yet.
func (s *soakServer[T]) take(peer netip.AddrPort, limit time.Duration) (conn T, ok bool) {
	c := make(chan T, 1)
	s.mu.Lock()
	s.waiting[peer] = c
	s.mu.Unlock()
	defer s.forget(peer)
	select {
	case conn = <-c:
		return conn, true
	case <-time.After(limit):
		return conn, false
	}
}

// forget waits for a peer's connection no more.
func (s *soakServer[T]) forget(peer netip.AddrPort) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case conn := <-s.waiting[peer]: // it came at the last moment
		s.discard(conn)
	default:
	}
	delete(s.waiting, peer)
}

// soakSocket listens on a socket of the device itself.
type soakSocket struct {
	dev netdev.NetDev
	fd  netdev.FD
}

func newSoakServer(b *soakBed) *soakServer[netdev.FD] {
	s := &soakServer[netdev.FD]{bed: b, drop: b.sock.Close}
	s.open = func(ctx context.Context) (soakAcceptor[netdev.FD], error) {
		fd, err := b.sock.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
		if err != nil {
			return nil, err
		}
		if err = b.sock.Bind(ctx, fd, "", soakPort); err == nil {
			err = b.sock.Listen(ctx, fd, 4)
		}
		if err != nil {
			b.background.Go(func() {
				b.check("close", 30*time.Second, func(ctx context.Context) error { return b.sock.Close(ctx, fd) })
			})
			return nil, err
		}
		return soakSocket{b.sock, fd}, nil
	}
	return s.start()
}

func (s soakSocket) accept(ctx context.Context) (netdev.FD, netip.AddrPort, error) {
	return s.dev.Accept(ctx, s.fd)
}

func (s soakSocket) close(ctx context.Context) error { return s.dev.Close(ctx, s.fd) }

// soakStream listens through gonet.
type soakStream struct{ *gonet.TCPListener }

func newSoakStreamServer(b *soakBed, stack *gonet.Stack) *soakServer[net.Conn] {
	s := &soakServer[net.Conn]{bed: b, drop: func(_ context.Context, c net.Conn) error { return c.Close() }}
	s.open = func(ctx context.Context) (soakAcceptor[net.Conn], error) {
		l, err := stack.ListenContext(ctx, "tcp4", netip.AddrPortFrom(netip.IPv4Unspecified(), soakPort).String())
		if err != nil {
			return nil, err
		}
		return soakStream{l.(*gonet.TCPListener)}, nil
	}
	return s.start()
}

func (s soakStream) accept(ctx context.Context) (net.Conn, netip.AddrPort, error) {
	deadline, _ := ctx.Deadline()
	s.SetDeadline(deadline)
	c, err := s.Accept()
	if err != nil {
		return nil, netip.AddrPort{}, err
	}
	var peer netip.AddrPort
	if a := c.RemoteAddr(); a != nil { // a connection that has ended may have none any more
		peer = a.(*net.TCPAddr).AddrPort()
	}
	return c, netip.AddrPortFrom(peer.Addr().Unmap(), peer.Port()), nil
}

func (s soakStream) close(context.Context) error { return s.Close() }
