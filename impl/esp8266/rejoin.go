package esp8266

import (
	"context"
	"time"

	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266/at"
)

// How long to wait before a network that could not be joined again is tried once more: twice as long each time.
const (
	rejoinFirst = 5 * time.Second
	rejoinMost  = 2 * time.Minute
)

// stillJoined reports whether the module is joined to a network: it did not restart, or joined by itself what it had saved.
func (m *module) stillJoined(ctx context.Context, ssid string) bool {
	m.mu.Lock()
	joined := m.joined
	m.mu.Unlock()
	if !joined {
		return false
	}
	same := false
	_, err := m.answered(ctx, at.Query("CWJAP"+m.has().current), func(line []byte) {
		name, _, _, _, ok := parseJoined(line)
		same = same || ok && name == ssid
	})
	return same && err == nil
}

// joinAgain joins the network that a restart of the module lost. What joining tells in the events is told here, since no
// caller's call does. A network out of reach is tried again later: its access point may have lost its power, too.
func (m *module) joinAgain(ctx context.Context, network ieee80211dev.ConnectInfo) {
	err := m.join(ctx, network)
	m.mu.Lock()
	defer m.mu.Unlock()
	if err == nil {
		m.pause = 0
		m.wifi.Associated()
		m.wifi.Connected()
		return
	}
	if m.network == nil {
		m.network = &network
	}
	m.rejoinLater()
}

// rejoinLater has the worker join the network after a while. The lock is held.
func (m *module) rejoinLater() {
	m.pause = min(max(2*m.pause, rejoinFirst), rejoinMost)
	time.AfterFunc(m.pause, func() {
		m.mu.Lock()
		m.due = !m.closed
		m.mu.Unlock()
		m.poke()
	})
}

// rejoinTask returns what the worker is to do for a network that is to be joined again, or nil. The lock is held.
func (m *module) rejoinTask() func() {
	if !m.due {
		return nil
	}
	m.due = false
	if m.network == nil || m.joined || !m.rejoin {
		return nil
	}
	if !m.tryRadio() {
		m.rejoinLater() // a caller scans or joins
		return nil
	}
	network := *m.network
	return func() {
		defer m.freeRadio()
		ctx, cancel := context.WithTimeout(context.Background(), m.joinLimit())
		defer cancel()
		m.joinAgain(ctx, network)
	}
}
