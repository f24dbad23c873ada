package jsdriver

import (
	"context"
	"net/netip"
	"slices"
	"sync"

	"github.com/dop251/goja"

	"drivergen/driver"
	"drivergen/driver/js"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevjs"
	"drivergen/generated/netdev/netdevstub"
)

// sockets fills in the hardware calls of a network device.
type sockets struct {
	calls
	loop   js.Loop
	queue  driver.Subscription // of what the driver tells
	driver *netdevjs.Driver
	stub   *netdevstub.Device
	limit  int // of a socket's queue
	names  names

	mu     sync.Mutex // guards both maps; held while the stub is asked to take a connection
	byLink map[driver.Link]*socket
	byFD   map[netdev.FD]*socket
	wg     sync.WaitGroup // what runs in the background, such as closes of connections that nobody took
}

func newSockets(vm *goja.Runtime, loop js.Loop, object *goja.Object, c config) (*sockets, error) {
	s := &sockets{
		calls: newCalls(c.patience), limit: c.queue, loop: loop, queue: driver.NewSubscription(),
		byLink: map[driver.Link]*socket{}, byFD: map[netdev.FD]*socket{},
	}
	s.stub = netdevstub.New(s, driver.MaxHandles(c.handles))
	var err error
	s.driver, err = netdevjs.NewDriver(vm, loop, object, netdevjs.DriverEvents{
		Connected: s.onConnected, Readable: s.onReadable, Acceptable: s.onAcceptable, ShutDown: s.onShutDown, Closed: s.onClosed,
	}, append(slices.Clone(c.js), js.Queue(s.queue))...)
	return s, err
}

// find returns the socket of a link.
func (s *sockets) find(link driver.Link) (*socket, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if sock := s.byLink[link]; sock != nil {
		return sock, nil
	}
	if err := s.gone(); err != nil {
		return nil, err
	}
	return nil, driver.EBADF
}

// on makes a call on the driver's socket of a link.
func (s *sockets) on(ctx context.Context, link driver.Link, call func(ctx context.Context, sock *socket, fd netdev.FD) error) error {
	sock, err := s.find(link)
	if err != nil {
		return err
	}
	return s.do(ctx, func(ctx context.Context) error {
		fd, err := s.descriptor(ctx, sock)
		if err != nil {
			return err
		}
		return call(ctx, sock, fd)
	})
}

// descriptor returns the driver's number of a socket, once it has one again.
func (s *sockets) descriptor(ctx context.Context, sock *socket) (netdev.FD, error) {
	sock.mu.Lock()
	renewing := sock.renewing
	sock.mu.Unlock()
	if renewing != nil {
		select {
		case <-renewing:
		case <-ctx.Done():
			return -1, driver.FromContext("", ctx)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return sock.fd, nil
}

// of returns the socket that has a descriptor now, or nil.
func (s *sockets) of(fd netdev.FD) *socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byFD[fd]
}

func (s *sockets) add(sock *socket, link driver.Link) {
	sock.link = link
	if old := s.byFD[sock.fd]; old != nil {
		old.free() // the driver gave its number to another
	}
	s.byLink[link], s.byFD[sock.fd] = sock, sock
}

// remove forgets a socket and returns it, nil where there is none.
func (s *sockets) remove(link driver.Link) *socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	sock := s.byLink[link]
	if sock == nil {
		return nil
	}
	delete(s.byLink, link)
	if s.byFD[sock.fd] == sock {
		delete(s.byFD, sock.fd)
	}
	return sock
}

// MAC implements netdevstub.Hardware, as do the others.
func (s *sockets) MAC(ctx context.Context) (mac driver.MAC, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		mac, err = s.driver.MAC(ctx)
		return err
	})
	return mac, err
}

func (s *sockets) IP(ctx context.Context) (ip netip.Addr, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		ip, err = s.driver.IP(ctx)
		return err
	})
	if err == nil && ip.IsUnspecified() {
		return netip.Addr{}, driver.ENETDOWN
	}
	return ip, err
}

