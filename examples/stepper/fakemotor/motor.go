// Package fakemotor is a stepper motor, its TMC2209, a slide and a limit switch in memory, which stand in for hardware.
package fakemotor

import (
	"errors"
	"sync"

	"periph.io/x/conn/v3/gpio"
)

// ErrUnplugged is what a pin fails with while the motor is unplugged.
var ErrUnplugged = errors.New("fakemotor: unplugged")

// Motor is a motor with its slide. The switch is at 0.
type Motor struct {
	mu        sync.Mutex
	slide     int // where it is, in steps from the switch
	away      bool
	off       bool // it has no current
	high      bool // the level of the pin STEP
	blocked   bool
	stalled   bool
	broken    bool // the switch never closes
	unplugged bool
}

// New returns a motor without current whose slide is a number of steps from the switch.
func New(slide int) *Motor { return &Motor{slide: slide, off: true} }

// Slide returns where the slide is, in steps from the switch.
func (m *Motor) Slide() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.slide
}

// Block blocks the slide where it is, or frees it.
func (m *Motor) Block(blocked bool) { m.set(&m.blocked, blocked) }

// BreakSwitch lets the switch stay open for good.
func (m *Motor) BreakSwitch() { m.set(&m.broken, true) }

// Unplug lets the pins fail, or plugs the motor in again.
func (m *Motor) Unplug(unplugged bool) { m.set(&m.unplugged, unplugged) }

func (m *Motor) set(what *bool, to bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	*what = to
}

// Out is one of the motor's pins that the driver sets.
type Out func(high bool) error

// Out sets the pin.
func (o Out) Out(l gpio.Level) error { return o(l == gpio.High) }

// In is one of the motor's pins that the driver reads.
type In func() bool

// Read reads the pin.
func (i In) Read() gpio.Level { return gpio.Level(i()) }

// Step takes a step with each rising edge.
func (m *Motor) Step() Out {
	return m.out(func(high bool) {
		rising := high && !m.high
		m.high = high
		switch {
		case !rising || m.off || m.stalled:
		case m.blocked, m.slide == 0 && !m.away:
			m.stalled = true
		case m.away:
			m.slide++
		default:
			m.slide--
		}
	})
}

// Dir is high for a step away from the switch.
func (m *Motor) Dir() Out { return m.out(func(high bool) { m.away = high }) }

// ENN is low while the motor has current.
func (m *Motor) ENN() Out {
	return m.out(func(high bool) {
		m.off = high
		m.stalled = m.stalled && !high
	})
}

func (m *Motor) out(f func(high bool)) Out {
	return func(high bool) error {
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.unplugged {
			return ErrUnplugged
		}
		f(high)
		return nil
	}
}

// Diag is high when the motor has stalled, until it has no current.
func (m *Motor) Diag() In { return m.in(func() bool { return m.stalled }) }

// Limit is high while the slide is at the switch.
func (m *Motor) Limit() In { return m.in(func() bool { return m.slide == 0 && !m.broken }) }

func (m *Motor) in(f func() bool) In {
	return func() bool {
		m.mu.Lock()
		defer m.mu.Unlock()
		return f()
	}
}
