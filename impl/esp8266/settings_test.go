package esp8266_test

import (
	"errors"
	"math"
	"net/netip"
	"strings"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
	"drivergen/impl/internal/hostworld"
)

func addr4(a, b, c, d byte) netip.Addr { return netip.AddrFrom4([4]byte{a, b, c, d}) }

// want fails the test unless err is an errno.
func (b *bench) want(what string, err error, want driver.Errno) {
	b.Helper()
	if !errors.Is(err, want) {
		b.Errorf("%s: %v, want %v", what, err, want)
	}
}

func TestInfo(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			dev, _ := open(t, f.firmware)
			info := dev.Info()
			espAT := f.firmware != emulator.Firmware17
			if (info.Line == esp8266.LineESPAT) != espAT || info.AT == "" || info.SDK == "" || info.Compiled == "" || info.Binary == "" {
				t.Errorf("%+v", info)
			}
			c := dev.Capabilities()
			if !c.PassiveReceive || !c.PeerAddresses || !c.PeerOfLink || !c.TLS || !c.Ping || !c.SNTP || !c.Hostname || !c.DNSServers ||
				!c.DirectedScan || !c.JoinTimeout || !c.AutoConnect || !c.StationMAC || !c.StaticIP || !c.Sleep || !c.RadioPower ||
				!c.SerialLine || !c.SavesNothing || !c.ServerLimit {
				t.Errorf("%s lacks something: %+v", info.Line, c)
			}
			if c.TLSServerName != espAT || c.TCPOptions != espAT || c.ExpelStation != espAT || c.SleepListen != espAT || c.ScanTimes != espAT || c.TLSSize == espAT {
				t.Errorf("%s: %+v", info.Line, c)
			}
		})
	}
}

func TestPing(t *testing.T) {
	everywhere(t, func(b *bench) {
		if took, err := b.dev.Ping(b.ctx, "peer.example"); err != nil || took != 12*time.Millisecond {
			b.Errorf("ping: %v, %v", took, err)
		}
		_, err := b.dev.Ping(b.ctx, "x\r\nAT+RST")
		b.want("a host with a line break", err, driver.EINVAL)
		b.check(b.dev.WiFi().Disconnect(b.ctx))
		_, err = b.dev.Ping(b.ctx, "peer.example")
		b.want("without a network", err, driver.ENETDOWN)
	}, emulator.DNS{Name: "peer.example", Addr: hostworld.Loopback}, emulator.Timing{Ping: 12 * time.Millisecond})
}

func TestTime(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			dev, _ := open(t, f.firmware, lab)
			b := &bench{T: t, dev: dev, ctx: t.Context()}
			_, err := dev.Time(b.ctx)
			b.want("without a network", err, driver.EAGAIN)
			b.join()
			// The firmware sets its clock some time after it has its address.
			now, err := dev.Time(b.ctx)
			for errors.Is(err, driver.EAGAIN) && b.ctx.Err() == nil {
				now, err = dev.Time(b.ctx)
			}
			if off := time.Since(now); err != nil || off.Abs() > time.Hour || now.Location() != time.UTC {
				t.Errorf("%v, %v", now, err)
			}
			east := time.FixedZone("east", 5*3600+45*60)
			b.check(dev.ConfigureSNTP(b.ctx, esp8266.SNTP{Servers: []string{"time.example", "10.0.0.1"}, Location: east}))
			local, err := dev.Time(b.ctx)
			for errors.Is(err, driver.EAGAIN) && b.ctx.Err() == nil {
				local, err = dev.Time(b.ctx)
			}
			if off := time.Since(local); err != nil || off.Abs() > time.Hour || local.Location() != east {
				t.Errorf("%v, %v", local, err)
			}
			b.want("four servers", dev.ConfigureSNTP(b.ctx, esp8266.SNTP{Servers: make([]string, 4)}), driver.EINVAL)
		})
	}
}

func TestAddresses(t *testing.T) {
	everywhere(t, func(b *bench) {
		a, err := b.dev.Address(b.ctx, esp8266.Station)
		if err != nil || a.IP != addr4(10, 0, 0, 2) || a.Gateway != addr4(10, 0, 0, 1) || a.Mask != addr4(255, 255, 255, 0) {
			b.Errorf("by DHCP: %+v, %v", a, err)
		}
		fixed := esp8266.Address{IP: addr4(10, 0, 0, 77), Gateway: addr4(10, 0, 0, 254), Mask: addr4(255, 255, 0, 0)}
		b.check(b.dev.SetAddress(b.ctx, esp8266.Station, fixed))
		if a, err := b.dev.Address(b.ctx, esp8266.Station); err != nil || a != fixed {
			b.Errorf("fixed: %+v, %v", a, err)
		}
		if ip, err := b.net.IP(b.ctx); err != nil || ip != fixed.IP {
			b.Errorf("ip: %v, %v", ip, err)
		}
		b.check(b.dev.UseDHCP(b.ctx, esp8266.Station))
		if a, err := b.dev.Address(b.ctx, esp8266.Station); err != nil || a.IP != addr4(10, 0, 0, 2) {
			b.Errorf("by DHCP again: %+v, %v", a, err)
		}
		b.want("half an address", b.dev.SetAddress(b.ctx, esp8266.Station, esp8266.Address{IP: fixed.IP, Mask: fixed.Mask}), driver.EINVAL)
		b.want("no address", b.dev.SetAddress(b.ctx, esp8266.Station, esp8266.Address{}), driver.EINVAL)
		b.want("a third side", b.dev.SetAddress(b.ctx, 7, fixed), driver.EINVAL)
		_, err = b.dev.Address(b.ctx, esp8266.AccessPoint)
		b.want("an access point that is off", err, driver.ENOTCONN)
	})
}

