package esp8266_test

import (
	"context"
	"io"
	"net"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
)

// peerHost is the host of the network in memory on which the tests' peers are.
var peerHost = netip.AddrFrom4([4]byte{10, 0, 0, 9})

// A bubble is a bench in virtual time, on a network in memory.
type bubble struct {
	*bench
	memory *emulator.Memory
}

// virtually runs a test on each line of firmware, in a bubble of testing/synctest: its clock stands still while anything
// runs, and no limit of time costs any.
func virtually(t *testing.T, opts []esp8266.Option, test func(b *bubble), world ...emulator.Option) {
	t.Helper()
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				test(newBubble(t, opts, append([]emulator.Option{f.firmware, lab}, world...)...))
			})
		})
	}
}

func newBubble(t *testing.T, opts []esp8266.Option, world ...emulator.Option) *bubble {
	t.Helper()
	memory := emulator.NewMemory()
	emu, err := emulator.New(append(world, emulator.WithNetwork(memory))...)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	dev, err := esp8266.Open(ctx, emu.Port(), opts...)
	if err != nil {
		t.Fatal(err)
	}
	b := &bubble{&bench{T: t, dev: dev, net: dev.Net(), emu: emu, ctx: ctx}, memory}
	t.Cleanup(func() {
		cancel()
		b.check(dev.Close())
		emu.Close()
	})
	b.join()
	return b
}

// peer starts a peer that serves each connection.
func (b *bubble) peer(serve func(*emulator.MemoryConn)) netip.AddrPort {
	b.Helper()
	l, err := b.memory.Host(peerHost).Listen(0)
	b.check(err)
	b.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				serve(c.(*emulator.MemoryConn))
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).AddrPort()
}

// reflect sends back what it gets.
func reflect(c *emulator.MemoryConn) { io.Copy(c, c) }

// addrPort is a network address of the tests as what the driver tells.
func addrPort(a net.Addr) netip.AddrPort { return netip.MustParseAddrPort(a.String()) }
