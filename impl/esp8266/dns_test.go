package esp8266_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"

	"drivergen/driver"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
)

// The servers of the resolver are set from the start, changed, and set again after a restart of the module.
func TestNameServers(t *testing.T) {
	first, second := netip.MustParseAddr("10.0.0.53"), netip.MustParseAddr("10.0.0.54")
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var trace strings.Builder
				b := newBubble(t, []esp8266.Option{esp8266.NameServers(first), esp8266.Rejoin()}, f.firmware, lab,
					emulator.Trace(&trace), emulator.DNS{Name: "peer.example", Addr: peerHost})
				expect := func(line string, times int) {
					t.Helper()
					synctest.Wait()
					if n := strings.Count(strings.ReplaceAll(trace.String(), `\"`, `"`), line); n != times {
						t.Errorf("%s was sent %d times, want %d", line, n, times)
					}
				}
				name := map[bool]string{true: "AT+CIPDNS_CUR=", false: "AT+CIPDNS="}[f.firmware == emulator.Firmware17]
				expect(name+`1,"10.0.0.53"`, 1)
				b.check(b.dev.SetNameServers(b.ctx, first, second))
				expect(name+`1,"10.0.0.53","10.0.0.54"`, 1)
				b.emu.Reboot()
				synctest.Wait()
				if addr, err := b.net.Resolve(b.ctx, "peer.example"); addr != peerHost || err != nil {
					t.Errorf("%v, %v", addr, err)
				}
				expect(name+`1,"10.0.0.53","10.0.0.54"`, 2)
				b.check(b.dev.SetNameServers(b.ctx))
				expect(name+"0", 1)
				for _, bad := range [][]netip.Addr{{netip.IPv6Loopback()}, {first, first, first, first}, {{}}} {
					if err := b.dev.SetNameServers(b.ctx, bad...); !errors.Is(err, driver.EINVAL) {
						t.Errorf("%v: %v, want EINVAL", bad, err)
					}
				}
				// An address asks nobody.
				if addr, err := b.net.Resolve(b.ctx, "10.1.2.3"); addr != netip.MustParseAddr("10.1.2.3") || err != nil {
					t.Errorf("%v, %v", addr, err)
				}
				expect("10.1.2.3", 0)
			})
		})
	}
}
