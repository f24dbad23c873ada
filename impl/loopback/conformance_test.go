package loopback_test

import (
	"testing"

	"drivergen/generated/ieee80211dev/ieee80211devtest"
	"drivergen/generated/netdev/netdevtest"
	"drivergen/impl/loopback"
)

// open returns a device that is alone with its world.
func open(t *testing.T) *loopback.Device {
	t.Helper()
	dev := loopback.New(loopback.NewNetwork(), loopback.NewAir())
	t.Cleanup(func() {
		if err := dev.Close(); err != nil {
			t.Error(err)
		}
	})
	return dev
}

func TestNetDevConformance(t *testing.T) {
	report := netdevtest.Run(t, func(t *testing.T) netdevtest.Device {
		dev := open(t)
		return netdevtest.Device{Dev: dev.Net(), World: dev.NetWorld(), Close: dev.Close}
	})
	report.Keep(t, "README.md", "netdev")
}

func TestWiFiDevConformance(t *testing.T) {
	report := ieee80211devtest.Run(t, func(t *testing.T) ieee80211devtest.Device {
		dev := open(t)
		return ieee80211devtest.Device{Dev: dev.WiFi(), World: dev.WiFiWorld(), Close: dev.Close}
	})
	report.Keep(t, "README.md", "ieee80211dev")
}
