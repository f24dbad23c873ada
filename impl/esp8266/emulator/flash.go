package emulator

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

var flashCommands = []command{
	{name: "SYSFLASH", on22: plain, query: flashQuery, set: flashSet},
	{name: "USERRAM", on22: plain, query: userRAMQuery, set: userRAMSet},
	{name: "SYSREG", on22: plain, set: registerSet},
	{name: "SYSROLLBACK", on22: plain, execute: rollBack},
}

// partition is one of the flash's parts that a host may write (ESP-AT, at_customize.csv of the ESP8266).
type partition struct {
	name          string
	subtype, size int
	address       int
}

const (
	partitionType = 64
	sector        = 4096     // bytes that are erased together
	userRAMMost   = 16 << 10 // bytes of the heap that the emulated firmware gives away
)

var partitions = []partition{
	{"factory_param", 1, sector, 0xf1000},
	{"client_cert", 2, 2 * sector, 0xf2000},
	{"client_key", 3, 2 * sector, 0xf4000},
	{"client_ca", 4, 2 * sector, 0xf6000},
	{"mqtt_cert", 5, 2 * sector, 0xf8000},
	{"mqtt_key", 6, 2 * sector, 0xfa000},
	{"mqtt_ca", 7, 2 * sector, 0xfc000},
}

func flashQuery(c *call) result {
	for _, p := range partitions {
		c.answer("\"%s\",%d,%d,0x%x,0x%x\r\n", p.name, partitionType, p.subtype, p.address, p.size)
	}
	return done
}

// contents are a partition's bytes, which outlive a reset. Erased flash is all ones.
func (e *Emulator) contents(p partition) []byte {
	if e.stored[p.name] == nil {
		e.stored[p.name] = []byte(strings.Repeat("\xff", p.size))
	}
	return e.stored[p.name]
}

// flashSet erases sectors, writes bytes, or reads bytes of a partition.
func flashSet(c *call) result {
	const erase, write, read = 0, 1, 2
	a := c.args()
	op := a.number(erase, read)
	name := a.text(1, 32)
	i := slices.IndexFunc(partitions, func(p partition) bool { return p.name == name })
	if i < 0 || a.fault {
		a.bad(c)
		return failed
	}
	p := partitions[i]
	bytes := c.m.e.contents(p)
	if op == erase && !a.left() {
		wipe(bytes)
		return done
	}
	offset := a.number(0, p.size-1)
	length := a.number(1, p.size-offset)
	if a.bad(c) || (op == erase && (offset%sector != 0 || length%sector != 0)) {
		return failed
	}
	piece := bytes[offset : offset+length]
	switch op {
	case erase:
		wipe(piece)
	case write:
		return c.collect(length, "\r\n>", func(data []byte) {
			for i, b := range data {
				piece[i] &= b // flash only loses ones until it is erased
			}
			c.m.finish(c, done)
		})
	case read:
		c.sayBytes(piece)
	}
	return done
}

func wipe(p []byte) {
	for i := range p {
		p[i] = 0xff
	}
}

// sayBytes answers with a number of raw bytes.
func (c *call) sayBytes(p []byte) {
	c.sayData(fmt.Sprintf("+%s:%d,", c.name, len(p)), append(slices.Clone(p), "\r\n"...))
}

func userRAMQuery(c *call) result {
	c.answer("%d\r\n", len(c.m.userRAM))
	return done
}

// userRAMSet gets, frees, writes, reads or clears a piece of the heap.
func userRAMSet(c *call) result {
	const release, get, write, read, wiped = 0, 1, 2, 3, 4
	m := c.m
	a := c.args()
	op := a.number(release, wiped)
	switch op {
	case release:
		if a.bad(c) || m.userRAM == nil {
			return failed
		}
		m.userRAM = nil
	case get:
		size := a.number(1, userRAMMost)
		if a.bad(c) || m.userRAM != nil {
			return failed
		}
		m.userRAM = make([]byte, size)
	case wiped:
		if a.bad(c) || m.userRAM == nil {
			return failed
		}
		m.userRAM = make([]byte, len(m.userRAM))
	default:
		length := a.number(1, userRAMMost)
		offset := a.numberOr(0, 0, userRAMMost)
		if a.bad(c) || offset+length > len(m.userRAM) {
			return failed
		}
		piece := m.userRAM[offset : offset+length]
		if op == read {
			c.sayBytes(piece)
			return done
		}
		return c.collect(length, "\r\n>", func(data []byte) {
			copy(piece, data)
			m.finish(c, done)
		})
	}
	return done
}

// word is the largest value of a register that an int of this machine holds.
const word = math.MaxUint32 & math.MaxInt

// registerSet reads or writes a register of the chip. The emulated ones remember what was written and do nothing.
func registerSet(c *call) result {
	const read, write = 0, 1
	a := c.args()
	op := a.number(read, write)
	address := a.number(0, word)
	value := 0
	if op == write {
		value = a.number(0, word)
	}
	if a.bad(c) {
		return failed
	}
	if op == read {
		c.answer("0x%x\r\n", c.m.registers[address])
		return done
	}
	if len(c.m.registers) < 1024 {
		c.m.registers[address] = value
	}
	return done
}

// rollBack finds no older firmware in the other partition.
func rollBack(*call) result { return failed }
