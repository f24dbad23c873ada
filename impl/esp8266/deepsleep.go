package esp8266

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266/at"
)

// maxDeepSleep is the longest time of AT+GSLP: milliseconds in 32 bits.
const maxDeepSleep = math.MaxInt32 * time.Millisecond

var (
	errSleepTime   = fmt.Errorf("a deep sleep takes up to %v", maxDeepSleep)
	errNoDeepSleep = errors.New("the firmware has no deep sleep (AT+GSLP)")
	errSlept       = errors.New("the module was sent to deep sleep")
	errAsleep      = errors.New("the module is in deep sleep")
)

// DeepSleep turns everything in the module off but the clock that ends it after a time, in steps of 1 ms. It ends in a
// restart, for which GPIO16 must be wired to RST; after 0 only the reset pin ends it.
//
// All sockets fail with ECONNRESET and the network is left (LeaveAsked). Until the module is back all calls fail with
// ETIMEDOUT. It is then configured as after any restart: what was set is set again, the module's own access point is offered
// again, and its network joined again with [Rejoin].
func (d *Device) DeepSleep(ctx context.Context, duration time.Duration) error {
	return driver.Wrap("deep_sleep", d.m.deepSleep(ctx, duration))
}

func (m *module) deepSleep(ctx context.Context, d time.Duration) error {
	if d < 0 || d > maxDeepSleep {
		return driver.Fail("", driver.EINVAL, errSleepTime)
	}
	ctx, cancel := bound(ctx, m.reply)
	defer cancel()
	if err := m.takeRadio(ctx); err != nil {
		return err
	}
	defer m.freeRadio()
	if err := m.await(ctx); err != nil {
		return err
	}
	m.lower(ctx) // the module's first word after the sleep comes at that rate
	m.mu.Lock()
	joined, restarts := m.joined, m.restarts
	m.leaving = true
	m.mu.Unlock()
	ms := (d + time.Millisecond - 1) / time.Millisecond
	err := m.talk.Command(ctx, at.Set("GSLP").Int(int(ms)), nil)
	m.mu.Lock()
	m.leaving = false
	awake := m.restarts != restarts // and all that follows was done
	switch {
	case awake:
	case err != nil:
		m.restore = !m.closed // for the line's rate, and since it may sleep all the same
		m.poke()
	default:
		m.fault = driver.Fail("", driver.ETIMEDOUT, errAsleep)
		if d > 0 {
			m.lookIn(d + lookAgain)
		}
	}
	m.mu.Unlock()
	if isRefusal(err) {
		return driver.Fail("", driver.EOPNOTSUPP, explain(errNoDeepSleep, err))
	}
	if err != nil || awake {
		return failed(err, driver.EIO)
	}
	m.forget(driver.Fail("", driver.ECONNRESET, errSlept))
	if joined {
		m.left(ieee80211dev.LeaveAsked)
	}
	return nil
}
