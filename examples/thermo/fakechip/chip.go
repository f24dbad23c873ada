// Package fakechip is an I²C bus in memory with one SHT3x on it, which stands in for hardware. It shares no code
// with the driver. Its clock is that of package time, so that testing/synctest sets its pace.
package fakechip

import (
	"errors"
	"sync"
	"time"

	"periph.io/x/conn/v3/i2c"
	"periph.io/x/conn/v3/physic"
)

// ErrNACK is what a transaction fails with that the chip does not acknowledge.
var ErrNACK = errors.New("fakechip: not acknowledged")

// Chip is an SHT3x and the bus that it is alone on: an i2c.Bus.
type Chip struct {
	addr uint16

	mu       sync.Mutex
	air      air
	busy     time.Time     // until then it acknowledges nothing
	result   []byte        // of a measurement, until it is read
	period   time.Duration // between measurements of its own; 0: it takes none
	next     time.Time     // when the next one of these is complete
	limits   [4]uint16     // as highSet, highClear, lowClear and lowSet
	alert    bool          // the temperature is out of the limits
	nacks    int           // how many transactions fail from now on
	corrupts int           // how many answers are damaged from now on
}

type air struct{ celsius, percent float64 }

var _ i2c.Bus = (*Chip)(nil)

// New returns a chip of an address, in air of 20 °C and 50 % humidity.
func New(addr uint16) *Chip {
	c := &Chip{addr: addr, air: air{20, 50}}
	c.reset()
	c.busy = time.Time{} // it has had power for long
	return c
}

// SetAir changes the air around the chip: its temperature in celsius and relative humidity in percent.
func (c *Chip) SetAir(celsius, percent float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.air = air{celsius, percent}
}

// NACK lets the next n transactions fail, as a loose wire does.
func (c *Chip) NACK(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.nacks = n
}

// Corrupt flips a bit in each of the next n answers, as noise on the bus does.
func (c *Chip) Corrupt(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.corrupts = n
}

// Periodic reports whether the chip measures on its own.
func (c *Chip) Periodic() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.period > 0
}

// String returns the bus's name.
func (c *Chip) String() string { return "fakechip" }

// SetSpeed takes any speed.
func (c *Chip) SetSpeed(physic.Frequency) error { return nil }

// Tx writes w to the chip, then reads r from it.
func (c *Chip) Tx(addr uint16, w, r []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.nacks > 0 {
		c.nacks--
		return ErrNACK
	}
	if addr != c.addr || time.Now().Before(c.busy) {
		return ErrNACK
	}
	c.measureOwn()
	answer := c.result
	if len(w) > 0 {
		var ok bool
		if answer, ok = c.execute(w); !ok {
			return ErrNACK
		}
	}
	if len(r) == 0 {
		return nil
	}
	if len(answer) == 0 {
		return ErrNACK
	}
	copy(r, answer)
	if len(w) == 0 || w[0] == 0xE0 {
		c.result = nil // a measurement is read once
	}
	if c.corrupts > 0 {
		c.corrupts--
		r[0] ^= 0x10
	}
	return nil
}
