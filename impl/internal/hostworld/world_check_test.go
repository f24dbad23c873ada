package hostworld_test

import (
	"drivergen/generated/netdev/netdevtest"
	"drivergen/impl/internal/hostworld"
)

var _ netdevtest.World = (*hostworld.World)(nil)
