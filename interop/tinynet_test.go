package interop

import (
	"errors"
	"io"
	"net/netip"
	"testing"
	"time"

	"tinygo.org/x/drivers/netdev"
	"tinygo.org/x/drivers/netlink"

	"drivergen/driver"
	"drivergen/generated/tinygo"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
	"drivergen/impl/loopback"
	"drivergen/tinynet"
)

// netdevErrors and netlinkErrors are the values that programs for tinygo.org/x/drivers compare with.
var (
	netdevErrors = tinynet.ErrorValues(
		netdev.ErrHostUnknown, netdev.ErrMalAddr, netdev.ErrFamilyNotSupported, netdev.ErrProtocolNotSupported,
		netdev.ErrStartingDHCPClient, netdev.ErrStartingDHCPServer, netdev.ErrNoMoreSockets, netdev.ErrClosingSocket,
		netdev.ErrNotSupported, netdev.ErrInvalidSocketFd, netdev.ErrTimeout)
	netlinkErrors = tinynet.ErrorValues(
		netlink.ErrConnected, netlink.ErrConnectFailed, netlink.ErrConnectTimeout, netlink.ErrMissingSSID, netlink.ErrShortPassphrase,
		netlink.ErrAuthFailure, netlink.ErrAuthTypeNoGood, netlink.ErrConnectModeNoGood, netlink.ErrNotSupported)
)

// fromNetlink and toNetlink convert the parameters of a connect.
func fromNetlink(p netlink.ConnectParams) tinygo.ConnectParams {
	return tinygo.ConnectParams{
		ConnectMode: tinygo.ConnectMode(p.ConnectMode), Ssid: p.Ssid, Passphrase: p.Passphrase, AuthType: tinygo.AuthType(p.AuthType),
		Country: p.Country, Retries: p.Retries, ConnectTimeout: p.ConnectTimeout, WatchdogTimeout: p.WatchdogTimeout, Hostname: p.Hostname,
	}
}

func toNetlink(p tinygo.ConnectParams) netlink.ConnectParams {
	return netlink.ConnectParams{
		ConnectMode: netlink.ConnectMode(p.ConnectMode), Ssid: p.Ssid, Passphrase: p.Passphrase, AuthType: netlink.AuthType(p.AuthType),
		Country: p.Country, Retries: p.Retries, ConnectTimeout: p.ConnectTimeout, WatchdogTimeout: p.WatchdogTimeout, Hostname: p.Hostname,
	}
}

// A board is a device as programs for tinygo.org/x/drivers hold it, and where a peer that echoes listens.
type board struct {
	dev  netdev.Netdever
	link netlink.Netlinker
	echo netip.AddrPort
}

const ssid, passphrase = "lab", "correct horse"

func loopbackBoard(t *testing.T) board {
	network, air := loopback.NewNetwork(), loopback.NewAir()
	air.Add(loopback.AccessPoint{SSID: ssid, Password: passphrase})
	dev, other := loopback.New(network, air, driver.MaxHandles(8)), loopback.New(network, air)
	t.Cleanup(func() { dev.Close(); other.Close() })
	return board{
		dev:  tinynet.NewNetdever(dev.Net(), netdevErrors),
		link: tinynet.AsLinker[netlink.ConnectParams, netlink.Event](tinynet.NewNetlinker(dev.WiFi(), dev.Net(), netlinkErrors), fromNetlink),
		echo: echoDevice(t, tinynet.NewNetdever(other.Net())),
	}
}

func esp8266Board(t *testing.T, firmware emulator.Firmware) board {
	emu := emulator.Start(t, firmware, emulator.AccessPoint{SSID: ssid, Password: passphrase})
	dev, err := esp8266.Open(t.Context(), emu.Port())
	check(t, err)
	t.Cleanup(func() { dev.Close() })
	return board{
		dev:  tinynet.NewNetdever(dev.Net(), netdevErrors),
		link: tinynet.AsLinker[netlink.ConnectParams, netlink.Event](tinynet.NewNetlinker(dev.WiFi(), dev.Net(), netlinkErrors), fromNetlink),
		echo: echoServer(t),
	}
}

// boards are devices of this module.
var boards = map[string]func(t *testing.T) board{
	"loopback":           loopbackBoard,
	"esp8266 AT 1.7":     func(t *testing.T) board { return esp8266Board(t, emulator.Firmware17) },
	"esp8266 ESP-AT 2.2": func(t *testing.T) board { return esp8266Board(t, emulator.Firmware22) },
}

// Programs for tinygo.org/x/drivers hold our devices by its interfaces, and find its errors with ==.
func TestOurDevicesAreTinyGos(t *testing.T) {
	for name, start := range boards {
		t.Run(name, func(t *testing.T) {
			b := start(t)
			useNetlinker(t, b.link)
			useNetdever(t, b.dev, b.echo)
		})
	}
}

