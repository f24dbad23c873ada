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
	halted bool       // it will be reset before the lock is let go, and says no more
	fifo   int        // bytes of the UART's FIFO that are taken while a command runs
	cause  ResetCause // of the reset that it runs since
	phase  phase
	set    settings
	line   lineReader

	echo, mux, dinfo, passive, passthrough bool
	sysStore, sysLog                       bool
	hostname                               string
	scan                                   scanOptions
	sleepMode                              int
	rfPower                                int
	rfAutoTrace                            bool
	pins                                   [lastPin + 1]pin
	userRAM                                []byte
	registers                              map[int]int
	sntp                                   sntpConfig
	clock                                  time.Duration // AT+SYSTIMESTAMP, as an offset to the real clock

	smart int // which kinds of SmartConfig are listened for, 0 for none
	ups   int // counts how often the access point came on the air, so that a stale station does nothing
	wps   int // counts AT+WPS, so that a stale time-out does nothing

	sta stationState

	links      [maxLinks]*link
	connecting [maxLinks]bool

	connectingSSL [maxLinks]bool
	tls           [maxLinks]sslOptions
	mqtt          *mqttClient      // nil before AT+MQTTUSERCFG
	leftover      [maxLinks][]byte // AT 1.7: what a closed link had not delivered
	unknown       string           // AT 1.7: the name that AT+CIPSTART was last given in vain
	hadLink       bool             // a link was closed since the station got its address
	server        *server
	maxConn       int
	keepAlive     int           // seconds (AT+CIPALIVE)
	idleLimit     time.Duration // AT+CIPSTO
	sslSize       int
	send          sendState
	through       throughState
}

// v17 reports whether this is the NonOS line, of which AT 1.7 is the latest.
func (m *module) v17() bool { return m.e.cfg.Firmware.nonOS() }

// working reports whether an answer is still to come without the host doing anything for it.
func (m *module) working() bool { return m.phase == process || m.phase == sent }

// powerUp starts the firmware anew.
func (e *Emulator) powerUp(cause ResetCause) {
	m := &module{
		e: e, cause: cause, set: e.flash, echo: true, sysStore: true, maxConn: maxLinks,
		scan: scanOptions{mask: 0x7ff, floor: -100, auth: 0xffff}, rfPower: 78, sslSize: 2048,
		registers: map[int]int{},
	}
	m.ctx, m.cancel = context.WithCancel(e.ctx)
	m.set.dns = append([]netip.Addr(nil), e.flash.dns...)
	if e.cfg.Firmware == Firmware13 {
		m.scan.mask = 0x7f // the fields that it knows
	}
	if m.v17() {
		m.line = &lineReader17{}
		m.hostname = chipName(m.set.staMAC)
		m.idleLimit = 180 * time.Second
		m.sleepMode = 2
	} else {
		m.line = &lineReader22{}
		m.hostname = "espressif"
	}
	e.m = m
	e.setUART(m.set.uart)
	m.after(e.timing().Boot, m.boot)
}

// boot says that the module is ready and joins the saved access point.
func (m *module) boot() {
	garbage := m.v17()
	if m.e.cfg.BootGarbage != nil {
		garbage = *m.e.cfg.BootGarbage
	}
	if garbage {
		m.say(nil, []byte(romText(m.cause)), romBaud)
	}
	m.phase = idle
	if vendor := m.e.cfg.Vendor; vendor != "" {
		m.print(vendor + "\r\n")
	}
	if ready := "\r\nready\r\n"; !m.losesURC(ready) {
		m.print(ready)
	}
	if m.set.mode&2 != 0 {
		m.accessPointUp()
	}
	if m.set.mode&1 != 0 && m.set.autoConn && m.set.join.ssid != "" {
		m.sta.want = m.set.join
		m.after(m.e.timing().AutoConnect, m.rejoin)
	}
	if s := m.set.through; s != nil {
		m.enterSaved(*s)
	}
}

// restart resets the module after a delay in which it takes no input.
func (m *module) restart(delay time.Duration) {
	m.phase = booting
	m.after(delay, func() {
		m.kill()
		m.e.powerUp(ExternalReset)
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
	m.smart, m.wps = 0, m.wps+1
	m.hangUpMQTT()
	m.mqtt = nil
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
	m.say(head, payload, 0)
}

// notice prints an unsolicited message. In passthrough the host would take it for data: it is left out, unless
// AT+SYSMSG of ESP-AT asks for it.
func (m *module) notice(s string) {
	if m.phase == passing && (m.v17() || m.set.sysmsg&4 == 0) {
		return
	}
	if !m.losesURC(s) {
		m.print(s)
	}
}
