// Package board is what the programs of examples/net share: flags, the module, its network, and what stands beside it.
package board

import (
	"context"
	"io"
	"net/netip"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/online"
	"drivergen/examples/internal/port"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/netdev"
	"drivergen/gonet"
	"drivergen/impl/esp8266"
	"drivergen/wifi"
)

// PeerHost resolves to this machine in the network of the emulated module.
const PeerHost = "peer.example.test"

// A Board is a module in its network.
type Board struct {
	Net      netdev.NetDev        // the module as a socket device
	WiFi     ieee80211dev.WiFiDev // the module as a WiFi device
	Stack    *gonet.Stack         // Net with the types of package net
	Addr     netip.Addr           // the module's address in its network
	Out      io.Writer            // standard output: what the program is for; any goroutine may write
	Log      io.Writer            // standard error: what goes wrong on the way; likewise
	Emulated bool                 // the module is the emulated one: its network is this machine

	line   io.ReadWriteCloser
	module *esp8266.Device
}

// Step prints one thing that the program does, aligned below what it did before: a word of at most eight letters that says what,
// and the rest of the line.
func (b *Board) Step(what, format string, args ...any) { console.Step(b.Out, what, format, args...) }

// AwaitReach waits until the emulated module listens at a port, of TCP or of datagrams, and returns where this machine reaches it. It
// fails where the module is no emulated one.
func (b *Board) AwaitReach(ctx context.Context, listens uint16) (netip.AddrPort, error) {
	return port.AwaitReach(ctx, b.line, listens)
}

// start gets the module into its network.
func (b *Board) start(ctx context.Context, s settings, opts []esp8266.Option) error {
	b.Step("module", "opening %s", s.module())
	line, err := port.Open(ctx, s.address, s.record)
	if err != nil {
		return err
	}
	b.line = line
	opts = append([]esp8266.Option{esp8266.Rejoin()}, opts...)
	if b.module, err = online.Open(ctx, b.Out, s.port, line, opts...); err != nil {
		return err
	}
	b.Net, b.WiFi = b.module.Net(), b.module.WiFi()
	b.Stack = gonet.New(b.Net)
	b.Addr, err = online.Join(ctx, b.Out, s.port, s.network, wifi.New(b.WiFi), b.Net, nil)
	return err
}

// end closes the module and its port. Its error is that of a recording that is not whole.
func (b *Board) end() error {
	if b.module == nil {
		return nil
	}
	return b.module.Close()
}
