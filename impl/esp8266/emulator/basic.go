package emulator

import "time"

var basicCommands = []command{
	{name: "RST", on17: plain, on22: plain, execute: restartCommand},
	{name: "RESTORE", on17: plain, on22: plain, execute: restoreCommand},
	{name: "GMR", on17: plain, on22: plain, execute: versionCommand},
	{name: "CMD", on22: plain, query: listCommands},
	{name: "GSLP", on17: plain, on22: plain, set: deepSleep},
}

func restartCommand(c *call) result {
	c.then(func() { c.m.restart(c.m.e.timing().Restart) })
	return done
}

func restoreCommand(c *call) result {
	c.m.e.flash = factory(&c.m.e.cfg)
	return restartCommand(c)
}

// versionCommand answers AT+GMR. The NonOS line prints the module maker's text last and gives it no CR LF.
func versionCommand(c *call) result {
	switch c.m.e.cfg.Firmware {
	case Firmware13:
		c.say("AT version:1.3.0.0(Jul 14 2016 18:54:01)\r\n")
		c.say("SDK version:2.0.0(656edbf)\r\n")
		c.say("compile time:Oct 29 2016 22:56:21")
	case Firmware17:
		c.say("AT version:1.7.5.0(Oct  9 2021 09:26:04)\r\n")
		c.say("SDK version:3.0.5(b29dcd3)\r\n")
		c.say("compile time:Oct 15 2021 18:05:30\r\n")
		c.say("Bin version(Wroom 02):1.7.5")
	case Firmware221:
		c.say("AT version:2.2.1.0(b097cdf - ESP8266 - Jul  8 2021 05:41:10)\r\n")
		c.say("SDK version:v3.4-22-g967752e2\r\n")
		c.say("compile time(6800286):Aug  4 2021 17:34:05\r\n")
		c.say("Bin version:2.2.1(WROOM-02)\r\n")
	default:
		c.say("AT version:2.2.2.0(7d3ff9d - ESP8266 - Nov  7 2024 07:04:35)\r\n")
		c.say("SDK version:v3.4-22-g967752e2\r\n")
		c.say("compile time(2a4c1d1):Nov  8 2024 03:35:51\r\n")
		c.say("Bin version:2.2.2(WROOM-02)\r\n")
	}
	return done
}

// deepSleep takes the module away for some milliseconds. The emulated board has the wire from GPIO16 to reset that
// ends the sleep; a sleep of 0 lasts until Reboot.
func deepSleep(c *call) result {
	a := c.args()
	ms := a.number(0, 1<<31-1)
	if a.bad(c) {
		return failed
	}
	c.then(func() {
		m := c.m
		m.cutOff()
		m.phase = booting
		if ms > 0 {
			m.after(time.Duration(ms)*time.Millisecond, func() { m.restart(0) })
		}
	})
	return done
}
