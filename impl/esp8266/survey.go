package esp8266

import (
	"bytes"
	"context"

	"drivergen/impl/esp8266/at"
)

// survey finds out what the firmware has. It changes nothing in the module. ESP-AT 2.2 lists its commands; other firmware
// is asked by the query form of those that have one.
func (m *module) survey(ctx context.Context, d *dialect) error {
	if d.espAT {
		listed, err := m.listed(ctx, &d.info.Capabilities)
		if listed || err != nil {
			return err
		}
		d.info.Capabilities.early()
	}
	return m.ask(ctx, d)
}

// capabilityCommands tell by their presence in AT+CMD? that ESP-AT has something.
var capabilityCommands = map[string]func(*Capabilities){
	"CIPSSLCCONF":      func(c *Capabilities) { c.TLS = true },
	"CIPSSLCSNI":       func(c *Capabilities) { c.TLSServerName = true },
	"CIPTCPOPT":        func(c *Capabilities) { c.TCPOptions = true },
	"CIPSERVERMAXCONN": func(c *Capabilities) { c.ServerLimit = true },
	"CIPDNS":           func(c *Capabilities) { c.DNSServers = true },
	"PING":             func(c *Capabilities) { c.Ping = true },
	"CIPSNTPCFG":       func(c *Capabilities) { c.SNTP = true },
	"CWHOSTNAME":       func(c *Capabilities) { c.Hostname = true },
	"CWLAP":            func(c *Capabilities) { c.DirectedScan, c.ScanTimes = true, true },
	"CWJAP":            func(c *Capabilities) { c.JoinTimeout = true },
	"CWAUTOCONN":       func(c *Capabilities) { c.AutoConnect = true },
	"CIPSTAMAC":        func(c *Capabilities) { c.StationMAC = true },
	"CIPSTA":           func(c *Capabilities) { c.StaticIP = true },
	"CWQIF":            func(c *Capabilities) { c.ExpelStation = true },
	"SLEEP":            func(c *Capabilities) { c.Sleep, c.SleepListen = true, true },
	"RFPOWER":          func(c *Capabilities) { c.RadioPower = true },
	"UART_CUR":         func(c *Capabilities) { c.SerialLine = true },
}

// listed reads AT+CMD?, whose lines are +CMD:<n>,"AT<name>",<test>,<query>,<set>,<execute>. ESP-AT before 2.2 has it not.
func (m *module) listed(ctx context.Context, c *Capabilities) (bool, error) {
	any := false
	err := m.step(ctx, at.Query("CMD"), func(line []byte) {
		_, rest, ok := bytes.Cut(line, []byte(`,"AT+`))
		name, _, closed := bytes.Cut(rest, []byte(`"`))
		if !ok || !closed || !bytes.HasPrefix(line, []byte("+CMD:")) {
			return
		}
		any = true
		if has := capabilityCommands[string(name)]; has != nil {
			has(c)
		}
	})
	if isRefusal(err) {
		return false, nil
	}
	return any, err
}

// early is what ESP-AT 2.0 and 2.1 have that has no query form.
func (c *Capabilities) early() {
	c.Ping, c.DirectedScan, c.ScanTimes, c.JoinTimeout, c.RadioPower, c.SleepListen = true, true, true, true, true, true
}

// ask asks for settings whose command not every firmware has: a refusal is a command that is not there.
func (m *module) ask(ctx context.Context, d *dialect) error {
	c := &d.info.Capabilities
	for _, q := range []struct {
		name string
		has  *bool
	}{
		{"CIPSNTPCFG", &c.SNTP},
		{"CWHOSTNAME", &c.Hostname},
		{"CWAUTOCONN", &c.AutoConnect},
		{"CIPSTAMAC" + d.current, &c.StationMAC},
		{"CIPSTA" + d.current, &c.StaticIP},
		{"CIPSERVERMAXCONN", &c.ServerLimit},
		{"SLEEP", &c.Sleep},
		{"UART_CUR", &c.SerialLine},
		{"CIPDNS" + d.current, &c.DNSServers},
	} {
		ok, err := m.accepted(ctx, at.Query(q.name))
		if err != nil {
			return err
		}
		*q.has = ok
	}
	if d.espAT {
		ok, err := m.accepted(ctx, at.Query("CIPSSLCCONF"))
		c.TLS, c.TCPOptions = ok, true
		return err
	}
	var err error
	if c.TLSSize, err = m.accepted(ctx, at.Query("CIPSSLSIZE")); err != nil {
		return err
	}
	c.TLS = c.TLSSize
	if c.JoinTimeout, err = m.accepted(ctx, at.Query("CWJAPTO")); err != nil {
		return err
	}
	c.Ping, c.DirectedScan, c.RadioPower = true, true, true // they have no query form
	return nil
}
