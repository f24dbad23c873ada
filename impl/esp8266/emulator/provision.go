package emulator

import "fmt"

var provisionCommands = []command{
	{name: "CWSTARTSMART", on17: plain, on22: plain, execute: smartStart, set: smartStartSet},
	{name: "CWSTOPSMART", on17: plain, on22: plain, execute: smartStop},
	{name: "WPS", on17: plain, on22: plain, set: wpsSet},
	{name: "CWSTARTDISCOVER", on17: plain, set: discoverSet},
	{name: "CWSTOPDISCOVER", on17: plain, execute: discoverStop},
	{name: "MDNS", on17: plain, on22: plain, set: mdnsSet},
}

// The kinds of SmartConfig that AT+CWSTARTSMART listens for, as bits.
const (
	espTouch = 1
	airKiss  = 2
)

func smartStart(c *call) result { return c.listenForConfig(espTouch | airKiss) }

func smartStartSet(c *call) result {
	a := c.args()
	kinds := a.number(espTouch, espTouch|airKiss)
	if a.bad(c) {
		return failed
	}
	return c.listenForConfig(kinds)
}

// listenForConfig takes the station off its access point and has the radio listen on all channels, until SmartConfig
// of the Go side or AT+CWSTOPSMART.
func (c *call) listenForConfig(kinds int) result {
	m := c.m
	if m.set.mode != 1 || m.smart != 0 {
		return failed
	}
	m.smart = kinds
	c.then(m.quit)
	return done
}

func smartStop(c *call) result {
	c.m.smart = 0
	return done
}

// SmartConfig is a telephone that tells a module which listens for it, after AT+CWSTARTSMART, which access point to
// join. It reports whether the module listened.
func (e *Emulator) SmartConfig(ssid, password string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	m := e.m
	if e.closed || m.smart == 0 {
		return false
	}
	kind := "ESPTOUCH"
	if m.smart&espTouch == 0 {
		kind = "AIRKISS"
	}
	m.notice("smartconfig type:" + kind + "\r\n")
	m.notice("Smart get wifi info\r\n")
	m.notice(fmt.Sprintf("ssid:%s\r\npassword:%s\r\n", ssid, password))
	m.sta.want = target{ssid: ssid, password: password, reconn: 1, listen: 3, pmf: 1}
	m.set.join, e.flash.join = m.sta.want, m.sta.want
	m.sta.configured = true
	m.rejoin()
	return true
}

// wpsSet has the station look for an access point whose button was pressed. There is none: it gives up in its time.
func wpsSet(c *call) result {
	m := c.m
	a := c.args()
	on := a.number(0, 1) == 1
	if !m.v17() {
		a.numberOr(0, 0, 4) // the weakest security to take
	}
	if a.bad(c) || m.set.mode&1 == 0 {
		return failed
	}
	m.wps++
	if !on {
		return done
	}
	try := m.wps
	c.then(func() {
		m.quit()
		m.after(m.e.timing().WPS, func() {
			if m.wps == try {
				m.notice("wps timeout\r\n")
			}
		})
	})
	return done
}

// discoverSet announces the module to WeChat on its network: the account, the kind of device, and every how many
// seconds. Nobody listens.
func discoverSet(c *call) result {
	a := c.args()
	a.text(1, 32)
	a.number(0, 1<<31-1)
	a.number(0, 24*60*60)
	if a.bad(c) || !c.m.sta.ip.IsValid() {
		return failed
	}
	return done
}

func discoverStop(*call) result { return done }

// mdnsSet announces a service under a name (RFC 6762). The module's network has nobody who asks.
func mdnsSet(c *call) result {
	a := c.args()
	on := a.number(0, 1) == 1
	if on {
		a.text(1, 64)
		a.text(1, 64)
		a.number(1, 65535)
	}
	if a.bad(c) || (on && !c.m.sta.ip.IsValid()) {
		return failed
	}
	return done
}
