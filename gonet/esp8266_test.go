package gonet_test

import (
	"context"
	"net"
	"net/netip"
	"testing"

	"drivergen/gonet"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
	"drivergen/wifi"
)

// esp8266Worlds are the ESP8266's driver on both lines of firmware.
func init() {
	for _, firmware := range []emulator.Firmware{emulator.Firmware17, emulator.Firmware22} {
		worlds = append(worlds, world{
			name: "esp8266 AT " + firmware.String(),
			make: func(t *testing.T) sides { return esp8266Sides(t, firmware) },
		})
	}
}

func esp8266Sides(t *testing.T, firmware emulator.Firmware) sides {
	t.Helper()
	emu := emulator.Start(t, firmware, emulator.AccessPoint{SSID: "lab", Password: "correct horse"},
		emulator.WithNetwork(thisMachinesLoopback{}))
	dev, err := esp8266.Open(t.Context(), emu.Port())
	check(t, err)
	t.Cleanup(func() { dev.Close() })
	check(t, wifi.New(dev.WiFi()).Join(t.Context(), "lab", wifi.Password("correct horse")))
	return sides{
		device: gonet.New(counted(t, dev.Net())), dial: net.Dial, listen: net.Listen, packet: net.ListenPacket,
		other: "127.0.0.1",
		reach: func(own net.Addr) string {
			addr, ok := net.Addr(nil), false
			switch own := own.(type) {
			case *net.TCPAddr:
				addr, ok = emu.ListenAddr(uint16(own.Port))
			case *net.UDPAddr:
				addr, ok = emu.PacketAddr(uint16(own.Port))
			}
			if !ok {
				t.Fatalf("the module is not at %v", own)
			}
			return addr.String()
		},
	}
}

// thisMachinesLoopback is the network around a module of these tests. What the module has at a
// port is at one that the system chooses: modules in other programs' tests have the same ports
// at the same time, and whoever asks for what was closed here would meet what is open there.
type thisMachinesLoopback struct{}

func (thisMachinesLoopback) Dial(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, "tcp4", to.String())
}

func (thisMachinesLoopback) Listen(uint16) (net.Listener, error) {
	return net.Listen("tcp4", "127.0.0.1:0")
}

func (thisMachinesLoopback) ListenPacket(uint16) (net.PacketConn, error) {
	return net.ListenPacket("udp4", "127.0.0.1:0")
}

func (thisMachinesLoopback) Resolve(_ context.Context, name string) (netip.Addr, error) {
	return netip.Addr{}, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}
