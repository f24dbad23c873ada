package esp8266_test

import (
	"testing"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266/emulator"
)

// Firmware of each age joins, scans, is an access point, and says what it lacks.
func TestFirmwareOfEachAge(t *testing.T) {
	for _, f := range []emulator.Firmware{emulator.Firmware13, emulator.Firmware17, emulator.Firmware221, emulator.Firmware22} {
		t.Run(f.String(), func(t *testing.T) {
			t.Parallel()
			dev, emu := open(t, f, lab)
			b := &bench{T: t, dev: dev, net: dev.Net(), emu: emu, ctx: t.Context()}
			c := dev.Capabilities()
			old := f == emulator.Firmware13
			if c.PassiveReceive == old || dev.Firmware() == "" {
				t.Errorf("%s: %+v", dev.Firmware(), c)
			}
			found, err := dev.WiFi().Scan(b.ctx)
			if err != nil || len(found) != 1 || found[0].BSSID != driver.MAC(lab.BSSID) {
				t.Errorf("scan: %+v, %v", found, err)
			}
			err = dev.WiFi().Connect(b.ctx, ieee80211dev.ConnectInfo{SSID: lab.SSID, Password: "wrong horse"})
			b.want("a wrong password", err, driver.EACCES)
			b.join()
			conn, err := dev.WiFi().GetConnection(b.ctx)
			if err != nil || conn == nil || conn.SSID != lab.SSID || conn.RSSI != lab.RSSI || conn.Channel != lab.Channel {
				t.Errorf("connection: %+v, %v", conn, err)
			}
			ap := b.startAP(ieee80211dev.APInfo{})
			emu.JoinStation(emulator.MAC(guest))
			if macs, err := ap.APClients(b.ctx); err != nil || len(macs) != 1 {
				t.Errorf("clients: %v, %v", macs, err)
			}
			left := b.leaves()
			emu.Reboot(emulator.WatchdogReset)
			<-left
			if ip, err := b.net.IP(b.ctx); err != nil || !ip.IsValid() {
				t.Errorf("after a restart: %v, %v", ip, err)
			}
			for what, call := range map[string]struct {
				has bool
				err error
			}{
				"sleep":    {c.Sleep, dev.SetSleep(b.ctx, 0)},
				"hostname": {c.Hostname, dev.SetHostname(b.ctx, "wall")},
				"mac":      {c.StationMAC, dev.SetMAC(b.ctx, 0, driver.MAC{2, 1})},
				"power":    {c.RadioPower, dev.SetRadioPower(b.ctx, 20)},
				"servers":  {c.DNSServers, dev.SetNameServers(b.ctx, addr4(8, 8, 8, 8))},
			} {
				if call.has && call.err != nil {
					t.Errorf("%s: %v", what, call.err)
				} else if !call.has {
					b.want(what, call.err, driver.EOPNOTSUPP)
				}
			}
		})
	}
}
