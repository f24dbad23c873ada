package emulator

import (
	"context"
	"net/netip"
)

var updateCommands = []command{
	{name: "CIUPDATE", on17: plain, on22: plain, execute: (*call).update, set: updateSet},
}

// updateServer is where the firmware looks for a newer one.
const (
	updateServer = "iot.espressif.cn"
	updatePort   = 80
)

// updateSet names a version and a part of the flash, on ESP-AT alone.
func updateSet(c *call) result {
	if c.m.v17() {
		return failed
	}
	a := c.args()
	a.number(0, 1)
	a.textOr("", 0, 32)
	a.textOr("", 0, 32)
	a.numberOr(0, 0, 1)
	if a.bad(c) {
		return failed
	}
	return c.update()
}

// update looks for the server and connects to it, and tells of each step. No server has a firmware for an emulated
// module: it fails there at the latest.
func (c *call) update() result {
	m := c.m
	if m.offline() {
		return failed
	}
	return c.background(func(ctx context.Context) func() result {
		steps := 0
		if ip, err := m.e.resolve(ctx, updateServer); err == nil {
			steps = 1
			if conn, err := m.e.net.Dial(ctx, netip.AddrPortFrom(ip, updatePort)); err == nil {
				conn.Close()
				steps = 2
			}
		}
		return func() result {
			for n := 1; n <= steps; n++ {
				c.say("+CIPUPDATE:%d\r\n", n)
			}
			return failed
		}
	})
}
