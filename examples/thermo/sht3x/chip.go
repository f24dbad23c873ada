package sht3x

import (
	"context"
	"time"

	"periph.io/x/conn/v3/i2c"

	"drivergen/driver"
	"drivergen/examples/thermo/generated/thermo"
)

// A command is what the chip is told: two bytes, the more significant first. The names of commands and
// registers, and the times below, are those of the datasheet SHT3x-DIS, version 6.
type command uint16

const (
	softReset    command = 0x30A2
	stopPeriodic command = 0x3093 // called break
	periodic4Hz  command = 0x2334 // 4 measurements a second, high repeatability
	fetchData    command = 0xE000
	readStatus   command = 0xF32D

	highSet   command = 0x611D // the limit above which there is an alert
	highClear command = 0x6116 // the limit below which there is none any more
	lowClear  command = 0x610B
	lowSet    command = 0x6100
)

// The most time that each takes.
const (
	resetTime = 1500 * time.Microsecond
	stopTime  = time.Millisecond
)

// hysteresis is how far the temperature has to fall before the next alarm, in celsius.
const hysteresis = 1

// temperatureAlert is the bit of the status register that tells that the temperature is out of its limits.
const temperatureAlert = 1 << 10

// singleShots are the commands for one measurement without clock stretching, and the most time that each takes.
var singleShots = map[thermo.Repeatability]struct {
	command command
	takes   time.Duration
}{
	thermo.RepeatabilityHigh:   {0x2400, 15 * time.Millisecond},
	thermo.RepeatabilityMedium: {0x240B, 6 * time.Millisecond},
	thermo.RepeatabilityLow:    {0x2416, 4 * time.Millisecond},
}

// A chip is an SHT3x on its bus. One goroutine uses it at a time.
type chip struct {
	dev   i2c.Dev
	ready time.Time // until then it is busy, and acknowledges nothing
}

// command sends a command with its arguments when the chip is ready for it, and waits for the time that it takes.
func (c *chip) command(ctx context.Context, cmd command, takes time.Duration, words ...uint16) error {
	if err := c.settle(ctx); err != nil {
		return err
	}
	if err := c.dev.Tx(encode(cmd, words...), nil); err != nil {
		return driver.Fail("write", thermo.EIO, err)
	}
	c.ready = time.Now().Add(takes)
	return c.settle(ctx)
}

// settle waits until the chip is ready. A wait that ends early leaves the rest to the next command.
func (c *chip) settle(ctx context.Context) error {
	wait := time.Until(c.ready)
	if wait <= 0 {
		return nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return driver.FromContext("wait", ctx)
	}
}

// read reads words after the bytes of request, which may be none.
func (c *chip) read(request []byte, words int) ([]uint16, error) {
	answer := make([]byte, 3*words)
	if err := c.dev.Tx(request, answer); err != nil {
		return nil, driver.Fail("read", thermo.EIO, err)
	}
	return decode(answer)
}

func (c *chip) singleShot(ctx context.Context, r thermo.Repeatability) (thermo.Reading, error) {
	shot := singleShots[r]
	if err := c.command(ctx, shot.command, shot.takes); err != nil {
		return thermo.Reading{}, err
	}
	words, err := c.read(nil, 2)
	return reading(words), err
}

// fetch returns the newest measurement that the chip took on its own.
func (c *chip) fetch(ctx context.Context) (thermo.Reading, error) {
	if err := c.settle(ctx); err != nil {
		return thermo.Reading{}, err
	}
	words, err := c.read(encode(fetchData), 2)
	return reading(words), err
}

// isHot reports whether the temperature is above the limit.
func (c *chip) isHot(ctx context.Context) (bool, error) {
	if err := c.settle(ctx); err != nil {
		return false, err
	}
	words, err := c.read(encode(readStatus), 1)
	return err == nil && words[0]&temperatureAlert != 0, err
}

// setLimits sets the limit that the temperature may not rise above. No humidity and no cold is out of the limits.
func (c *chip) setLimits(ctx context.Context, above float64) error {
	for _, limit := range []struct {
		command  command
		celsius  float64
		humidity uint16 // seven bits
	}{
		{highSet, above, 0x7F}, {highClear, above - hysteresis, 0x7F},
		{lowClear, coldest, 0}, {lowSet, coldest, 0},
	} {
		word := limit.humidity<<9 | rawTemperature(limit.celsius)>>7
		if err := c.command(ctx, limit.command, 0, word); err != nil {
			return err
		}
	}
	return nil
}
