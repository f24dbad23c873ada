package loopback_test

import (
	"testing"

	"drivergen/generated/ieee80211dev/ieee80211devmock"
	"drivergen/generated/ieee80211dev/ieee80211devtest"
	"drivergen/generated/netdev/netdevmock"
	"drivergen/generated/netdev/netdevtest"
)

// A partial fake that replaces nothing is as good a device, and one of which a mock is
// made again.
func TestPlainMockOverTheDeviceConforms(t *testing.T) {
	netdevtest.Run(t, func(t *testing.T) netdevtest.Device {
		dev := open(t)
		return netdevtest.Device{Dev: netdevmock.Over(t, netdevmock.Over(t, dev.Net())), World: dev.NetWorld(), Close: dev.Close}
	})
}

func TestPlainWiFiMockOverTheDeviceConforms(t *testing.T) {
	ieee80211devtest.Run(t, func(t *testing.T) ieee80211devtest.Device {
		dev := open(t)
		return ieee80211devtest.Device{Dev: ieee80211devmock.Over(t, ieee80211devmock.Over(t, dev.WiFi())), World: dev.WiFiWorld(), Close: dev.Close}
	})
}
