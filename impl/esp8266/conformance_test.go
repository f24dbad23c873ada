package esp8266_test

import (
	"context"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/driver/conform"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devtest"
	"drivergen/generated/netdev/netdevtest"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
	"drivergen/impl/internal/hostworld"
)

// firmwares are the lines of firmware on which everything must hold.
var firmwares = []struct {
	name     string
	firmware emulator.Firmware
}{
	{"AT_1.7", emulator.Firmware17},
	{"ESP-AT_2.2", emulator.Firmware22},
}

// lab is the access point that the network's tests join.
var lab = emulator.AccessPoint{SSID: "lab", Password: "correct horse", Channel: 6, RSSI: -42, BSSID: emulator.MAC{2, 2, 0, 0, 0, 1}}

// open opens the driver on a module.
func open(t *testing.T, opts ...emulator.Option) (*esp8266.Device, *emulator.Emulator) {
	t.Helper()
	emu := emulator.Start(t, opts...)
	dev, err := esp8266.Open(t.Context(), emu.Port(), esp8266.Rejoin())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := dev.Close(); err != nil {
			t.Error(err)
		}
	})
	return dev, emu
}

func TestNetDevConformance(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			report := netdevtest.Run(t, func(t *testing.T) netdevtest.Device {
				dev, emu := open(t, f.firmware, lab, emulator.DNS{Name: "peer.example", Addr: hostworld.Loopback})
				if err := dev.WiFi().Connect(t.Context(), ieee80211dev.ConnectInfo{SSID: lab.SSID, Password: lab.Password}); err != nil {
					t.Fatal(err)
				}
				world := &hostworld.World{Name: "peer.example", Unknown: "nobody.example", Reach: reach(emu)}
				t.Cleanup(world.Close)
				return netdevtest.Device{Dev: dev.Net(), World: network{world, emu, dev}, Close: dev.Close, Cannot: conform.Limits{
					netdevtest.HalfClose:        "AT firmware cannot close one direction of a link",
					netdevtest.Options:          "AT firmware takes the keep-alive interval only when it connects",
					netdevtest.EightSockets:     "the module has five links",
					netdevtest.ConnectFromBound: "AT firmware chooses the local port of a TCP client itself",
				}}
			})
			report.Keep(t, "README.md", "netdev on "+f.name)
		})
	}
}

// network is the world around a module that has joined lab.
type network struct {
	*hostworld.World
	emu *emulator.Emulator
	dev *esp8266.Device
}

// slow is how long the module takes where a test wants to be waiting: longer than a stimulus promises.
const slow = 300 * time.Millisecond

// PeerResets is lacking: the module says CLOSED of a reset and of an orderly close alike.
func (network) PeerResets(context.Context, int) error { return conform.Lacks("peer_resets") }

func (w network) NobodyAnswers(ctx context.Context) (addr string, port uint16, err error) {
	w.emu.SetTiming(emulator.Timing{Connect: slow})
	return w.NobodyListens(ctx)
}

func (w network) NameUnanswered(context.Context) (string, error) {
	w.emu.SetTiming(emulator.Timing{Resolve: slow})
	return w.Unknown, nil
}

func (w network) NetworkLost(ctx context.Context) error { return w.dev.WiFi().Disconnect(ctx) }

// reach returns where a port on which the module listens is on this machine.
func reach(emu *emulator.Emulator) func(uint16) (netip.AddrPort, error) {
	return func(port uint16) (netip.AddrPort, error) {
		at, ok := emu.ListenAddr(port)
		if !ok {
			return netip.AddrPort{}, fmt.Errorf("the module does not listen on port %d", port)
		}
		addr, err := netip.ParseAddrPort(at.String())
		return netip.AddrPortFrom(hostworld.Loopback, addr.Port()), err
	}
}

func TestWiFiDevConformance(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			report := ieee80211devtest.Run(t, func(t *testing.T) ieee80211devtest.Device {
				dev, emu := open(t, f.firmware)
				return ieee80211devtest.Device{Dev: dev.WiFi(), World: &air{emu: emu}, Close: dev.Close}
			})
			report.Keep(t, "README.md", "ieee80211dev on "+f.name)
		})
	}
}

// air is the world around the module's radio.
type air struct {
	emu      *emulator.Emulator
	stations byte
}

var _ ieee80211devtest.World = (*air)(nil)

func (a *air) AccessPoint(context.Context) (ssid, password string, bssid driver.MAC, security ieee80211dev.SecuritySet, channel int, err error) {
	return lab.SSID, lab.Password, driver.MAC(lab.BSSID), ieee80211dev.ScanWPA2 | ieee80211dev.ScanPSK, lab.Channel, a.emu.SetAccessPoint(lab)
}

func (a *air) OpenAccessPoint(context.Context) (ssid string, bssid driver.MAC, err error) {
	ap := emulator.AccessPoint{SSID: "guests", Channel: 11, RSSI: -40, BSSID: emulator.MAC{2, 2, 0, 0, 0, 2}}
	return ap.SSID, driver.MAC(ap.BSSID), a.emu.SetAccessPoint(ap)
}

func (a *air) RefusingAccessPoint(context.Context) (ssid, password string, err error) {
	ap := emulator.AccessPoint{SSID: "full house", Password: lab.Password, Channel: 1, RSSI: -44, Refuse: 4}
	return ap.SSID, ap.Password, a.emu.SetAccessPoint(ap)
}

func (a *air) RadioSlow(context.Context) error {
	a.emu.SetTiming(emulator.Timing{Scan: slow, Join: slow})
	return nil
}

func (a *air) AccessPointDisappears(_ context.Context, ssid string) error {
	a.emu.RemoveAccessPoint(ssid)
	return nil
}

func (a *air) StationJoins(context.Context, string, string) (driver.MAC, error) {
	a.stations++
	mac := emulator.MAC{2, 3, 0, 0, 0, a.stations}
	a.emu.JoinStation(mac)
	return driver.MAC(mac), nil
}

func (a *air) StationLeaves(_ context.Context, station driver.MAC) error {
	a.emu.LeaveStation(emulator.MAC(station))
	return nil
}
