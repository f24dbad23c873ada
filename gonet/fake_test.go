package gonet

import (
	"context"
	"net"
	"net/netip"
	"sync"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// fakeDev answers as its functions say; those that are nil succeed. It records what was
// opened and closed.
type fakeDev struct {
	netdev.NetDev
	connect func(ctx context.Context, addr string, port uint16) error
	write   func(ctx context.Context, data []byte) error
	recv    func(ctx context.Context, buf []byte) (int, error)
	accept  func(ctx context.Context) (netdev.FD, error)
	resolve func(ctx context.Context, name string) (netip.Addr, error)
	bind    func(addr string, port uint16) error
	option  func(option netdev.Option, value int) error
	opens   func(domain netdev.Domain, protocol netdev.Protocol) error
	socket  netdev.Socket // what Get returns
	max     int           // how many sockets there are; 0: no end
	backlog int           // that of the last Listen

	mu     sync.Mutex
	next   netdev.FD
	open   map[netdev.FD]bool
	closed int
}

var (
	fakeLocal  = netip.MustParseAddrPort("10.0.0.2:50000")
	fakeRemote = netip.MustParseAddrPort("10.0.0.9:80")
)

func newFakeDev() *fakeDev {
	return &fakeDev{
		open: make(map[netdev.FD]bool),
		socket: netdev.Socket{
			Protocol: netdev.ProtocolStream, State: netdev.StateConnected,
			LAddr: fakeLocal.Addr(), LPort: fakeLocal.Port(), RAddr: fakeRemote.Addr(), RPort: fakeRemote.Port(),
		},
	}
}

func (f *fakeDev) Socket(_ context.Context, domain netdev.Domain, protocol netdev.Protocol) (netdev.FD, error) {
	if f.opens != nil {
		if err := f.opens(domain, protocol); err != nil {
			return -1, err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.max > 0 && len(f.open) >= f.max {
		return -1, driver.Fail("socket", driver.EMFILE, nil)
	}
	f.next++
	f.open[f.next] = true
	f.socket.Protocol = protocol
	return f.next, nil
}

func (f *fakeDev) Get(context.Context, netdev.FD) (netdev.Socket, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.socket, nil
}

func (f *fakeDev) Connect(ctx context.Context, _ netdev.FD, addr string, port uint16) error {
	if f.connect == nil {
		return nil
	}
	return f.connect(ctx, addr, port)
}

func (f *fakeDev) Bind(_ context.Context, _ netdev.FD, addr string, port uint16) error {
	if f.bind == nil {
		return nil
	}
	return f.bind(addr, port)
}

func (f *fakeDev) Listen(_ context.Context, _ netdev.FD, backlog int) error {
	f.backlog = backlog
	return nil
}

func (f *fakeDev) SetOption(_ context.Context, _ netdev.FD, option netdev.Option, value int) error {
	if f.option == nil {
		return nil
	}
	return f.option(option, value)
}

func (f *fakeDev) Write(ctx context.Context, _ netdev.FD, data []byte) error {
	if f.write == nil {
		return nil
	}
	return f.write(ctx, data)
}

func (f *fakeDev) Recv(ctx context.Context, _ netdev.FD, buf []byte) (int, netip.AddrPort, error) {
	if f.recv == nil {
		<-ctx.Done()
		return 0, netip.AddrPort{}, driver.FromContext("recv", ctx)
	}
	n, err := f.recv(ctx, buf)
	return n, netip.AddrPort{}, err
}

func (f *fakeDev) Accept(ctx context.Context, _ netdev.FD) (netdev.FD, netip.AddrPort, error) {
	if f.accept == nil {
		<-ctx.Done()
		return 0, netip.AddrPort{}, driver.FromContext("accept", ctx)
	}
	fd, err := f.accept(ctx)
	return fd, fakeRemote, err
}

// fakeNames are names with their addresses.
type fakeNames map[string][]netip.Addr

func (f fakeNames) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	if addrs := f[host]; addrs != nil {
		return addrs, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

func (f *fakeDev) Resolve(ctx context.Context, name string) (netip.Addr, error) {
	return f.resolve(ctx, name)
}

func (f *fakeDev) Close(_ context.Context, fd netdev.FD) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.open[fd] {
		return driver.EBADF
	}
	delete(f.open, fd)
	f.closed++
	return nil
}

func (f *fakeDev) left() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.open)
}
