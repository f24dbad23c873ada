//go:build unix

package esp8266_test

import (
	"context"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"drivergen/generated/ieee80211dev"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
)

// costly is a driver with a link to a peer, on a port that costs next to nothing.
type costly struct {
	*shortcut
	testing.TB
	net netdev.NetDev
	fd  netdev.FD
	ctx context.Context
}

// onEachFirmware runs a benchmark on each line of firmware.
func onEachFirmware(b *testing.B, run func(b *testing.B, c *costly)) {
	for _, f := range firmwares {
		b.Run(f.name, func(b *testing.B) { run(b, startCostly(b, f.firmware)) })
	}
}

func startCostly(b testing.TB, f emulator.Firmware) *costly {
	b.Helper()
	check := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	memory := emulator.NewMemory()
	peer := memory.Host(netip.AddrFrom4([4]byte{10, 0, 0, 9}))
	l, err := peer.Listen(80)
	check(err)
	b.Cleanup(func() { l.Close() })
	emu := emulator.Start(b, f, lab, emulator.WithNetwork(memory))
	ctx := context.WithoutCancel(b.Context())
	c := &costly{shortcut: newShortcut(emu.Port(), f == emulator.Firmware17), TB: b, ctx: ctx}
	dev, err := esp8266.Open(ctx, c.shortcut)
	check(err)
	b.Cleanup(func() { dev.Close() })
	check(dev.WiFi().Connect(ctx, ieee80211dev.ConnectInfo{SSID: lab.SSID, Password: lab.Password}))
	c.net = dev.Net()
	c.fd, err = c.net.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	check(err)
	check(c.net.Connect(ctx, c.fd, "10.0.0.9", 80))
	return c
}

// cpu is the time that this process has had of all processors.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// cost reports the processor time for each megabyte (10⁶ bytes) that loop moves.
func cost(b *testing.B, loop func() (moved int)) {
	b.Helper()
	b.ReportAllocs()
	b.ResetTimer()
	before := cpu(b)
	moved := loop()
	took := cpu(b) - before
	b.StopTimer()
	b.SetBytes(int64(moved / b.N))
	b.ReportMetric(took.Seconds()*1e3/(float64(moved)/1e6), "cpu-ms/MB")
}

// send writes what fits into one send.
func (c *costly) send(data []byte) {
	if err := c.net.Write(c.ctx, c.fd, data); err != nil {
		c.Fatal(err)
	}
}

// recv receives what is there.
func (c *costly) recv(buf []byte) int {
	n, _, err := c.net.Recv(c.ctx, c.fd, buf)
	if err != nil {
		c.Fatal(err)
	}
	return n
}

// BenchmarkSend is what a Write of one send's size costs the host, for the driver alone.
func BenchmarkSend(b *testing.B) {
	onEachFirmware(b, func(b *testing.B, c *costly) {
		data := make([]byte, 2048)
		cost(b, func() (moved int) {
			for range b.N {
				c.send(data)
				moved += len(data)
			}
			return moved
		})
	})
}

// BenchmarkRecv is what a Recv costs the host, for the driver alone, while the peer sends all the time.
func BenchmarkRecv(b *testing.B) {
	onEachFirmware(b, func(b *testing.B, c *costly) {
		buf := make([]byte, 2048)
		c.notice(4)
		cost(b, func() (moved int) {
			for range b.N {
				moved += c.recv(buf)
			}
			return moved
		})
	})
}
