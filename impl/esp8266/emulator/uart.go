package emulator

var uartCommands = []command{
	{name: "UART", on17: both, on22: suffix, query: uartQuery, set: uartSet},
	{name: "IPR", on17: plain, set: iprSet},
}

// uartQuery gives what the UART runs at. ESP-AT reports the rate that its divider really makes of 80 MHz.
func uartQuery(c *call) result {
	u := c.m.set.uart
	if c.save {
		u = c.m.e.flash.uart
	}
	if c.m.v17() {
		c.answer("%d,%d,%d,%d,%d", u.baud, u.data, u.stop, u.parity, u.flow)
		return done
	}
	const clock = 80_000_000
	real := u.baud
	if u.baud < clock/2 {
		real = clock / (clock / u.baud)
	}
	c.answer("%d,%d,%d,%d,%d\r\n", real, u.data, u.stop, u.parity, u.flow)
	return done
}

func uartSet(c *call) result {
	slowest, fastest := 80, 4_500_000
	if c.m.v17() {
		slowest, fastest = 110, 5_000_000
	}
	a := c.args()
	u := uartConfig{a.number(slowest, fastest), a.number(5, 8), a.number(1, 3), a.number(0, 2), a.number(0, 3)}
	if a.bad(c) {
		return failed
	}
	c.change(func(s *settings) { s.uart = u })
	c.then(c.m.retune)
	return done
}

// iprSet is the old form: it changes the rate before its OK.
func iprSet(c *call) result {
	a := c.args()
	baud := a.number(110, 5_000_000)
	if a.bad(c) {
		return failed
	}
	c.m.set.uart.baud = baud
	c.m.retune()
	return done
}

// retune has the UART run at what was set. What was said before still goes out at the old rate.
func (m *module) retune() {
	if !m.dead && !m.halted {
		m.e.setUART(m.set.uart)
	}
}
