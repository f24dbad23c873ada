//go:build !race

// The methods of espat.Device that have a value receiver copy its lock and its flags, which the race detector
// reports whenever a Recv and a Send run at once, as they do below gonet.

package interop

import (
	"bytes"
	"testing"
	"time"

	"machine"
	"tinygo.org/x/drivers/espat"
	"tinygo.org/x/drivers/netlink"

	"drivergen/driver"
	"drivergen/gonet"
	"drivergen/impl/esp8266/emulator"
	"drivergen/impl/netdever"
	"drivergen/tinynet"
	"drivergen/wifi"
)

// The AT driver of tinygo.org/x/drivers, as it is, becomes our device: a program joins the network by
// package wifi and exchanges data with a peer by package gonet.
//
// It runs on the real clock: the driver sleeps while it holds its lock, so that the clock of a bubble of
// testing/synctest stands still.
func TestEspatIsOurDevice(t *testing.T) {
	quiet(t)
	emu := emulator.Start(t, emulator.Firmware17, emulator.AccessPoint{SSID: ssid, Password: passphrase})
	peer := echoServer(t)
	chip := espat.NewDevice(&espat.Config{Uart: machine.NewUART(emu.Port())})
	link := tinynet.FromLinker[netlink.ConnectParams, netlink.Event](chip, toNetlink)
	dev := netdever.New(chip, link, netdever.MaxSockets(1)) // it has one socket
	defer func() { check(t, dev.Close()) }()

	check(t, wifi.New(dev.WiFi()).Join(t.Context(), ssid, wifi.Password(passphrase)))
	if ip, err := dev.Net().IP(t.Context()); err != nil || ip.String() != "10.0.0.2" {
		t.Errorf("IP: %v, %v", ip, err)
	}
	if _, err := dev.Net().MAC(t.Context()); driver.ErrnoOf(err) != driver.EOPNOTSUPP {
		t.Errorf("MAC: %v; the driver knows none", err)
	}
	conn, err := gonet.New(dev.Net()).Dial("tcp", peer.String())
	check(t, err)
	check(t, conn.SetDeadline(time.Now().Add(time.Minute)))
	// The driver takes one +IPD of what has arrived and drops the next, so that an answer is no longer than the peer
	// sends at once.
	for _, size := range []int{1, 100, echoPiece} {
		message := bytes.Repeat([]byte{'a'}, size)
		_, err := conn.Write(message)
		check(t, err)
		readFull(t, conn, message)
	}
	check(t, conn.Close())
}
