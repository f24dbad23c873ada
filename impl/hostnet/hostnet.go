// Package hostnet is a netdev.NetDev over this machine's own sockets. What is written for
// a network device runs on it without one, at the machine's full speed.
//
// Streams and datagrams over IPv4 and IPv6 work, TLS on the device does not
// (EPROTONOSUPPORT). The end of a stream counts as the peer's close, as on devices that
// cannot tell the two apart: the socket is then closed, what was received can still be
// taken, and writes fail with EPIPE.
package hostnet

import (
	"context"
	"net"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevstub"
)

// A Device is this machine as a network device.
type Device struct {
	stub *netdevstub.Device
	hw   *hardware
}

// An Option sets something of a Device.
type Option func(*config)

type config struct {
	sockets   int
	ifaceName string
	resolver  *net.Resolver
}

// MaxSockets limits how many sockets may be open at once. Without it there may be 1024.
func MaxSockets(n int) Option { return func(c *config) { c.sockets = n } }

// Interface names the network interface whose addresses the device gives as its own, such
// as eth0. Without it that is the first one that is up and is not the loopback.
func Interface(name string) Option { return func(c *config) { c.ifaceName = name } }

// Resolver sets who resolves names. Without it that is the system.
func Resolver(r *net.Resolver) Option { return func(c *config) { c.resolver = r } }

// New returns a device. It must be closed.
func New(opts ...Option) *Device {
	cfg := config{sockets: 1024}
	for _, opt := range opts {
		opt(&cfg)
	}
	hw := &hardware{ifaceName: cfg.ifaceName, resolver: cancellable(cfg.resolver), sockets: make(map[driver.Link]*socket)}
	hw.life, hw.end = context.WithCancel(context.Background())
	hw.stub = netdevstub.New(hw, driver.MaxHandles(cfg.sockets))
	return &Device{stub: hw.stub, hw: hw}
}

// Net returns the network device.
func (d *Device) Net() netdev.NetDev { return d.stub }

// Close closes every socket. Calls that wait fail with ENODEV, and so do all later ones.
// Every goroutine of the device has ended when it returns.
func (d *Device) Close() error {
	d.stub.Shut(driver.ENODEV)
	d.hw.shut()
	return nil
}
