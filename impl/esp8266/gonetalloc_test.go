package esp8266_test

import (
	"math"
	"net"
	"net/netip"
	"testing"
	"time"

	"drivergen/gonet"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
)

// Over the driver a Read and a Write of package gonet with a deadline set allocate at most
// once each: streams and datagrams, kept in the module or sent at once.
func TestAllocationsOfPackageGonet(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			v17 := f.firmware == emulator.Firmware17
			memory := emulator.NewMemory()
			l, err := memory.Host(peerHost).Listen(80)
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			emu := emulator.Start(t, f.firmware, lab, emulator.WithNetwork(memory))
			line := newShortcut(emu.Port(), v17)
			dev, err := esp8266.Open(t.Context(), line, esp8266.WatchInterval(0))
			if err != nil {
				t.Fatal(err)
			}
			defer dev.Close()
			b := &bench{T: t, dev: dev, net: dev.Net(), emu: emu, ctx: t.Context()}
			b.join()
			dial := func(network string) net.Conn {
				conn, err := gonet.New(dev.Net()).Dial(network, netip.AddrPortFrom(peerHost, 80).String())
				b.check(err)
				b.check(conn.SetDeadline(time.Now().Add(time.Hour)))
				return conn
			}
			buf := make([]byte, 2048)
			read := func(c net.Conn) {
				if _, err := c.Read(buf); err != nil {
					t.Fatal(err)
				}
			}
			// AllocsPerRun rounds down: the sum of many calls tells two from one. Other goroutines'
			// allocations count too: the least of several sums has the fewest of them.
			expect := func(what string, step func()) {
				t.Helper()
				const calls = 60
				least := math.Inf(1)
				for try := 0; try < 5 && least > calls; try++ {
					least = min(least, testing.AllocsPerRun(1, func() {
						for range calls {
							step()
						}
					}))
				}
				if least > calls {
					t.Errorf("%d of %s: %v allocations", calls, what, least)
				}
			}
			tcp := dial("tcp") // link 4
			expect("Write", func() {
				_, err := tcp.Write(zeros[:2048])
				b.check(err)
			})
			segment := pushed(v17, 4, netip.AddrPortFrom(peerHost, 80))
			expect("Read of what was sent at once", func() {
				line.push(segment)
				read(tcp)
			})
			udp := dial("udp") // link 3
			expect("Write of a datagram", func() {
				_, err := udp.Write(zeros[:1460])
				b.check(err)
			})
			gram := pushed(v17, 3, netip.AddrPortFrom(peerHost, 80))
			expect("Read of a datagram", func() {
				line.push(gram)
				read(udp)
			})
			b.check(udp.Close())
			line.notice(4)
			expect("Read of what the module kept", func() { read(tcp) })
			b.check(tcp.Close())
		})
	}
}
