package esp8266

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"time"

	"drivergen/driver"
	"drivergen/impl/esp8266/at"
)

// lowWater is how many received bytes a socket may hold for more to be fetched from the module ahead of its reader.
const lowWater = at.MaxPayload

// taskLimit is how long the module has to answer a command of the worker, once it was sent.
const taskLimit = 10 * time.Second

// work does what no caller waits for, one thing after another: it configures the module, closes links, fetches
// received data, asks who connected.
func (m *module) work() {
	defer m.worker.Done()
	for {
		select {
		case <-m.wake:
		case <-m.ended:
			return
		}
		for task := m.task(); task != nil; task = m.task() {
			task()
			select {
			case <-m.ended:
				return
			default:
			}
		}
	}
}

// task returns the most urgent thing to do, or nil.
func (m *module) task() func() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.restore {
		m.restore = false
		return m.rebuild
	}
	if m.fault != nil {
		return nil // nothing answers; WiFi().Reset or the module's own restart begins anew
	}
	for id := range m.slots {
		switch sl := &m.slots[id]; sl.phase {
		case phaseClosing:
			sl.busy = true
			return func() { m.closeLink(id) }
		case phaseArrived:
			return func() { m.identify(id) }
		}
	}
	if m.stopping != nil {
		stopping := m.stopping
		return func() { m.stopServer(stopping) }
	}
	if m.quit {
		return m.leaveNetwork
	}
	if id, ok := m.fetchable(); ok {
		return func() { m.fetch(id) }
	}
	if d := &m.dialect; d.espAT && d.passive && !d.keeps && !m.hasDatagrams() {
		d.keeps = true
		return func() { _ = m.runWhen(at.Set("CIPRECVMODE").Int(1), m.stillKeeps, nil) }
	}
	return nil
}

// leaveNetwork leaves the network of a join that was given up, unless another join comes first.
func (m *module) leaveNetwork() {
	err := m.runWhen(at.Exec("CWQAP"), func() error {
		m.mu.Lock()
		defer m.mu.Unlock()
		if !m.quit {
			return errStale
		}
		return nil
	}, nil)
	if err == errStale {
		return // the other join may have been given up by now, too
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.quit = false
}

// stillKeeps refuses to make the module keep what it receives once a UDP link is being opened, which wants it sent.
func (m *module) stillKeeps() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.dialect.keeps || m.hasDatagrams() {
		return errStale
	}
	return nil
}

// run runs a command for the worker.
func (m *module) run(c at.Cmd, onLine func([]byte)) error {
	return m.runWhen(c, func() error { return nil }, onLine)
}

func (m *module) runWhen(c at.Cmd, check func() error, onLine func([]byte)) error {
	ctx, sent, cancel := onceSent(check)
	defer cancel()
	return m.talk.Command(ctx, c.When(sent), onLine)
}

// onceSent returns a context that ends taskLimit after the command that has sent as its condition was sent: a wait in
// the queue, behind a connect that takes a minute, is no sign of a silent module.
func onceSent(check func() error) (ctx context.Context, sent func() error, cancel func()) {
	ctx, cancel = context.WithCancel(context.Background())
	var once sync.Once
	return ctx, func() error {
		err := check()
		if err == nil {
			once.Do(func() { time.AfterFunc(taskLimit, cancel) })
		}
		return err
	}, cancel
}

// closeLink closes a link that nobody owns any more. The module refuses to close what is closed already.
func (m *module) closeLink(id int) {
	err := m.runWhen(at.Set("CIPCLOSE").Int(id), func() error {
		m.mu.Lock()
		defer m.mu.Unlock()
		if !m.slots[id].busy {
			return errStale
		}
		return nil
	}, nil)
	m.mu.Lock()
	defer m.mu.Unlock()
	sl := &m.slots[id]
	if !sl.busy {
		return // CLOSED came; the link may be another's by now
	}
	if err == nil || isRefusal(err) || m.restore {
		sl.free()
		return
	}
	sl.busy = false
	m.giveUp(err)
}

// identify asks who connected, where the module does not tell by itself.
func (m *module) identify(id int) {
	var peers [links]netip.AddrPort
	err := m.run(at.Exec("CIPSTATUS"), func(line []byte) {
		if n, peer, ok := linkStatus(line); ok && n >= 0 && n < links {
			peers[n] = peer
		}
	})
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.slots[id].phase != phaseArrived {
		return
	}
	if err != nil && !isRefusal(err) {
		m.giveUp(err)
		return
	}
	m.announce(id, peers[id])
}

// stopServer ends the module's server; links that it accepted stay.
func (m *module) stopServer(stopping chan struct{}) {
	err := m.run(at.Set("CIPSERVER").Int(0), nil)
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil && !isRefusal(err) {
		m.giveUp(err)
		return
	}
	if m.stopping == stopping {
		m.stopped()
	}
}

// stopped tells who waits that the server has ended. The lock is held.
func (m *module) stopped() {
	if m.stopping != nil {
		close(m.stopping)
		m.stopping = nil
	}
}

// giveUp notes that the module does not answer at all any more: callers get an error instead of a wait. After one reply
// that did not come the task is tried again. The lock is held.
func (m *module) giveUp(err error) {
	if m.restore || m.closed || !errors.Is(err, at.ErrSilent) && !errors.Is(err, at.ErrClosed) {
		return
	}
	m.fault = failed(err, driver.EIO)
	m.stopped()
	for id := range m.slots {
		m.lose(id, m.fault)
	}
}

// fetchable returns a link whose data the worker is to fetch. The lock is held.
func (m *module) fetchable() (int, bool) {
	for id := range m.slots {
		sl := &m.slots[id]
		if s := sl.sock; s != nil && s.stream && s.waiting > 0 && sl.phase != phaseOpening &&
			(s.received.size() < lowWater || sl.gone) {
			return id, true
		}
	}
	return 0, false
}

// fetch takes from the module what it keeps for a link.
func (m *module) fetch(id int) {
	m.mu.Lock()
	s := m.slots[id].sock
	if s == nil {
		m.mu.Unlock()
		return
	}
	// From here on a notice tells of what is left.
	s.waiting, s.fetching = 0, true
	m.mu.Unlock()

	ctx, sent, cancel := onceSent(m.owns(s, id))
	defer cancel()
	n, _, err := m.talk.Receive(ctx, at.Set("CIPRECVDATA").Int(id).Int(len(m.chunk)).When(sent), m.chunk[:])

	m.mu.Lock()
	defer m.mu.Unlock()
	s.fetching = false
	if s.id != id {
		return
	}
	switch {
	case err == nil:
		m.take(id, s, m.chunk[:n])
		if n == len(m.chunk) {
			s.waiting = max(s.waiting, 1) // NonOS AT announces segments, not what is left
		}
	case isRefusal(err), errors.Is(err, at.ErrReset): // nothing is there
	default:
		// Data that was on its way is lost.
		m.breakOff(id, failed(err, driver.EIO))
		return
	}
	if m.slots[id].gone && s.waiting == 0 {
		m.lose(id, nil)
	}
}

// hasDatagrams reports whether a UDP link is open or is being opened. The lock is held.
func (m *module) hasDatagrams() bool {
	if m.datagrams > 0 {
		return true
	}
	for id := range m.slots {
		if s := m.slots[id].sock; s != nil && !s.stream {
			return true
		}
	}
	return false
}