func TestMACs(t *testing.T) {
	everywhere(t, func(b *bench) {
		for _, side := range []esp8266.Side{esp8266.Station, esp8266.AccessPoint} {
			if side == esp8266.AccessPoint {
				b.startAP(ieee80211dev.APInfo{})
			}
			want := driver.MAC{2, 8, 0, 0, 0, byte(side)}
			b.check(b.dev.SetMAC(b.ctx, side, want))
			if mac, err := b.dev.MAC(b.ctx, side); err != nil || mac != want {
				b.Errorf("%v: %v, %v", side, mac, err)
			}
		}
		if mac, err := b.net.MAC(b.ctx); err != nil || mac != (driver.MAC{2, 8, 0, 0, 0, 0}) {
			b.Errorf("mac: %v, %v", mac, err)
		}
		b.want("a group's address", b.dev.SetMAC(b.ctx, esp8266.Station, driver.MAC{1, 2, 3}), driver.EINVAL)
		b.want("no address", b.dev.SetMAC(b.ctx, esp8266.Station, driver.MAC{}), driver.EINVAL)
	})
}

func TestHostname(t *testing.T) {
	everywhere(t, func(b *bench) {
		b.check(b.dev.SetHostname(b.ctx, "the-wall"))
		if name, err := b.dev.Hostname(b.ctx); err != nil || name != "the-wall" {
			b.Errorf("%q, %v", name, err)
		}
		b.want("no name", b.dev.SetHostname(b.ctx, ""), driver.EINVAL)
		b.want("a long name", b.dev.SetHostname(b.ctx, strings.Repeat("x", 33)), driver.EINVAL)
	})
}

func TestSleep(t *testing.T) {
	everywhere(t, func(b *bench) {
		espAT := b.dev.Info().Line == esp8266.LineESPAT
		for _, mode := range []esp8266.Sleep{esp8266.SleepModem, esp8266.SleepLight, esp8266.SleepModemListen, esp8266.SleepOff} {
			err := b.dev.SetSleep(b.ctx, mode)
			if mode == esp8266.SleepModemListen && !espAT {
				b.want("listen interval", err, driver.EOPNOTSUPP)
				continue
			}
			b.check(err)
			want := mode
			if espAT && mode == esp8266.SleepLight {
				want = esp8266.SleepModem // which is what ESP-AT says of it
			}
			if got, err := b.dev.Sleep(b.ctx); err != nil || got != want {
				b.Errorf("%v, %v; want %v", got, err, want)
			}
		}
		b.want("no such mode", b.dev.SetSleep(b.ctx, 9), driver.EINVAL)
	})
}

func TestRadioPower(t *testing.T) {
	everywhere(t, func(b *bench) {
		b.check(b.dev.SetRadioPower(b.ctx, 20.5))
		b.check(b.dev.SetRadioPower(b.ctx, 10))
		for _, dBm := range []float64{20.6, -1, math.NaN(), math.Inf(1)} {
			b.want("too much or too little", b.dev.SetRadioPower(b.ctx, dBm), driver.EINVAL)
		}
	})
}

// What the caller set is set again after a restart, and nothing of it is in the flash.
func TestSettingsOutliveARestart(t *testing.T) {
	everywhere(t, func(b *bench) {
		mac, fixed := driver.MAC{2, 8, 0, 0, 0, 9}, esp8266.Address{IP: addr4(10, 0, 0, 9)}
		b.check(b.dev.SetHostname(b.ctx, "the-wall"))
		b.check(b.dev.SetSleep(b.ctx, esp8266.SleepOff))
		b.check(b.dev.SetMAC(b.ctx, esp8266.Station, mac))
		b.check(b.dev.SetAddress(b.ctx, esp8266.Station, fixed))
		left := b.leaves()
		b.emu.Reboot()
		if why := <-left; why != ieee80211dev.LeaveRestarted {
			b.Errorf("left: %v", why)
		}
		if name, err := b.dev.Hostname(b.ctx); err != nil || name != "the-wall" {
			b.Errorf("%q, %v", name, err)
		}
		if mode, err := b.dev.Sleep(b.ctx); err != nil || mode != esp8266.SleepOff {
			b.Errorf("%v, %v", mode, err)
		}
		if got, err := b.dev.MAC(b.ctx, esp8266.Station); err != nil || got != mac {
			b.Errorf("%v, %v", got, err)
		}
		if ip, err := b.net.IP(b.ctx); err != nil || ip != fixed.IP {
			b.Errorf("ip: %v, %v", ip, err)
		}
		// The module as its flash has it.
		b.check(b.dev.Close())
		b.emu.Reboot()
		dev, err := esp8266.Open(b.ctx, b.emu.Port())
		b.check(err)
		defer dev.Close()
		if name, err := dev.Hostname(b.ctx); err != nil || name == "the-wall" {
			b.Errorf("after Close: %q, %v", name, err)
		}
		if got, err := dev.MAC(b.ctx, esp8266.Station); err != nil || got == mac {
			b.Errorf("after Close: %v, %v", got, err)
		}
	})
}
