package fakechip

import (
	"bytes"
	"math"
	"slices"
	"time"
)

// shots are how long single measurements take by their commands' second byte.
var shots = map[byte]time.Duration{0x00: 15 * time.Millisecond, 0x0B: 6 * time.Millisecond, 0x16: 4 * time.Millisecond}

// limitCommands are the second bytes of the commands that set limits, in the order of Chip.limits.
var limitCommands = []byte{0x1D, 0x16, 0x0B, 0x00}

// execute executes a command. It returns what can be read behind it, and false where the chip does not acknowledge it.
func (c *Chip) execute(w []byte) (answer []byte, ok bool) {
	if len(w) < 2 {
		return nil, false
	}
	arguments := w[2:]
	switch {
	case bytes.Equal(w, []byte{0x30, 0xA2}):
		c.reset()
	case bytes.Equal(w, []byte{0x30, 0x93}):
		c.period, c.result = 0, nil
		c.busy = time.Now().Add(time.Millisecond)
	case bytes.Equal(w, []byte{0xE0, 0x00}):
		return c.result, c.period > 0
	case bytes.Equal(w, []byte{0xF3, 0x2D}):
		return c.status(), true
	case c.period > 0:
		return nil, false
	case bytes.Equal(w, []byte{0x23, 0x34}):
		c.period, c.result = time.Second/4, nil
		c.next = time.Now().Add(shots[0])
	case w[0] == 0x24 && len(arguments) == 0 && shots[w[1]] > 0:
		c.result = c.measure()
		c.busy = time.Now().Add(shots[w[1]])
	case w[0] == 0x61 && len(arguments) == 3 && slices.Contains(limitCommands, w[1]):
		if checksum(arguments[0], arguments[1]) != arguments[2] {
			return nil, false
		}
		c.limits[slices.Index(limitCommands, w[1])] = uint16(arguments[0])<<8 | uint16(arguments[1])
	default:
		return nil, false
	}
	return nil, true
}

// reset sets what the datasheet has after a reset: limits of 60 and 58, -9 and -10 °C.
func (c *Chip) reset() {
	c.period, c.result, c.alert = 0, nil, false
	c.limits = [4]uint16{0xCD33, 0xC92D, 0x3869, 0x3466}
	c.busy = time.Now().Add(1500 * time.Microsecond)
}

// measureOwn takes the newest of the measurements that the chip has to take on its own by now.
func (c *Chip) measureOwn() {
	now := time.Now()
	if c.period == 0 || now.Before(c.next) {
		return
	}
	c.next = c.next.Add(now.Sub(c.next).Truncate(c.period) + c.period)
	c.result = c.measure()
	temperature := (uint16(c.result[0])<<8 | uint16(c.result[1])) >> 7
	tick := func(n int) uint16 { return c.limits[n] & 0x1FF }
	switch {
	case temperature > tick(0) || temperature < tick(3):
		c.alert = true
	case temperature < tick(1) && temperature > tick(2):
		c.alert = false
	}
}

func (c *Chip) measure() []byte {
	return append(word((c.air.celsius+45)/175), word(c.air.percent/100)...)
}

func (c *Chip) status() []byte {
	var high byte
	if c.alert {
		high = 0x84 // an alert, of the temperature
	}
	return []byte{high, 0, checksum(high, 0)}
}

// word returns a share of the scale as the chip sends it.
func word(share float64) []byte {
	raw := uint16(math.Round(65535 * min(max(share, 0), 1)))
	high, low := byte(raw>>8), byte(raw)
	return []byte{high, low, checksum(high, low)}
}

// checksum divides the bits of two bytes, the first eight inverted, by 0x131.
func checksum(high, low byte) byte {
	rest := uint32(high^0xFF)<<16 | uint32(low)<<8
	for bit := 23; bit >= 8; bit-- {
		if rest&(1<<bit) != 0 {
			rest ^= 0x131 << (bit - 8)
		}
	}
	return byte(rest)
}
