package esp8266_test

import (
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266"
)

// A module that lost its power is found again, also where nobody calls and its first words are lost.
func TestFoundWithoutACall(t *testing.T) {
	onLine(t, 115200, func(b *bench, port *baudPort) {
		b.open(port, esp8266.Rejoin())
		b.join()
		left := b.leaves()
		joined := make(chan struct{}, 10)
		defer b.dev.WiFi().Subscribe(ieee80211dev.WiFiDevEvents{Connected: func() { joined <- struct{}{} }}).Cancel()
		port.cut.Store(true)
		b.emu.Reboot()
		_, err := b.dev.Hostname(b.ctx)
		b.want("a call", err, driver.ETIMEDOUT)
		time.Sleep(time.Hour)
		port.cut.Store(false)
		<-joined
		if why := <-left; why != ieee80211dev.LeaveRestarted {
			b.Errorf("left: %v", why)
		}
		b.check(b.dev.Close())
	})
}

// Wires that were cut for a while cost no network that the module has kept; one that it lost meanwhile is told as that.
func TestWiresThatWereCut(t *testing.T) {
	for name, lose := range map[string]bool{"kept": false, "lost": true} {
		t.Run(name, func(t *testing.T) {
			onLine(t, 115200, func(b *bench, port *baudPort) {
				b.open(port, esp8266.Rejoin())
				b.join()
				left := b.leaves()
				joined := make(chan struct{}, 10)
				defer b.dev.WiFi().Subscribe(ieee80211dev.WiFiDevEvents{Connected: func() { joined <- struct{}{} }}).Cancel()
				synctest.Wait() // what join told is past
				for len(joined) > 0 {
					<-joined
				}
				port.cut.Store(true)
				if lose {
					b.emu.RemoveAccessPoint(lab.SSID)
				}
				_, err := b.dev.Hostname(b.ctx)
				b.want("a call", err, driver.ETIMEDOUT)
				port.cut.Store(false)
				time.Sleep(2 * time.Minute)
				if lose {
					if why := <-left; why != ieee80211dev.LeaveLost {
						b.Errorf("left: %v", why)
					}
					b.check(b.emu.SetAccessPoint(lab))
					<-joined
				}
				if conn, err := b.dev.WiFi().GetConnection(b.ctx); err != nil || conn == nil {
					b.Errorf("%+v, %v", conn, err)
				}
				synctest.Wait()
				if len(left)+len(joined) != 0 {
					b.Errorf("left %d times more, joined %d times more", len(left), len(joined))
				}
				b.check(b.dev.Close())
			})
		})
	}
}