// expect compares an error by its value.
func expect(t *testing.T, what string, err, want error) {
	t.Helper()
	if err != want {
		t.Errorf("%s: %v, want %v by value", what, err, want)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// useNetlinker joins the lab's network.
func useNetlinker(t *testing.T, link netlink.Netlinker) {
	t.Helper()
	events := make(chan netlink.Event, 8)
	link.NetNotify(func(e netlink.Event) { events <- e })
	defer link.NetNotify(nil)
	expect(t, "no SSID", link.NetConnect(&netlink.ConnectParams{}), netlink.ErrMissingSSID)
	expect(t, "a short passphrase", link.NetConnect(&netlink.ConnectParams{Ssid: ssid, Passphrase: "short"}), netlink.ErrShortPassphrase)
	expect(t, "an authentication", link.NetConnect(&netlink.ConnectParams{Ssid: ssid, AuthType: 9}), netlink.ErrAuthTypeNoGood)
	expect(t, "a mode", link.NetConnect(&netlink.ConnectParams{Ssid: ssid, ConnectMode: 9}), netlink.ErrConnectModeNoGood)
	expect(t, "a wrong passphrase", link.NetConnect(&netlink.ConnectParams{Ssid: ssid, Passphrase: "wrong horse"}), netlink.ErrAuthFailure)
	expect(t, "a network that is not there", link.NetConnect(&netlink.ConnectParams{Ssid: "nowhere", Retries: 1}), netlink.ErrConnectFailed)
	params := netlink.ConnectParams{Ssid: ssid, Passphrase: passphrase, Country: "XX", Hostname: "board"}
	check(t, link.NetConnect(&params))
	expect(t, "connecting twice", link.NetConnect(&params), netlink.ErrConnected)
	link.NetDisconnect()
	if up, down := <-events, <-events; up != netlink.EventNetUp || down != netlink.EventNetDown {
		t.Errorf("events %v, %v", up, down)
	}
	check(t, link.NetConnect(&params))
	if mac, err := link.GetHardwareAddr(); len(mac) != 6 || err != nil {
		t.Errorf("GetHardwareAddr: %v, %v", mac, err)
	}
}

// useNetdever talks to a peer that echoes.
func useNetdever(t *testing.T, dev netdev.Netdever, echo netip.AddrPort) {
	t.Helper()
	_, err := dev.GetHostByName("nobody.example")
	expect(t, "an unknown host", err, netdev.ErrHostUnknown)
	_, err = dev.GetHostByName("")
	expect(t, "no name", err, netdev.ErrMalAddr)
	_, err = dev.Socket(99, netdev.SOCK_STREAM, netdev.IPPROTO_TCP)
	expect(t, "a family", err, netdev.ErrFamilyNotSupported)
	_, err = dev.Socket(netdev.AF_INET, netdev.SOCK_STREAM, netdev.IPPROTO_UDP)
	expect(t, "a protocol", err, netdev.ErrProtocolNotSupported)

	fd, err := dev.Socket(netdev.AF_INET, netdev.SOCK_STREAM, netdev.IPPROTO_TCP)
	check(t, err)
	expect(t, "an option", dev.SetSockOpt(fd, netdev.SOL_SOCKET, 99, 1), netdev.ErrNotSupported)
	check(t, dev.Connect(fd, "", echo))
	n, err := dev.Send(fd, []byte("there and back"), 0, time.Now().Add(time.Minute))
	if n != 14 || err != nil {
		t.Fatalf("Send: %d, %v", n, err)
	}
	buf := make([]byte, 64)
	for got := 0; got < 14; got += n {
		if n, err = dev.Recv(fd, buf[got:14], 0, time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	_, err = dev.Recv(fd, buf, 0, time.Now().Add(10*time.Millisecond))
	expect(t, "a deadline", err, netdev.ErrTimeout)
	if _, err = dev.Send(fd, []byte{0}, 0, time.Time{}); err != nil { // the peer closes
		t.Fatal(err)
	}
	for err == nil {
		_, err = dev.Recv(fd, buf, 0, time.Now().Add(time.Minute))
	}
	expect(t, "the end", err, io.EOF)
	check(t, dev.Close(fd))
	expect(t, "closing twice", dev.Close(fd), netdev.ErrInvalidSocketFd)

	for err = nil; err == nil; {
		if fd, err = dev.Socket(netdev.AF_INET, netdev.SOCK_STREAM, netdev.IPPROTO_TCP); err == nil {
			err = dev.Connect(fd, "", echo)
		}
	}
	expect(t, "one socket too many", err, netdev.ErrNoMoreSockets)
	if errors.Is(err, netdev.ErrTimeout) {
		t.Error("every error is a time-out")
	}
}
