package esp8266

import (
	"context"
	"errors"
	"time"

	"drivergen/driver"
	"drivergen/impl/esp8266/at"
)

// rebuildLimit bounds a configuration, with the search for the module and the join of its network.
const rebuildLimit = 3 * time.Minute

// lookAgain is how long after a module was silent, or could not be configured, it is tried again.
const lookAgain = 15 * time.Second

// unseen tells of a restart that was not seen.
const unseen = "it is no more at the baud rate that was set"

// rebuild configures the module and gives it its own access point and its network back.
func (m *module) rebuild() {
	ctx, cancel := context.WithTimeout(context.Background(), rebuildLimit)
	defer cancel()
	err := m.configure(ctx)
	for tries := 1; tries < 3 && replyLost(err); tries++ {
		err = m.configure(ctx)
	}
	m.mu.Lock()
	network, ap := m.network, m.ap
	m.mu.Unlock()
	if err == nil && ap != nil {
		err = m.startAP(ctx, *ap)
	}
	if err == nil && network != nil && m.rejoin && !m.stillJoined(ctx, network.SSID) {
		m.joinAgain(ctx, *network)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.building = false
	if m.restore {
		return // the module restarted again meanwhile
	}
	m.fault = failed(err, driver.EIO)
	if err != nil && !errors.Is(err, at.ErrClosed) {
		m.lookLater()
	}
	m.open()
}

// silent is told by the dialogue when it looked for the module in vain, whoever needed it. The module is looked for again
// from time to time: after a loss of power its "ready" may be lost, too.
func (m *module) silent() {
	err := m.silence(at.ErrSilent)
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.building {
		m.giveUp(err)
	}
}

// replyLost reports whether a command had no answer, where the module is there.
func replyLost(err error) bool {
	return !errors.Is(err, at.ErrSilent) && errors.Is(err, context.DeadlineExceeded) || errors.Is(err, at.ErrLost) || errors.Is(err, at.ErrReset)
}

// lookLater has a module looked for again that answered nothing, or not as it should: somebody may power it up, or the
// line become better. The lock is held.
func (m *module) lookLater() {
	if m.looking == nil {
		m.lookIn(lookAgain)
	}
}

// lookIn has a module that was given up looked for after a while. The lock is held.
func (m *module) lookIn(after time.Duration) {
	if m.looking != nil {
		m.looking.Stop()
	}
	m.looking = time.AfterFunc(after, func() {
		m.mu.Lock()
		m.looking = nil
		m.restore = m.restore || m.fault != nil && !m.closed
		m.mu.Unlock()
		m.poke()
	})
}
