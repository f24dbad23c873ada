package emulator

var gpioCommands = []command{
	{name: "SYSIOSETCFG", on17: plain, set: pinConfigSet},
	{name: "SYSIOGETCFG", on17: plain, set: pinConfigGet},
	{name: "SYSGPIODIR", on17: plain, set: pinDirection},
	{name: "SYSGPIOWRITE", on17: plain, set: pinWrite},
	{name: "SYSGPIOREAD", on17: plain, set: pinRead},
	{name: "SYSADC", on17: plain, query: adcQuery},
	{name: "WAKEUPGPIO", on17: plain, set: wakeUpSet},
}

// pin is one of the chip's GPIO pins.
type pin struct {
	function int // which of the pin's functions is switched through (IO_MUX)
	pullUp   bool
	output   bool
	level    bool // what it is driven to
}

const (
	firstFlashPin, lastFlashPin = 6, 11 // they are wired to the flash
	lastPin                     = 15
)

// gpioFunction is the function of a pin by which it is a GPIO.
func gpioFunction(n int) int {
	switch n {
	case 0, 2, 4, 5:
		return 0
	}
	return 3
}

// readPin reads the number of a pin that a host may use.
func readPin(a *args) int {
	n := a.number(0, lastPin)
	if n >= firstFlashPin && n <= lastFlashPin {
		a.fail(errParse)
	}
	return n
}

func pinConfigSet(c *call) result {
	a := c.args()
	n := readPin(a)
	function, pullUp := a.number(0, 7), a.number(0, 1) == 1
	if a.bad(c) {
		return failed
	}
	c.m.pins[n].function, c.m.pins[n].pullUp = function, pullUp
	return done
}

func pinConfigGet(c *call) result {
	a := c.args()
	n := readPin(a)
	if a.bad(c) {
		return failed
	}
	p := c.m.pins[n]
	c.answer("%d,%d,%d\r\n", n, p.function, bit(p.pullUp))
	return done
}

// gpio gives a pin that is switched to be a GPIO, or says that it is not.
func (c *call) gpio(n int) (*pin, bool) {
	p := &c.m.pins[n]
	if p.function != gpioFunction(n) {
		c.say("NOT GPIO MODE!\r\n")
		return nil, false
	}
	return p, true
}

func pinDirection(c *call) result {
	a := c.args()
	n := readPin(a)
	output := a.number(0, 1) == 1
	if a.bad(c) {
		return failed
	}
	p, ok := c.gpio(n)
	if !ok {
		return failed
	}
	p.output = output
	return done
}

func pinWrite(c *call) result {
	a := c.args()
	n := readPin(a)
	level := a.number(0, 1) == 1
	if a.bad(c) {
		return failed
	}
	p, ok := c.gpio(n)
	if !ok || !p.output {
		return failed
	}
	p.level = level
	return done
}

// pinRead gives an input's level by its pull-up: nothing is wired to the emulated module's pins.
func pinRead(c *call) result {
	a := c.args()
	n := readPin(a)
	if a.bad(c) {
		return failed
	}
	p, ok := c.gpio(n)
	if !ok {
		return failed
	}
	level := p.pullUp
	if p.output {
		level = p.level
	}
	c.answer("%d,%d,%d\r\n", n, bit(p.output), bit(level))
	return done
}

// adcQuery measures a pin that nothing is wired to.
func adcQuery(c *call) result {
	c.answer("0\r\n")
	return done
}

// wakeUpSet takes which pin ends a light sleep, and which one shows that it has ended.
func wakeUpSet(c *call) result {
	a := c.args()
	if a.number(0, 1) == 1 || a.left() {
		readPin(a)
		a.number(0, 1)
	}
	if a.left() {
		readPin(a)
		a.number(0, 1)
	}
	if a.bad(c) {
		return failed
	}
	return done
}
