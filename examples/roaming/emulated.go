package main

import (
	"fmt"
	"net"
	"strconv"
	"time"

	"drivergen/examples/internal/online"
	"drivergen/impl/esp8266/emulator"
)

// outage is when the emulated access point is off the air.
var outage = emulator.Outage{After: 1500 * time.Millisecond, For: 700 * time.Millisecond, Every: 2500 * time.Millisecond}

// emulatedWorld is what the emulated module finds around it: the access points of every example, of which its own comes
// and goes.
func emulatedWorld() []emulator.Option {
	world := online.Lab()
	for i, option := range world {
		if ap, ok := option.(emulator.AccessPoint); ok && ap.SSID == online.LabSSID {
			ap.Outages = []emulator.Outage{outage}
			world[i] = ap
		}
	}
	return world
}

// checkHostPort checks the value of a flag that is an address. Its error says what to write instead.
func checkHostPort(flag, text string) error {
	_, service, err := net.SplitHostPort(text)
	if err != nil {
		return fmt.Errorf("--%s %q: want HOST:PORT, such as 192.168.1.10:7007", flag, text)
	}
	if n, err := strconv.ParseUint(service, 10, 16); err != nil || n == 0 && flag == "server" {
		return fmt.Errorf("--%s %q: a port is a number from 1 to 65535", flag, text)
	}
	return nil
}
