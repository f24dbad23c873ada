package esp8266

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"drivergen/driver"
	"drivergen/impl/esp8266/at"
)

// maxHostname is the longest name of AT+CWHOSTNAME (AT instruction set).
const maxHostname = 32

var errNoHostname = errors.New("the firmware has no AT+CWHOSTNAME")

// Hostname returns the name that the station gives a DHCP server.
func (d *Device) Hostname(ctx context.Context) (string, error) {
	name, err := d.m.hostname(ctx)
	return name, driver.Wrap("hostname", err)
}

func (m *module) hostname(ctx context.Context) (string, error) {
	if err := m.need(ctx, func(c *Capabilities) bool { return c.Hostname }, errNoHostname); err != nil {
		return "", err
	}
	name := ""
	err := m.command(ctx, m.reply, at.Query("CWHOSTNAME"), func(line []byte) {
		if text, ok := bytes.CutPrefix(line, []byte("+CWHOSTNAME:")); ok {
			name = string(unquote(text))
		}
	})
	return name, failed(err, driver.EIO)
}

// SetHostname sets the name that the station gives a DHCP server, of 1 to 32 bytes. It takes effect with the next join, and
// is set again after a restart of the module.
func (d *Device) SetHostname(ctx context.Context, name string) error {
	err := d.m.need(ctx, func(c *Capabilities) bool { return c.Hostname }, errNoHostname)
	if len(name) < 1 || len(name) > maxHostname {
		err = driver.Fail("", driver.EINVAL, fmt.Errorf("a host name has 1 to %d bytes, this one has %d", maxHostname, len(name)))
	}
	if err == nil {
		err = d.m.set(ctx, "hostname", at.Set("CWHOSTNAME").Str(name))
	}
	return driver.Wrap("set_hostname", err)
}
