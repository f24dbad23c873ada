package loopback_test

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/driver/conform"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevtest"
)

// A faulty is a network device with one fault: what a fault does not replace is the sound device's, which is NetDev.
type faulty struct {
	netdev.NetDev
	socket       func(ctx context.Context, domain netdev.Domain, protocol netdev.Protocol) (netdev.FD, error)
	get          func(ctx context.Context, fd netdev.FD) (netdev.Socket, error)
	connect      func(ctx context.Context, fd netdev.FD, addr string, port uint16) error
	write        func(ctx context.Context, fd netdev.FD, data []byte) error
	sendTo       func(ctx context.Context, fd netdev.FD, data []byte, addr string, port uint16) error
	recv         func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error)
	accept       func(ctx context.Context, fd netdev.FD) (netdev.FD, netip.AddrPort, error)
	closeFD      func(ctx context.Context, fd netdev.FD) error
	shutdown     func(ctx context.Context, fd netdev.FD, how netdev.How) error
	bind         func(ctx context.Context, fd netdev.FD, addr string, port uint16) error
	listen       func(ctx context.Context, fd netdev.FD, backlog int) error
	resolve      func(ctx context.Context, name string) (netip.Addr, error)
	setOption    func(ctx context.Context, fd netdev.FD, option netdev.Option, value int) error
	mac          func(ctx context.Context) (driver.MAC, error)
	ip           func(ctx context.Context) (netip.Addr, error)
	subscribe    func(events netdev.NetDevEvents) driver.Subscription
	capabilities func() driver.Capabilities
	closeDevice  func() error
	timeout      time.Duration   // of each test; 0 stands for the default
	over         <-chan struct{} // closed when the fault's tests have ended
}

// faultyNet returns a device without a fault.
func faultyNet(dev netdev.NetDev, closeDevice func() error, over <-chan struct{}) *faulty {
	return &faulty{
		NetDev: dev,
		socket: dev.Socket, get: dev.Get, connect: dev.Connect, write: dev.Write, sendTo: dev.SendTo, recv: dev.Recv,
		accept: dev.Accept, closeFD: dev.Close, shutdown: dev.Shutdown, bind: dev.Bind, listen: dev.Listen,
		resolve: dev.Resolve, setOption: dev.SetOption, mac: dev.MAC, ip: dev.IP,
		subscribe: dev.Subscribe, capabilities: dev.Capabilities, closeDevice: closeDevice, over: over, timeout: faultTimeout(),
	}
}

func (d *faulty) Socket(ctx context.Context, domain netdev.Domain, protocol netdev.Protocol) (netdev.FD, error) {
	return d.socket(ctx, domain, protocol)
}

func (d *faulty) Get(ctx context.Context, fd netdev.FD) (netdev.Socket, error) { return d.get(ctx, fd) }

func (d *faulty) Connect(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
	return d.connect(ctx, fd, addr, port)
}

func (d *faulty) Write(ctx context.Context, fd netdev.FD, data []byte) error {
	return d.write(ctx, fd, data)
}

func (d *faulty) SendTo(ctx context.Context, fd netdev.FD, data []byte, addr string, port uint16) error {
	return d.sendTo(ctx, fd, data, addr, port)
}

func (d *faulty) Recv(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
	return d.recv(ctx, fd, buf)
}

func (d *faulty) Accept(ctx context.Context, fd netdev.FD) (netdev.FD, netip.AddrPort, error) {
	return d.accept(ctx, fd)
}

func (d *faulty) Close(ctx context.Context, fd netdev.FD) error { return d.closeFD(ctx, fd) }

func (d *faulty) Shutdown(ctx context.Context, fd netdev.FD, how netdev.How) error {
	return d.shutdown(ctx, fd, how)
}

func (d *faulty) Bind(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
	return d.bind(ctx, fd, addr, port)
}

func (d *faulty) Listen(ctx context.Context, fd netdev.FD, backlog int) error {
	return d.listen(ctx, fd, backlog)
}

func (d *faulty) Resolve(ctx context.Context, name string) (netip.Addr, error) {
	return d.resolve(ctx, name)
}

func (d *faulty) SetOption(ctx context.Context, fd netdev.FD, option netdev.Option, value int) error {
	return d.setOption(ctx, fd, option, value)
}

func (d *faulty) MAC(ctx context.Context) (driver.MAC, error) { return d.mac(ctx) }

func (d *faulty) IP(ctx context.Context) (netip.Addr, error) { return d.ip(ctx) }

func (d *faulty) Subscribe(events netdev.NetDevEvents) driver.Subscription {
	return d.subscribe(events)
}

func (d *faulty) Capabilities() driver.Capabilities { return d.capabilities() }

// onEvents changes what subscribers are told.
func (d *faulty) onEvents(change func(told *netdev.NetDevEvents)) {
	d.subscribe = func(events netdev.NetDevEvents) driver.Subscription {
		told := withAll(events)
		change(&told)
		return d.NetDev.Subscribe(told)
	}
}

// withAll returns the events with a handler for each, one that does nothing where there was none.
func withAll(e netdev.NetDevEvents) netdev.NetDevEvents {
	for _, handler := range []*func(netdev.FD){&e.Connected, &e.Readable, &e.Acceptable, &e.ShutDown} {
		if *handler == nil {
			*handler = func(netdev.FD) {}
		}
	}
	if e.Closed == nil {
		e.Closed = func(netdev.FD, error) {}
	}
	return e
}

// A subscription is one whose functions may be replaced.
type subscription struct {
	driver.Subscription
	post   func(f func())
	cancel func()
}

func (s subscription) Post(f func()) {
	if s.post == nil {
		s.Subscription.Post(f)
		return
	}
	s.post(f)
}

func (s subscription) Cancel() {
	if s.cancel == nil {
		s.Subscription.Cancel()
		return
	}
	s.cancel()
}

// checkNet runs tests of netdevtest, all where none is named, on devices that spoil has broken.
func checkNet(t *testing.T, spoil func(d *faulty), tests ...string) *conform.Report {
	over := make(chan struct{})
	defer close(over)
	return netdevtest.Check(t, func(t *testing.T) netdevtest.Device {
		dev := open(t)
		broken := faultyNet(dev.Net(), dev.Close, over)
		spoil(broken)
		return netdevtest.Device{Dev: broken, World: dev.NetWorld(), Close: broken.closeDevice, Timeout: broken.timeout}
	}, tests...)
}
