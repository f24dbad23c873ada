package esp8266

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"drivergen/driver"
	"drivergen/impl/esp8266/at"
)

// Sleep is how the module saves power while nothing happens. It stays joined in each mode; the deeper the sleep, the later
// it hears what is sent to it.
type Sleep uint8

// The modes of sleep. The firmwares number them differently.
const (
	SleepOff         Sleep = iota // the radio is always on
	SleepModem                    // the radio sleeps between the access point's beacons (IEEE 802.11 DTIM)
	SleepLight                    // the processor sleeps as well
	SleepModemListen              // the radio sleeps for as many beacons as the join's listen interval says; ESP-AT
)

// String returns the mode's name.
func (s Sleep) String() string {
	switch s {
	case SleepOff:
		return "off"
	case SleepModem:
		return "modem"
	case SleepLight:
		return "light"
	case SleepModemListen:
		return "modem, by the listen interval"
	}
	return fmt.Sprintf("Sleep(%d)", uint8(s))
}

// sleepNumbers are the numbers of AT+SLEEP (AT instruction set): of NonOS AT, of ESP-AT, -1 where there is none.
var sleepNumbers = [...][2]int{SleepOff: {0, 0}, SleepModem: {2, 1}, SleepLight: {1, 2}, SleepModemListen: {-1, 3}}

func (d dialect) sleepColumn() int {
	if d.espAT {
		return 1
	}
	return 0
}

var (
	errNoSleep = errors.New("the firmware has no such mode of sleep (AT+SLEEP)")
	errNoPower = errors.New("the firmware has no AT+RFPOWER")
)

// SetSleep sets how the module saves power, also after a restart of it. It fails with EOPNOTSUPP for a mode that the
// firmware lacks. In light sleep a module may need a byte to wake up: the first command then takes longer.
func (d *Device) SetSleep(ctx context.Context, s Sleep) error {
	err := d.m.need(ctx, func(c *Capabilities) bool { return c.Sleep }, errNoSleep)
	if err != nil {
		return driver.Wrap("set_sleep", err)
	}
	if int(s) >= len(sleepNumbers) {
		return driver.Fail("set_sleep", driver.EINVAL, fmt.Errorf("%v is none of the modes", s))
	}
	n := sleepNumbers[s][d.m.has().sleepColumn()]
	if n < 0 {
		return driver.Fail("set_sleep", driver.EOPNOTSUPP, errNoSleep)
	}
	return driver.Wrap("set_sleep", d.m.set(ctx, "sleep", at.Set("SLEEP").Int(n)))
}

// Sleep returns how the module saves power. ESP-AT tells SleepModem for SleepLight.
func (d *Device) Sleep(ctx context.Context) (Sleep, error) {
	s, err := d.m.sleep(ctx)
	return s, driver.Wrap("sleep", err)
}

func (m *module) sleep(ctx context.Context) (Sleep, error) {
	if err := m.need(ctx, func(c *Capabilities) bool { return c.Sleep }, errNoSleep); err != nil {
		return 0, err
	}
	told := -1
	err := m.command(ctx, m.reply, at.Query("SLEEP"), func(line []byte) {
		if text, ok := bytes.CutPrefix(line, []byte("+SLEEP:")); ok {
			told, _ = number(text)
		}
	})
	if err != nil {
		return 0, failed(err, driver.EIO)
	}
	column := m.has().sleepColumn()
	for s, numbers := range sleepNumbers {
		if numbers[column] == told {
			return Sleep(s), nil
		}
	}
	return 0, driver.Fail("", driver.EIO, fmt.Errorf("the module told the mode of sleep %d", told))
}

// The range of AT+RFPOWER, in quarters of a dBm (AT instruction set).
const (
	leastPowerNonOS = 0
	leastPowerESPAT = 40
	mostPower       = 82
)

// SetRadioPower sets how strong the radio sends at the most, in dBm: 0 to 20.5 with NonOS AT, 10 to 20.5 with ESP-AT, in
// steps of 0.25. It is set again after a restart of the module.
func (d *Device) SetRadioPower(ctx context.Context, dBm float64) error {
	err := d.m.need(ctx, func(c *Capabilities) bool { return c.RadioPower }, errNoPower)
	if err != nil {
		return driver.Wrap("set_radio_power", err)
	}
	least := leastPowerNonOS
	if d.m.has().espAT {
		least = leastPowerESPAT
	}
	// The comparison is written so that it also refuses a NaN.
	if !(4*dBm >= float64(least) && 4*dBm <= mostPower) {
		err = fmt.Errorf("%g dBm: the firmware takes %g to %g", dBm, float64(least)/4, float64(mostPower)/4)
		return driver.Fail("set_radio_power", driver.EINVAL, err)
	}
	return driver.Wrap("set_radio_power", d.m.set(ctx, "radio power", at.Set("RFPOWER").Int(int(4*dBm))))
}
