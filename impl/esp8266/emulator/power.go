package emulator

var powerCommands = []command{
	{name: "SLEEP", on17: plain, on22: plain, query: sleepQuery, set: sleepSet},
	{name: "RFPOWER", on17: plain, set: rfPowerSet},
	{name: "RFPOWER", on22: plain, query: rfPowerQuery, set: rfPowerSet},
	{name: "RFVDD", on17: plain, query: supplyQuery, set: supplySet, execute: supplyFollow},
	{name: "RFAUTOTRACE", on17: plain, since: "1.7", query: autoTraceQuery, set: autoTraceSet},
	{name: "SLEEPWKCFG", on22: plain, set: wakeUpSourceSet},
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

// supplyQuery gives the supply's voltage in 1/1024 V: 3.3 V.
func supplyQuery(c *call) result {
	c.answer("%d\r\n", 3379)
	return done
}

// supplySet takes a voltage in 1/1024 V for the radio to be set up for.
func supplySet(c *call) result {
	a := c.args()
	a.number(1900, 3300)
	if a.bad(c) {
		return failed
	}
	return done
}

// supplyFollow has the radio follow the measured voltage.
func supplyFollow(*call) result { return done }

func autoTraceQuery(c *call) result {
	c.answer("%d\r\n", bit(c.m.rfAutoTrace))
	return done
}

func autoTraceSet(c *call) result { return c.setSwitch(&c.m.rfAutoTrace) }

// wakeUpSourceSet takes what ends a light sleep: a timer in ms, or a pin and its level. GPIO16 cannot, and the UART
// does on other chips only.
func wakeUpSourceSet(c *call) result {
	const timer, uart, gpio = 0, 1, 2
	a := c.args()
	switch a.number(timer, gpio) {
	case timer:
		a.number(1, 1<<31-1)
	case uart:
		return failed
	case gpio:
		readPin(a)
		a.number(0, 1)
	}
	if a.bad(c) {
		return failed
	}
	return done
}
