package bench

import (
	"testing"
	"testing/synctest"
	"time"

	"drivergen/generated/ieee80211dev"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
	"drivergen/impl/esp8266/emulator/linerate"
)

// leastAdvantage is how many times the upload of tinygo.org/x/drivers/espat the driver's is at the least.
const leastAdvantage = 1.9

// TestLineRateAgainstEspat has this module's driver and espat send the same to the same emulated module at the end of
// the same line, in virtual time.
func TestLineRateAgainstEspat(t *testing.T) {
	const n = 1 << 20
	for _, f := range []emulator.Firmware{emulator.Firmware17, emulator.Firmware22} {
		for _, baud := range []int{115200, 460800, 921600} {
			for _, turn := range []time.Duration{0, 2 * time.Millisecond} {
				l := linerate.Line{Firmware: f, Baud: baud, Turn: turn}
				t.Run(l.String(), func(t *testing.T) {
					ours, theirs := upload(t, l, n), espatUpload(t, l, n)
					rate := func(took time.Duration) float64 { return float64(n) / 1000 / took.Seconds() }
					advantage := float64(theirs) / float64(ours)
					t.Logf("%v: %.1f kB/s, espat %.1f kB/s: %.2f times", l, rate(ours), rate(theirs), advantage)
					if advantage < leastAdvantage {
						t.Errorf("the upload is %.2f times espat's, want %v at least", advantage, leastAdvantage)
					}
				})
			}
		}
	}
}

// upload measures how long the driver takes for n bytes to a peer that has them all at the end.
func upload(t *testing.T, l linerate.Line, n int) (took time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		check := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		ctx := t.Context()
		rig := linerate.Start(t, l)
		sink := rig.Sink(n)
		dev, err := esp8266.Open(ctx, rig.Port)
		check(err)
		defer dev.Close()
		check(dev.WiFi().Connect(ctx, ieee80211dev.ConnectInfo{
			SSID: linerate.Network.SSID, Password: linerate.Network.Password,
		}))
		fd, err := dev.Net().Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
		check(err)
		check(dev.Net().Connect(ctx, fd, sink.Addr().String(), sink.Port()))

		var pattern linerate.Pattern
		buf := make([]byte, 32<<10)
		start := time.Now()
		for done := 0; done < n; done += len(buf) {
			pattern.Read(buf)
			check(dev.Net().Write(ctx, fd, buf))
		}
		took = time.Since(start)
		check(sink.Wait())
	})
	return took
}
