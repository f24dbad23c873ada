package esp8266

import (
	"bytes"
	"context"
	"errors"
	"net/netip"
	"strings"
	"time"

	"drivergen/driver"
	"drivergen/generated/tinygo"
	"drivergen/impl/esp8266/at"
)

// pingLimit is how long a ping may take where its caller says nothing: the name is resolved first.
const pingLimit = resolveLimit

var (
	errNoPing = errors.New("the firmware has no AT+PING")
	errNoEcho = errors.New("the host did not answer")
)

// Ping sends a host an ICMP echo request and returns the time that the answer took, in the module's resolution of 1 ms.
//
// It fails with ETIMEDOUT where the host does not answer, also where nobody knows its name if the firmware does not tell the one
// from the other; with ENOENT where it does, ENETDOWN without a network and EOPNOTSUPP where the firmware has no ping.
func (d *Device) Ping(ctx context.Context, host string) (time.Duration, error) {
	took, err := d.m.ping(ctx, host)
	return took, driver.Wrap("ping", err)
}

func (m *module) ping(ctx context.Context, host string) (time.Duration, error) {
	if err := m.need(ctx, func(c *Capabilities) bool { return c.Ping }, errNoPing); err != nil {
		return 0, err
	}
	took, heard := 0, false
	err := m.command(ctx, pingLimit, at.Set("PING").Str(host), func(line []byte) {
		// NonOS AT prints +<ms>, ESP-AT +PING:<ms>.
		text, ok := bytes.CutPrefix(line, []byte("+"))
		text = bytes.TrimPrefix(text, []byte("PING:"))
		if n, isNumber := number(text); ok && isNumber {
			took, heard = n, true
		}
	})
	_, notIP := netip.ParseAddr(host)
	switch {
	case err == nil && heard:
		return time.Duration(took) * time.Millisecond, nil
	case isRefusal(err) && !m.online():
		return 0, driver.Fail("", driver.ENETDOWN, err)
	case isRefusal(err) && (notIP == nil || strings.Contains(strings.ToLower(refusalText(err)), "timeout")):
		return 0, driver.Fail("", driver.ETIMEDOUT, explain(errNoEcho, err))
	case isRefusal(err):
		return 0, driver.Fail("", driver.ENOENT, explain(tinygo.ErrHostUnknown, err))
	case err == nil:
		return 0, driver.Fail("", driver.EIO, errNoEcho)
	}
	return 0, failed(err, driver.EIO)
}