func (s *sockets) Open(ctx context.Context, link driver.Link, domain netdev.Domain, protocol netdev.Protocol) error {
	return s.do(ctx, func(ctx context.Context) error {
		fd, err := s.driver.Socket(ctx, domain, protocol)
		if err != nil {
			return err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.add(newSocket(fd, domain, protocol, s.limit), link)
		return nil
	})
}

func (s *sockets) Write(ctx context.Context, link driver.Link, data []byte, to netip.AddrPort) error {
	return s.on(ctx, link, func(ctx context.Context, sock *socket, fd netdev.FD) (err error) {
		switch {
		case to.IsValid():
			err = s.driver.SendTo(ctx, fd, data, s.names.host(to.Addr()), to.Port())
		case len(data) > 0 || sock.queue.datagrams: // there are drivers that throw when there is nothing to write
			err = s.driver.Write(ctx, fd, data)
		}
		if err != nil && ctx.Err() != nil {
			sock.mu.Lock()
			defer sock.mu.Unlock()
			sock.busy = true
		}
		return err
	})
}

func (s *sockets) Read(_ context.Context, link driver.Link, buf []byte) (int, netip.AddrPort, error) {
	sock, err := s.find(link)
	if err != nil {
		return 0, netip.AddrPort{}, err
	}
	sock.mu.Lock()
	defer sock.mu.Unlock()
	return sock.queue.take(buf)
}

func (s *sockets) Shutdown(ctx context.Context, link driver.Link, how netdev.How) error {
	return s.on(ctx, link, func(ctx context.Context, sock *socket, fd netdev.FD) error {
		sock.mu.Lock()
		sock.shut = true
		sock.mu.Unlock()
		return s.driver.Shutdown(ctx, fd, how)
	})
}

// Close closes a socket. One whose driver has a call that was given up is closed behind that: nobody waits for it.
func (s *sockets) Close(ctx context.Context, link driver.Link) error {
	sock := s.remove(link)
	if sock == nil {
		return s.gone()
	}
	sock.stop()
	sock.mu.Lock()
	busy, freed, ended := sock.busy || sock.renewing != nil, sock.freed, sock.ending != nil || sock.queue.ended
	sock.mu.Unlock()
	switch {
	case busy:
		s.behind(sock)
		return nil
	case freed:
		return s.gone()
	}
	err := s.do(ctx, func(ctx context.Context) error { return s.driver.Close(ctx, sock.fd) })
	if ended && driver.ErrnoOf(err) == driver.EBADF {
		return nil // it was closed with its peer
	}
	return err
}

// background runs f, for which the device's end waits. Where that has begun f is not run: the driver is asked for nothing more.
func (s *sockets) background(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gone() == nil {
		s.wg.Go(f)
	}
}

// behind closes a socket of the driver that nobody has any more, without waiting for it.
func (s *sockets) behind(sock *socket) {
	s.background(func() {
		_ = s.do(context.Background(), func(ctx context.Context) error {
			fd, err := s.descriptor(ctx, sock)
			if err == nil && !sock.isFree() {
				err = s.driver.Close(ctx, fd)
			}
			return err
		})
	})
}

func (s *sockets) Resolve(ctx context.Context, name string) (addr netip.Addr, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		addr, err = s.driver.Resolve(ctx, name)
		return err
	})
	if driver.ErrnoOf(err) == driver.EOPNOTSUPP {
		return s.names.standIn(name)
	}
	return addr, err
}

func (s *sockets) SetOption(ctx context.Context, link driver.Link, option netdev.Option, value int) error {
	return s.on(ctx, link, func(ctx context.Context, _ *socket, fd netdev.FD) error {
		err := s.driver.SetOption(ctx, fd, option, value)
		if driver.ErrnoOf(err) == driver.EOPNOTSUPP {
			return driver.Fail("set_option", driver.ENOPROTOOPT, err)
		}
		return err
	})
}

func (s *sockets) Addrs(link driver.Link) (local, remote netip.AddrPort) {
	sock, err := s.find(link)
	if err != nil {
		return netip.AddrPort{}, netip.AddrPort{}
	}
	return sock.addrs()
}
