package esp8266

import (
	"context"
	"errors"
	"time"

	"drivergen/driver"
	"drivergen/impl/esp8266/at"
)

// taskLimit bounds a command of the worker. It may have to wait in the dialogue's queue behind a connect that takes its
// time; a module that does not answer is noticed by the dialogue, and much sooner.
const taskLimit = connectLimit + 30*time.Second

// job is something for the worker to do; id is the link that it is about. Its zero value is nothing.
type job struct {
	run func(m *module, id int)
	id  int
}

// work does what no caller waits for, one thing after another: it configures the module, closes links, fetches
// received data, asks who connected, and watches over the links.
func (m *module) work() {
	defer m.worker.Done()
	watch := newWatch(m.watch)
	defer watch.stop()
	for {
		select {
		case <-m.wake:
		case <-watch.due():
			m.look()
			watch.again()
		case <-m.ended:
			return
		}
		for {
			j := m.next()
			if j.run == nil {
				break
			}
			j.run(m, j.id)
			select {
			case <-m.ended:
				return
			case <-watch.due(): // there may be work without end
				m.look()
				watch.again()
			default:
			}
		}
	}
}

// next returns the most urgent thing to do. A fetch and everything else take turns with the callers' commands in the
// dialogue's queue.
func (m *module) next() job {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.restore {
		m.restore, m.building = false, true
		return job{run: func(m *module, _ int) { m.rebuild() }}
	}
	if m.fault != nil {
		return job{} // nothing answers; a later search, WiFi().Reset or the module's own restart begins anew
	}
	for id := range m.slots {
		switch sl := &m.slots[id]; sl.phase {
		case phaseClosing:
			sl.busy = true
			if sl.unsent {
				return job{(*module).closeUnsent, id}
			}
			return job{(*module).closeLink, id}
		case phaseArrived:
			return job{(*module).identify, id}
		}
	}
	if m.stopping != nil {
		return job{run: func(m *module, _ int) { m.stopServer() }}
	}
	if task := m.radioTask(); task != nil {
		return job{run: func(*module, int) { task() }}
	}
	if m.doubtful {
		m.doubtful = false
		return job{run: func(m *module, _ int) { m.compareLinks(context.Background()) }}
	}
	if id, ok := m.fetchable(); ok {
		return job{(*module).fetch, id}
	}
	if d := &m.dialect; d.passive && d.pushes && !m.hasDatagrams() {
		return job{run: func(m *module, _ int) { m.keepReceived() }}
	}
	return job{}
}

// run runs a command for the worker.
func (m *module) run(c at.Cmd, onLine func([]byte)) error {
	return m.talk.Command(context.Background(), c.Within(taskLimit), onLine)
}

// closeLink closes a link that nobody owns any more. The module refuses to close what is closed already. Once the command is
// on its way whoever waits for the link waits for the command's end, also where the peer's own close is faster: a
// connection that came meanwhile would have the link's number, and the command would close that.
func (m *module) closeLink(id int) {
	var waiting chan struct{}
	err := m.run(at.Set("CIPCLOSE").Int(id).When(func() error {
		m.mu.Lock()
		defer m.mu.Unlock()
		sl := &m.slots[id]
		if !sl.busy {
			return errStale
		}
		if waiting == nil {
			waiting, sl.done = sl.done, nil
		}
		return nil
	}), nil)
	m.mu.Lock()
	defer m.mu.Unlock()
	sl := &m.slots[id]
	if sl.busy && sl.done == nil {
		sl.done, waiting = waiting, nil
	}
	if waiting != nil {
		close(waiting)
	}
	if !sl.busy {
		return // CLOSED came; the link may be another's by now
	}
	if err == nil || isRefusal(err) || m.restore {
		// The answer to a line that was damaged on its way is a refusal, too.
		m.doubtful = m.doubtful || isRefusal(err) && refusalText(err) != "UNLINK"
		sl.free()
		return
	}
	sl.busy = false
	m.giveUp(err)
}

// closeUnsent closes a link on which a send failed. Its peer has gone, most likely, and the module gives the link's number to
// whoever connects next: the close is not to meet that one. So what the module has to say is heard first.
func (m *module) closeUnsent(id int) {
	m.compareLinks(context.Background())
	m.closeLink(id)
}

// giveUp notes that the module does not answer at all any more: callers get an error instead of a wait. After one reply
// that did not come the task is tried again. The lock is held.
func (m *module) giveUp(err error) {
	if m.restore || m.closed || !errors.Is(err, at.ErrSilent) && !errors.Is(err, at.ErrClosed) {
		return
	}
	m.fault = failed(err, driver.EIO)
	m.lookLater()
	m.stopped()
	for id := range m.slots {
		m.lose(id, m.fault)
	}
	if l := m.listener; l != nil { // a module that is found again is configured anew, without a server
		m.listener, l.fail = nil, m.fault
		m.net.Closed(l.link, m.fault)
	}
}
