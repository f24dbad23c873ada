package esp8266_test

import (
	"context"
	"fmt"
	"net/netip"
	"testing"

	"drivergen/generated/netdev"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
)

// push has the driver read p.
func (s *shortcut) push(p []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.say(p)
}

// pushed is a whole +IPD of 1460 bytes, as the firmware prints it under AT+CIPDINFO=1.
func pushed(v17 bool, link int, from netip.AddrPort) []byte {
	format := "\r\n+IPD,%d,1460,\"%v\",%d:"
	if v17 {
		format = "\r\n+IPD,%d,1460,%v,%d:"
	}
	return append(fmt.Appendf(nil, format, link, from.Addr(), from.Port()), zeros[:1460]...)
}

// steady measures what a step allocates once it was made a few times.
func steady(step func()) float64 {
	for range 30 {
		step()
	}
	return testing.AllocsPerRun(300, step)
}

// In steady state nothing is allocated for what is received, and at most one thing for a call that sends or receives:
// TCP and UDP, kept in the module or sent at once.
func TestAllocations(t *testing.T) {
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
			ctx := context.Background()
			dev, err := esp8266.Open(ctx, line, esp8266.WatchInterval(0))
			if err != nil {
				t.Fatal(err)
			}
			defer dev.Close()
			b := &bench{T: t, dev: dev, net: dev.Net(), emu: emu, ctx: ctx}
			b.join()
			fd := b.dial(netip.AddrPortFrom(peerHost, 80)) // link 4
			buf := make([]byte, 2048)
			receive := func(fd netdev.FD) {
				if _, _, err := b.net.Recv(ctx, fd, buf); err != nil {
					t.Fatal(err)
				}
			}
			expect := func(what string, most float64, step func()) {
				t.Helper()
				if n := steady(step); n > most {
					t.Errorf("%s: %v allocations, want %v at the most", what, n, most)
				}
			}
			expect("a write", 1, func() { b.check(b.net.Write(ctx, fd, zeros[:2048])) })
			expect("a long write", 1, func() { b.check(b.net.Write(ctx, fd, zeros[:])) })
			segment := pushed(v17, 4, netip.AddrPortFrom(peerHost, 80))
			expect("a segment sent at once", 0, func() {
				line.push(segment)
				receive(fd)
			})

			udp := b.socket(netdev.ProtocolDgram)
			b.check(b.net.Bind(ctx, udp, "", 5353)) // link 3
			expect("a datagram", 1, func() { b.check(b.net.SendTo(ctx, udp, zeros[:1460], "10.0.0.9", 7)) })
			port := uint16(0)
			expect("a datagram to another peer", 1, func() {
				port++
				b.check(b.net.SendTo(ctx, udp, zeros[:1460], "10.0.0.8", port))
			})
			grams := [2][]byte{pushed(v17, 3, netip.AddrPortFrom(peerHost, 7)), pushed(v17, 3, netip.AddrPortFrom(peerHost, 8))}
			expect("datagrams that come", 0, func() {
				for _, g := range grams {
					line.push(g)
					receive(udp)
				}
			})
			b.check(b.net.Close(ctx, udp))

			line.notice(4)
			expect("what the module kept", 0, func() { receive(fd) })
		})
	}
}
