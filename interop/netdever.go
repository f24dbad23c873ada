package interop

import (
	"tinygo.org/x/drivers/netdev"

	"drivergen/generated/tinygo"
)

// Both directions: this stops compiling as soon as one interface has a method that the
// other has not, or a method with another signature.
var (
	_ netdev.Netdever = tinygo.Netdever(nil)
	_ tinygo.Netdever = netdev.Netdever(nil)
)
