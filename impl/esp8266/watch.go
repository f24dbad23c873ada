package esp8266

import (
	"bytes"
	"context"
	"errors"
	"net/netip"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266/at"
)

// WatchInterval sets how often the driver compares its links with the module's while links are open and nothing moves on
// the line: 5 s unless set, 0 for never. A message of the module that was lost on the line, of data that waits or of a link
// that was closed, delays a reader by twice that at the most. Where the line is never quiet the links are compared at every
// fourth time.
func WatchInterval(d time.Duration) Option { return func(c *config) { c.watch = d } }

// busyTurns is how many turns of the watch may pass on a line that is not quiet.
const busyTurns = 4

var (
	errForgotten = errors.New("the module has closed the link, and its word of that was lost")
	errReplaced  = errors.New("the module gave the link to another connection, and its word of that was lost")
)

// watch wakes the worker from time to time. Its zero value does so never.
type watch struct {
	interval time.Duration
	timer    *time.Timer
}

func newWatch(interval time.Duration) *watch {
	w := &watch{interval: interval}
	if interval > 0 {
		w.timer = time.NewTimer(interval)
	}
	return w
}

func (w *watch) due() <-chan time.Time {
	if w.timer == nil {
		return nil
	}
	return w.timer.C
}

func (w *watch) again() { w.timer.Reset(w.interval) }

func (w *watch) stop() {
	if w.timer != nil {
		w.timer.Stop()
	}
}

// look takes a turn of the watch.
func (m *module) look() {
	crossed := m.traffic()
	m.mu.Lock()
	defer m.mu.Unlock()
	quiet := crossed == m.crossed
	m.crossed = crossed
	switch {
	case m.closed || m.restore || m.fault != nil:
	case !m.anyOpen():
		m.turns = 0
	default:
		if m.turns++; quiet || m.turns >= busyTurns {
			m.turns, m.doubtful = 0, true
		}
	}
}

// traffic is how many bytes have crossed the line. The lock is not held: the dialogue's own is, while a line of an answer is
// read, and that may take ours.
func (m *module) traffic() uint64 {
	s := m.talk.Stats()
	return s.BytesIn + s.BytesOut
}

// anyOpen reports whether the driver or the module may have links open. The lock is held.
func (m *module) anyOpen() bool {
	for id := range m.slots {
		if m.slots[id].phase != phaseFree {
			return true
		}
	}
	return m.listener != nil
}

// resynced is told by the dialogue when it had lost its step, and with it perhaps what the module said.
func (m *module) resynced() {
	if m.elsewhere() {
		m.restarted(unseen)
		return
	}
	m.mu.Lock()
	m.doubtful, m.renewed = m.anyOpen(), true
	m.restore = m.restore || m.fault != nil && !m.building // a module that had been given up
	m.mu.Unlock()
	m.poke()
}

// linkLine is one line of AT+CIPSTATUS.
type linkLine struct {
	open   bool
	server bool // the peer opened it
	peer   netip.AddrPort
}

// linkLines are the module's links, by id.
type linkLines [links]linkLine

// take reads +CIPSTATUS:<id>,"<type>","<address>",<remote port>,<local port>,<0 client, 1 server>.
func (l *linkLines) take(line []byte) {
	rest, ok := bytes.CutPrefix(line, []byte("+CIPSTATUS:"))
	if !ok {
		return
	}
	f := bytes.Split(rest, []byte(","))
	if len(f) < 6 {
		return
	}
	if id, ok := number(f[0]); ok && id >= 0 && id < links {
		peer, _ := endpoint(f[2], f[3])
		l[id] = linkLine{open: true, server: string(f[5]) == "1", peer: peer}
	}
}

// compareLinks asks the module for its links and for what it keeps on them, and puts right what the driver believed
// otherwise: a link that the module does not list has ended, and one that nobody owns is closed.
func (m *module) compareLinks(ctx context.Context) {
	m.mu.Lock()
	passive := m.dialect.passive
	m.mu.Unlock()
	if passive {
		err := m.talk.Command(ctx, at.Query("CIPRECVLEN").Within(taskLimit), m.lengths)
		if err != nil && !isRefusal(err) {
			m.compareFailed(err)
			return
		}
	}
	var before [links]slot
	var now linkLines
	err := m.talk.Command(ctx, at.Exec("CIPSTATUS").Within(taskLimit).When(func() error {
		// What changes from here on the module tells.
		m.mu.Lock()
		defer m.mu.Unlock()
		before = m.slots
		return nil
	}), now.take)
	if err != nil {
		m.compareFailed(err)
		return
	}
	crossed := m.traffic()
	m.mu.Lock()
	defer m.mu.Unlock()
	for id := range m.slots {
		if m.slots[id].sock == before[id].sock && m.slots[id].phase == before[id].phase {
			m.correct(id, now[id])
		}
	}
	m.crossed = crossed // what this took does not count as traffic
}

// compareFailed takes care of a comparison that did not come to its end: a later one is to, except where the firmware has
// no such command.
func (m *module) compareFailed(err error) {
	if isRefusal(err) {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.giveUp(err)
}

// correct makes a link what the module says it is. The lock is held.
func (m *module) correct(id int, now linkLine) {
	sl := &m.slots[id]
	switch {
	case sl.phase == phaseOpen && !now.open:
		if !sl.gone { // else its end is known, and its reader slow
			m.finish(id, driver.Fail("", driver.ECONNRESET, errForgotten))
		}
	case sl.phase == phaseOpen && sl.sock.protocol == netdev.ProtocolStream && sl.sock.remote.IsValid() && now.peer != sl.sock.remote:
		if !sl.gone {
			m.lose(id, driver.Fail("", driver.ECONNRESET, errReplaced))
		}
		m.opened(id, linkEvent{id: id, open: true, server: now.server, peer: now.peer})
	case sl.phase == phaseFree && now.open:
		m.opened(id, linkEvent{id: id, open: true, server: now.server, peer: now.peer})
	}
}

// lengths reads +CIPRECVLEN:<bytes that wait on link 0>,<on link 1>,... ESP-AT before 2.2.2 gives -1 for a link that is
// not open.
func (m *module) lengths(line []byte) {
	rest, ok := bytes.CutPrefix(line, []byte("+CIPRECVLEN:"))
	if !ok {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for id := range m.slots {
		var field []byte
		field, rest, _ = bytes.Cut(rest, []byte(","))
		n, ok := number(field)
		if s := m.slots[id].sock; ok && n > 0 && s != nil && s.stream() && s.waiting == 0 && !s.fetching {
			s.waiting = n
			m.poke()
		}
	}
}
