package skeleton

import (
	"net/netip"
	"testing"

	"drivergen/driver"
	"drivergen/driver/conform"
	"drivergen/examples/skeleton/fakechip"
	"drivergen/generated/netdev/netdevtest"
)

// TestConformance checks what the description of netdev promises, with a chip for the device
// and another one for the peers.
func TestConformance(t *testing.T) {
	netdevtest.Run(t, func(t *testing.T) netdevtest.Device {
		var network fakechip.Network
		chip := network.Attach(netip.MustParseAddr("192.0.2.1"), 8)
		return netdevtest.Device{
			Dev:   New(chip, driver.MAC{0x02, 0, 0, 0, 0, 1}),
			World: newWorld(&network, chip.Addr()),
			Close: func() error {
				chip.PowerOff()
				return nil
			},
			Cannot: conform.Limits{
				netdevtest.Options: "the chip has no options",
			},
		}
	})
}
