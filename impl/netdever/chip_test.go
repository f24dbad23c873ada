package netdever_test

import (
	"context"
	"net/netip"
	"sync"
	"testing"
	"time"

	"drivergen/generated/netdev"
	"drivergen/generated/tinygo"
	"drivergen/impl/netdever"
)

// A chip is a Netdever whose calls a test sets. What is not set succeeds and does nothing;
// Recv waits for its deadline, since it does not learn of Close.
type chip struct {
	connect func(fd int, host string, at netip.AddrPort) error
	accept  func(fd int) (int, netip.AddrPort, error)
	send    func(fd int, buf []byte, deadline time.Time) (int, error)
	recv    func(fd int, buf []byte, deadline time.Time) (int, error)
	option  func(fd, level, opt int, value any) error
	resolve func(name string) (netip.Addr, error)
	addr    func() (netip.Addr, error)

	mu     sync.Mutex
	open   map[int]bool
	opened []int // by Socket: the kinds of the sockets, stype and protocol
	bound  map[int]netip.AddrPort
	closed []int
}

var _ tinygo.Netdever = (*chip)(nil)

// device returns the chip as our device, closed when the test ends.
func (c *chip) device(t *testing.T, opts ...netdever.Option) netdev.NetDev {
	t.Helper()
	dev := netdever.New(c, nil, opts...)
	t.Cleanup(func() {
		if err := dev.Close(); err != nil {
			t.Error(err)
		}
	})
	return dev.Net()
}

func (c *chip) Socket(_, stype, protocol int) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open == nil {
		c.open, c.bound = map[int]bool{}, map[int]netip.AddrPort{}
	}
	fd := 0
	for c.open[fd] {
		fd++
	}
	c.open[fd] = true
	c.opened = append(c.opened, stype, protocol)
	return fd, nil
}

func (c *chip) Close(fd int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.open[fd] {
		return tinygo.ErrInvalidSocketFd
	}
	delete(c.open, fd)
	c.closed = append(c.closed, fd)
	return nil
}

func (c *chip) Bind(fd int, at netip.AddrPort) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bound[fd] = at
	return nil
}

func (c *chip) Connect(fd int, host string, at netip.AddrPort) error {
	if c.connect == nil {
		return nil
	}
	return c.connect(fd, host, at)
}

func (c *chip) Listen(int, int) error { return nil }

func (c *chip) Accept(fd int) (int, netip.AddrPort, error) { return c.accept(fd) }

func (c *chip) Send(fd int, buf []byte, _ int, deadline time.Time) (int, error) {
	if c.send == nil {
		return len(buf), nil
	}
	return c.send(fd, buf, deadline)
}

func (c *chip) Recv(fd int, buf []byte, _ int, deadline time.Time) (int, error) {
	if c.recv == nil {
		time.Sleep(time.Until(deadline))
		return -1, tinygo.ErrTimeout
	}
	return c.recv(fd, buf, deadline)
}

func (c *chip) SetSockOpt(fd, level, opt int, value any) error {
	if c.option == nil {
		return tinygo.ErrNotSupported
	}
	return c.option(fd, level, opt, value)
}

func (c *chip) GetHostByName(name string) (netip.Addr, error) { return c.resolve(name) }

func (c *chip) Addr() (netip.Addr, error) {
	if c.addr == nil {
		return netip.AddrFrom4([4]byte{10, 0, 0, 2}), nil
	}
	return c.addr()
}

// connected returns a connected socket.
func connected(t *testing.T, dev netdev.NetDev, protocol netdev.Protocol) netdev.FD {
	t.Helper()
	fd := socket(t, dev, protocol)
	check(t, dev.Connect(t.Context(), fd, "192.0.2.1", 80))
	return fd
}

func socket(t *testing.T, dev netdev.NetDev, protocol netdev.Protocol) netdev.FD {
	t.Helper()
	fd, err := dev.Socket(t.Context(), netdev.DomainINET, protocol)
	check(t, err)
	return fd
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// cancelled returns a context that is cancelled as soon as started is closed.
func cancelled(started <-chan struct{}) context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-started
		cancel()
	}()
	return ctx
}
