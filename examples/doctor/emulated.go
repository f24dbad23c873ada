package main

import (
	"net/netip"

	"drivergen/impl/esp8266/emulator"
)

// The network that the emulated module joins, and a name that it resolves there.
const (
	labSSID     = "lab"
	labPassword = "correct horse"
	labHost     = "www.example.test"
)

// emulatedWorld is what the emulated module finds around it.
func emulatedWorld() []emulator.Option {
	return []emulator.Option{
		emulator.AccessPoint{SSID: labSSID, Password: labPassword, Security: emulator.WPA2, Channel: 6, RSSI: -42},
		emulator.AccessPoint{SSID: "guests", Channel: 11, RSSI: -58},
		emulator.AccessPoint{SSID: "head office", Security: emulator.WPA2Enterprise, Channel: 13, RSSI: -77},
		emulator.DNS{Name: labHost, Addr: netip.AddrFrom4([4]byte{127, 0, 0, 1})},
	}
}
