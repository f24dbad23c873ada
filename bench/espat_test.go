package bench

import (
	"fmt"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"machine"
	"tinygo.org/x/drivers/espat"
	"tinygo.org/x/drivers/netdev"
	"tinygo.org/x/drivers/netlink"

	"drivergen/impl/esp8266/emulator/linerate"
)

// espatUpload measures how long tinygo.org/x/drivers/espat takes for n bytes to a peer that has them all at the end.
func espatUpload(t *testing.T, l linerate.Line, n int) (took time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		rig := linerate.Start(t, l)
		sink := rig.Sink(n)
		dev := espat.NewDevice(&espat.Config{Uart: machine.NewUART(rig.Port)})
		quietly(t, func() error {
			return dev.NetConnect(&netlink.ConnectParams{Ssid: linerate.Network.SSID, Passphrase: linerate.Network.Password})
		})
		fd, err := dev.Socket(netdev.AF_INET, netdev.SOCK_STREAM, netdev.IPPROTO_TCP)
		if err == nil {
			err = dev.Connect(fd, "", sink.AddrPort)
		}
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if err := espatSend(dev, fd, n); err != nil {
			t.Fatal(err)
		}
		took = time.Since(start)
		if err := sink.Wait(); err != nil {
			t.Fatal(err)
		}
	})
	return took
}

// espatSend sends n bytes of a pattern, in pieces of the largest size that espat gives to one command.
func espatSend(dev *espat.Device, fd, n int) error {
	var pattern linerate.Pattern
	buf := make([]byte, 1436)
	for done := 0; done < n; {
		piece := buf[:min(len(buf), n-done)]
		pattern.Read(piece)
		if _, err := dev.Send(fd, piece, 0, time.Time{}); err != nil {
			return fmt.Errorf("after %d of %d bytes: %w", done, n, err)
		}
		done += len(piece)
	}
	return nil
}

// quietly runs what prints to standard output.
func quietly(t *testing.T, f func() error) {
	t.Helper()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	stdout := os.Stdout
	os.Stdout = null
	defer func() { os.Stdout = stdout }()
	if err := f(); err != nil {
		t.Fatal(err)
	}
}
