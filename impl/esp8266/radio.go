package esp8266

import (
	"bytes"
	"context"
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266/at"
)

// radioSaid handles the firmware's word about its radio, and reports whether the line is one. It runs on the dialogue's
// reading goroutine.
func (m *module) radioSaid(line []byte) bool {
	if what, ok := bytes.CutPrefix(line, []byte("WIFI ")); ok {
		m.stationChanged(string(what))
		return true
	}
	if string(line) == "DHCP TIMEOUT" {
		m.mu.Lock()
		m.leaseless = true
		m.mu.Unlock()
		return true
	}
	return m.clientSaid(line)
}

// stationChanged handles a change of the station. The stub itself tells what comes of a join or a leave. What comes of a
// join that was given up is nobody's: its network is about to be left.
func (m *module) stationChanged(what string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.changes++
	switch {
	case what == "DISCONNECT":
		if m.joined {
			m.joined, m.ip = false, netip.Addr{}
			switch {
			case m.leaving: // who leaves tells of it
			case m.joining && m.untold:
				m.untold, m.slipped = false, true
			case m.joining:
				m.left(ieee80211dev.LeaveAsked) // another network is to take its place
			default:
				m.left(ieee80211dev.LeaveLost)
			}
		}
	case m.quit, m.leaving:
	case what == "CONNECTED":
		if !m.joining {
			m.wifi.Associated()
		}
	case what == "GOT IP":
		if !m.joining {
			m.renewed = true
			m.poke()
		}
		if !m.joining && !m.joined {
			m.wifi.Connected()
		}
		m.untold, m.slipped = m.joining && (m.untold || !m.joined), false
		m.joined = true
	}
}

// clientSaid handles what is said of the stations on the module's own access point: +STA_CONNECTED:"<mac>",
// +DIST_STA_IP:"<mac>","<address>" and +STA_DISCONNECTED:"<mac>" (AT instruction set).
func (m *module) clientSaid(line []byte) bool {
	name, rest, ok := bytes.Cut(line, []byte(":"))
	if !ok {
		return false
	}
	text, ip, _ := bytes.Cut(rest, []byte(","))
	station, err := driver.ParseMAC(string(unquote(text)))
	addr := address(string(unquote(ip)))
	if !m.isAP() {
		err = driver.ENOTCONN // a word that was late
	}
	switch string(name) {
	case "+STA_CONNECTED":
		if err == nil {
			m.wifi.StationJoined(station)
		}
	case "+DIST_STA_IP":
		if err == nil && addr.IsValid() {
			m.wifi.StationAddressed(station, addr)
		}
	case "+STA_DISCONNECTED":
		if err == nil {
			m.wifi.StationLeft(station)
		}
	default:
		return false
	}
	return true
}

// radioTask returns what the worker is to do about the radio, or nil. The lock is held.
func (m *module) radioTask() func() {
	switch {
	case m.quit:
		return m.leaveNetwork
	case m.renewed:
		m.renewed = false
		return m.renew
	}
	return m.rejoinTask()
}

// leaveNetwork leaves the network of a join that was given up, unless another join comes first.
func (m *module) leaveNetwork() {
	err := m.run(at.Exec("CWQAP").When(func() error {
		m.mu.Lock()
		defer m.mu.Unlock()
		if !m.quit {
			return errStale
		}
		return nil
	}), nil)
	if err == errStale {
		return // the other join may have been given up by now, too
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.quit = false
	if m.network != nil && m.rejoin {
		m.rejoinLater() // it was the driver itself that gave up
	}
}

// renew looks up the station's address, for the worker. Where that fails another occasion will come.
func (m *module) renew() { _ = m.askAddresses(context.Background()) }

// askAddresses asks for the station's addresses, which also tells whether a network is joined. What changed without a word
// of the module is told, too: that word was lost on the line.
func (m *module) askAddresses(ctx context.Context) error {
	var a addresses
	changes := 0
	err := m.talk.Command(ctx, at.Exec("CIFSR").Within(taskLimit).When(func() error {
		m.mu.Lock()
		defer m.mu.Unlock()
		changes = m.changes
		return nil
	}), a.take)
	if isRefusal(err) {
		return nil
	}
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.changes != changes || !a.told {
		return nil // the module's word of what happened since then counts, and a damaged line does not
	}
	joined := a.station.IsValid()
	switch {
	case joined == m.joined, m.joining, m.leaving, m.quit:
	case joined:
		m.wifi.Associated()
		m.wifi.Connected()
	default:
		m.left(ieee80211dev.LeaveLost)
	}
	m.mac, m.ip, m.joined = a.stationMAC, a.station, joined
	return nil
}
