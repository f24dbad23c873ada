package esp8266

import (
	"bytes"
	"context"
	"errors"
	"time"

	"drivergen/driver"
	"drivergen/impl/esp8266/at"
)

// maxTimeServers is how many servers AT+CIPSNTPCFG takes (AT instruction set).
const maxTimeServers = 3

var (
	errNoSNTP      = errors.New("the firmware has no SNTP (AT+CIPSNTPCFG)")
	errTimeServers = errors.New("the module takes up to three time servers")
	errNotSynced   = errors.New("the module has not heard from a time server yet")
	errClock       = errors.New("the module told no time")
)

// SNTP says where the module gets the time of day (RFC 4330).
type SNTP struct {
	Servers []string // up to three names or addresses; none leaves it to the firmware's own
	// Location is where Time tells the time for; nil is UTC. The module itself keeps UTC, since its time zones have whole
	// hours and no daylight saving.
	Location *time.Location
}

// ConfigureSNTP has the module ask time servers, at once and from time to time. It lasts until the module is opened anew.
// It fails with EOPNOTSUPP where the firmware has no SNTP.
func (d *Device) ConfigureSNTP(ctx context.Context, s SNTP) error {
	return driver.Wrap("configure_sntp", d.m.configureSNTP(ctx, s))
}

func (m *module) configureSNTP(ctx context.Context, s SNTP) error {
	if len(s.Servers) > maxTimeServers {
		return driver.Fail("", driver.EINVAL, errTimeServers)
	}
	if err := m.need(ctx, func(c *Capabilities) bool { return c.SNTP }, errNoSNTP); err != nil {
		return err
	}
	c := at.Set("CIPSNTPCFG").Int(1).Int(0) // on, UTC
	for _, server := range s.Servers {
		c = c.Str(server)
	}
	if err := m.set(ctx, "sntp", c); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.timed, m.zone = true, s.Location
	return nil
}

// Time returns the time of day as the module has it from its time servers, in whole seconds. Where ConfigureSNTP was not
// called the firmware's own servers are asked.
//
// It fails with EAGAIN until a server has answered, which takes seconds after the network was joined, and with EOPNOTSUPP
// where the firmware has no SNTP.
func (d *Device) Time(ctx context.Context) (time.Time, error) {
	t, err := d.m.time(ctx)
	return t, driver.Wrap("time", err)
}

func (m *module) time(ctx context.Context) (time.Time, error) {
	m.mu.Lock()
	timed := m.timed
	m.mu.Unlock()
	if !timed {
		if err := m.configureSNTP(ctx, SNTP{}); err != nil {
			return time.Time{}, err
		}
	}
	var now time.Time
	unread := errClock
	err := m.command(ctx, m.reply, at.Query("CIPSNTPTIME"), func(line []byte) {
		if text, ok := bytes.CutPrefix(line, []byte("+CIPSNTPTIME:")); ok {
			now, unread = time.Parse(time.ANSIC, string(text)) // C's asctime; NonOS AT writes the day with a zero
		}
	})
	switch {
	case err != nil:
		return time.Time{}, failed(err, driver.EIO)
	case unread != nil:
		return time.Time{}, driver.Fail("", driver.EIO, unread)
	case now.Year() <= 1970:
		return time.Time{}, driver.Fail("", driver.EAGAIN, errNotSynced)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.zone != nil {
		now = now.In(m.zone)
	}
	return now, nil
}
