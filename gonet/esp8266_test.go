package gonet_test

import (
	"net"
	"testing"

	"drivergen/gonet"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
	"drivergen/wifi"
)

// esp8266Worlds are the ESP8266's driver on both lines of firmware.
func init() {
	for _, firmware := range []emulator.Firmware{emulator.Firmware17, emulator.Firmware22} {
		worlds = append(worlds, world{
			name: "esp8266 AT " + firmware.String(),
			make: func(t *testing.T) sides { return esp8266Sides(t, firmware) },
		})
	}
}

func esp8266Sides(t *testing.T, firmware emulator.Firmware) sides {
	t.Helper()
	emu := emulator.Start(t, firmware, emulator.AccessPoint{SSID: "lab", Password: "correct horse"})
	dev, err := esp8266.Open(t.Context(), emu.Port())
	check(t, err)
	t.Cleanup(func() { dev.Close() })
	check(t, wifi.New(dev.WiFi()).Join(t.Context(), "lab", wifi.Password("correct horse")))
	return sides{
		device: gonet.New(counted(t, dev.Net())), dial: net.Dial, listen: net.Listen, packet: net.ListenPacket,
		other: "127.0.0.1",
		reach: func(l net.Addr) string {
			addr, ok := emu.ListenAddr(uint16(l.(*net.TCPAddr).Port))
			if !ok {
				t.Fatalf("the module does not listen at %v", l)
			}
			return addr.String()
		},
	}
}
