// Package skeleton is the driver of a fake chip: netdev.NetDev. It is what
//
//	drivergen new skeleton --interface netdev
//
// makes, filled in.
//
// What is particular to the hardware stands in netdev.go; the generated stub does the rest.
package skeleton

//go:generate go run drivergen/cmd/drivergen generate std/netdev

import (
	"drivergen/driver"
	"drivergen/examples/skeleton/fakechip"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevstub"
)

// New returns the device that a chip is, with the hardware address mac.
func New(chip *fakechip.Chip, mac driver.MAC) netdev.NetDev {
	hw := &hardware{chip: chip, mac: mac, numbers: map[driver.Link]int{}, links: map[int]driver.Link{}}
	hw.dev = netdevstub.New(hw)
	chip.OnInterrupt(hw.interrupt)
	return hw.dev
}
