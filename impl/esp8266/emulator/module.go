package emulator

import (
	"context"
	"net/netip"
	"time"
)

const maxLinks = 5

// phase is what the firmware does with the next byte from the host.
type phase int

const (
	booting phase = iota // nothing listens
	idle                 // command lines
	process              // a command runs
	taking               // a send's data
	sent                 // a send's data is on its way
	passing              // passthrough
)

// module is the firmware from one reset to the next: what a reset forgets is here. The emulator's lock guards it, and
// every method expects it held.
type module struct {
	e      *Emulator
	ctx    context.Context
	cancel context.CancelFunc
	dead   bool
	phase  phase
	set    settings
	line   lineReader

	echo, mux, dinfo, passive, passthrough bool
	sysStore, sysLog                       bool
	hostname                               string
	scan                                   scanOptions
	sleepMode                              int
	rfPower                                int
	sntp                                   sntpConfig
	clock                                  time.Duration // AT+SYSTIMESTAMP, as an offset to the real clock

	sta stationState

	links      [maxLinks]*link
	connecting [maxLinks]bool
	leftover   [maxLinks][]byte // AT 1.7: what a closed link had not delivered
	hadLink    bool             // a link was closed since the station got its address
	server     *server
	maxConn    int
	idleLimit  time.Duration // AT+CIPSTO
	sslSize    int
	send       sendState
	through    throughState
}

// v17 reports whether this is the NonOS line.
func (m *module) v17() bool { return m.e.cfg.Firmware == Firmware17 }

// working reports whether an answer is still to come without the host doing anything for it.
func (m *module) working() bool { return m.phase == process || m.phase == sent }

// powerUp starts the firmware anew.
func (e *Emulator) powerUp() {
	m := &module{
		e: e, set: e.flash, echo: true, sysStore: true, maxConn: maxLinks,
		scan: scanOptions{mask: 0x7ff, floor: -100, auth: 0xffff}, rfPower: 78, sslSize: 2048,
	}
	m.ctx, m.cancel = context.WithCancel(e.ctx)
	m.set.dns = append([]netip.Addr(nil), e.flash.dns...)
	if m.v17() {
		m.line = &lineReader17{}
		m.hostname = m.set.ap.ssid
		m.idleLimit = 180 * time.Second
		m.sleepMode = 2
	} else {
		m.line = &lineReader22{}
		m.hostname = "espressif"
	}
	e.m = m
	m.after(e.timing().Boot, m.boot)
}

// boot says that the module is ready and joins the saved access point.
func (m *module) boot() {
	garbage := m.v17()
	if m.e.cfg.BootGarbage != nil {
		garbage = *m.e.cfg.BootGarbage
	}
	if garbage {
		m.printData(nil, romNoise())
	}
	m.phase = idle
	m.print("\r\nready\r\n")
	if m.set.mode&1 != 0 && m.set.autoConn && m.set.join.ssid != "" {
		m.sta.want = m.set.join
		m.after(m.e.timing().AutoConnect, m.rejoin)
	}
}

// restart resets the module after a delay in which it takes no input.
func (m *module) restart(delay time.Duration) {
	m.phase = booting
	m.after(delay, func() {
		m.kill()
		m.e.powerUp()
	})
}

// kill ends everything that the module was doing. It says no more.
func (m *module) kill() {
	m.dead = true
	m.cancel()
	m.cutOff()
	m.e.change.Broadcast()
}

// cutOff takes the radio and its sockets away without a word.
func (m *module) cutOff() {
	m.sta = stationState{epoch: m.sta.epoch + 1}
	m.set.mode = 0
	if m.server != nil {
		m.server.ln.Close()
		m.server = nil
	}
	for id, l := range m.links {
		if l != nil {
			m.shut(l)
			m.links[id] = nil
		}
	}
}

// after is later, except that it runs f at once, under the lock already held, where there is nothing to wait for.
func (m *module) after(d time.Duration, f func()) {
	if d <= 0 {
		f()
		return
	}
	m.later(d, f)
}

// later runs f under the lock when d has passed, and never after a reset.
func (m *module) later(d time.Duration, f func()) {
	m.spawn(func() {
		if sleep(m.ctx, d) == nil {
			m.locked(f)
		}
	})
}

// locked runs f under the lock unless the module was reset.
func (m *module) locked(f func()) {
	m.e.mu.Lock()
	defer m.e.mu.Unlock()
	if !m.dead {
		f()
		m.e.change.Broadcast()
	}
}

// spawn runs f without the lock in a goroutine of its own, unless the module was reset.
func (m *module) spawn(f func()) {
	if !m.dead {
		m.e.spawn(f)
	}
}

// print says something, whole.
func (m *module) print(s string) { m.printData([]byte(s), nil) }

// printData says a text and, with nothing in between, a payload.
func (m *module) printData(head, payload []byte) {
	if m.dead {
		return
	}
	m.e.trace.out(head, payload)
	m.e.send(head)
	m.e.send(payload)
}

// notice prints an unsolicited message. In passthrough the host would take it for data: it is left out, unless
// AT+SYSMSG of ESP-AT asks for it.
func (m *module) notice(s string) {
	if m.phase == passing && (m.v17() || m.set.sysmsg&4 == 0) {
		return
	}
	m.print(s)
}

// Reboot resets the module as a crash or a brown-out does: in the middle of whatever it was doing.
func (e *Emulator) Reboot() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return
	}
	e.m.kill()
	e.powerUp()
}
