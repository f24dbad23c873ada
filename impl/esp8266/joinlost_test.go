package esp8266_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
)

// A network that is lost again before its join is over was told to nobody, and so is its loss. The one that was joined before
// is told once.
func TestNetworkLostDuringItsJoin(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				emu, err := emulator.New(f.firmware, lab, emulator.AccessPoint{SSID: "attic"}, emulator.Timing{Turn: time.Millisecond})
				if err != nil {
					t.Fatal(err)
				}
				defer emu.Close()
				dev, err := esp8266.Open(t.Context(), emu.Port())
				if err != nil {
					t.Fatal(err)
				}
				defer dev.Close()
				b := &bench{T: t, dev: dev, emu: emu, ctx: t.Context()}
				b.join()
				var events []string
				tell := func(name string) func() { return func() { events = append(events, name) } }
				defer dev.WiFi().Subscribe(ieee80211dev.WiFiDevEvents{
					Associated: tell("associated"), Connected: tell("connected"), Disconnected: tell("disconnected"),
				}).Cancel()
				emu.SetTiming(emulator.Timing{Join: time.Second, JoinOK: 10 * time.Second, JoinFail: 20 * time.Second})
				joined := make(chan error, 1)
				go func() {
					joined <- dev.WiFi().Connect(b.ctx, ieee80211dev.ConnectInfo{SSID: "attic"})
				}()
				time.Sleep(5 * time.Second) // of the bubble's clock: it has its address by now
				emu.RemoveAccessPoint("attic")
				if err := <-joined; !errors.Is(err, driver.EIO) {
					t.Errorf("connect: %v, want EIO", err)
				}
				time.Sleep(time.Minute)
				synctest.Wait()
				if err := emu.SetAccessPoint(emulator.AccessPoint{SSID: "attic"}); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Minute)
				synctest.Wait()
				if info, err := dev.WiFi().GetConnection(b.ctx); info != nil || err != nil {
					t.Errorf("connection %+v, %v", info, err)
				}
				if len(events) != 1 || events[0] != "disconnected" {
					t.Errorf("events %q, want the end of the network before alone", events)
				}
			})
		})
	}
}
