package online

import (
	"net/netip"

	"drivergen/impl/esp8266/emulator"
)

// The network that an emulated module joins unless the flags say otherwise.
const (
	LabSSID     = "lab"
	LabPassword = "correct horse"
)

// Lab is what an emulated module finds around it: access points in range, and the names of this machine.
func Lab(names ...string) []emulator.Option {
	world := []emulator.Option{
		emulator.AccessPoint{SSID: LabSSID, Password: LabPassword, Security: emulator.WPA2, Channel: 6, RSSI: -42},
		emulator.AccessPoint{SSID: "guests", Channel: 11, RSSI: -58},
		emulator.AccessPoint{SSID: "Café, 1er étage", Password: "croissant", Security: emulator.WPAWPA2, Channel: 1, RSSI: -71},
		emulator.AccessPoint{SSID: "head office", Security: emulator.WPA2Enterprise, Channel: 13, RSSI: -77},
		emulator.AccessPoint{SSID: "printer in the cellar", Password: "12345", Security: emulator.WEP, Channel: 3, RSSI: -88},
	}
	for _, name := range names {
		world = append(world, emulator.DNS{Name: name, Addr: netip.AddrFrom4([4]byte{127, 0, 0, 1})})
	}
	return world
}
