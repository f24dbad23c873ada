package esp8266_test

import (
	"net/netip"
	"testing"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
)

var guest = driver.MAC{2, 3, 0, 0, 0, 7}

// Stations that come, get an address and go are told, and listed with their addresses.
func TestClients(t *testing.T) {
	everywhere(t, func(b *bench) {
		events := make(chan string, 10)
		defer b.dev.WiFi().Subscribe(ieee80211dev.WiFiDevEvents{
			StationJoined:    func(mac driver.MAC) { events <- "joined " + mac.String() },
			StationAddressed: func(mac driver.MAC, ip netip.Addr) { events <- ip.String() + " for " + mac.String() },
			StationLeft:      func(mac driver.MAC) { events <- "left " + mac.String() },
		}).Cancel()
		expect := func(want string) {
			b.Helper()
			select {
			case got := <-events:
				if got != want {
					b.Errorf("%q, want %q", got, want)
				}
			case <-b.ctx.Done():
				b.Fatalf("%q did not come", want)
			}
		}
		_, err := b.dev.Clients(b.ctx)
		b.want("clients of none", err, driver.ENOTCONN)
		b.startAP(ieee80211dev.APInfo{SSID: "mine", Gateway: addr4(192, 168, 7, 1)})
		if a, err := b.dev.Address(b.ctx, esp8266.AccessPoint); err != nil || a.IP != addr4(192, 168, 7, 1) {
			b.Errorf("own address: %+v, %v", a, err)
		}
		b.emu.JoinStation(emulator.MAC(guest))
		expect("joined " + guest.String())
		all, err := b.dev.Clients(b.ctx)
		if err != nil || len(all) != 1 || all[0].MAC != guest || !all[0].IP.Is4() {
			b.Fatalf("%+v, %v", all, err)
		}
		expect(all[0].IP.String() + " for " + guest.String())
		if b.dev.Capabilities().ExpelStation {
			b.check(b.dev.Expel(b.ctx, guest))
		} else {
			b.want("expel", b.dev.Expel(b.ctx, guest), driver.EOPNOTSUPP)
			b.emu.LeaveStation(emulator.MAC(guest))
		}
		expect("left " + guest.String())
	})
}

// The network is offered again after a restart, at the address that it had, and takes no more stations than it may.
func TestAccessPointOutlivesARestart(t *testing.T) {
	everywhere(t, func(b *bench) {
		ap := b.startAP(ieee80211dev.APInfo{SSID: "mine", Security: ieee80211dev.SecurityOpen, Channel: 9, Hidden: true, Stations: 1})
		moved := esp8266.Address{IP: addr4(10, 9, 8, 1), Gateway: addr4(10, 9, 8, 1), Mask: addr4(255, 255, 255, 0)}
		b.check(b.dev.SetAddress(b.ctx, esp8266.AccessPoint, moved))
		left := b.leaves()
		b.emu.Reboot()
		<-left
		if a, err := b.dev.Address(b.ctx, esp8266.AccessPoint); err != nil || a != moved {
			b.Errorf("%+v, %v", a, err)
		}
		if !b.emu.JoinStation(emulator.MAC(guest)) || b.emu.JoinStation(emulator.MAC{2, 3, 0, 0, 0, 8}) {
			b.Error("one station may join, and no more")
		}
		if macs, err := ap.APClients(b.ctx); err != nil || len(macs) != 1 || macs[0] != guest {
			b.Errorf("%v, %v", macs, err)
		}
		b.check(ap.StopAP(b.ctx))
		b.want("the end of none", ap.StopAP(b.ctx), driver.ENOTCONN)
	})
}
