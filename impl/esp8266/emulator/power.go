package emulator

var powerCommands = []command{
	{name: "SLEEP", on17: plain, on22: plain, query: sleepQuery, set: sleepSet},
	{name: "RFPOWER", on17: plain, on22: plain, query: rfPowerQuery, set: rfPowerSet},
}

func sleepQuery(c *call) result {
	c.answer("%d\r\n", c.m.sleepMode)
	return done
}

// sleepSet keeps the mode. ESP-AT answers a query with 1 after 2, light sleep, had been set.
func sleepSet(c *call) result {
	most := 3
	if c.m.v17() {
		most = 2
	}
	a := c.args()
	mode := a.number(0, most)
	if a.bad(c) {
		return failed
	}
	if mode == 2 && !c.m.v17() {
		mode = 1
	}
	c.m.sleepMode = mode
	return done
}

func rfPowerQuery(c *call) result {
	if c.m.v17() {
		return failed
	}
	c.answer("%d\r\n", c.m.rfPower)
	return done
}

func rfPowerSet(c *call) result {
	least := 40
	if c.m.v17() {
		least = 0
	}
	a := c.args()
	power := a.number(least, 82)
	if a.bad(c) {
		return failed
	}
	c.m.rfPower = power
	return done
}
