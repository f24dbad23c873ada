package esp8266

import (
	"context"
	"errors"
	"time"

	"drivergen/impl/esp8266/at"
)

// dialect is what differs from one firmware to the next.
type dialect struct {
	info    Info
	espAT   bool   // ESP-AT 2.x; else NonOS AT
	current string // what a command's name ends in that saves nothing: _CUR in NonOS AT
	passive bool   // it keeps received data until asked (AT+CIPRECVMODE=1)
	keeps   bool   // it may do so now
	pushes  bool   // ESP-AT may send received data unasked now, for the sake of a UDP link
	tells   bool   // it tells peers of connections (+LINK_CONN)
	known   bool   // the capabilities were found out
}

// replyStep bounds each command of the configuration.
const replyStep = 5 * time.Second

// configure finds the module and gives it the settings that the driver counts on. None is saved in flash, but for the
// one that keeps the module from joining a network by itself.
func (m *module) configure(ctx context.Context) error {
	if err := m.talk.Sync(ctx); err != nil {
		return m.silence(err)
	}
	d, err := m.identity(ctx)
	if err != nil {
		return err
	}
	if err := m.askRate(ctx); err != nil {
		return err
	}
	if err := m.raise(ctx); err != nil {
		return m.silence(err)
	}
	if err := m.joinNothing(ctx); err != nil {
		return err
	}
	if err := m.mode(ctx, &d); err != nil {
		return err
	}
	if err := m.multiplex(ctx); err != nil {
		return err
	}
	if err := m.reporting(ctx, &d); err != nil {
		return err
	}
	if !d.known {
		if err := m.survey(ctx, &d); err != nil {
			return err
		}
		d.known = true
	}
	m.mu.Lock()
	m.dialect = d
	m.mu.Unlock()
	if err := m.applyNameServers(ctx); err != nil {
		return err
	}
	if err := m.remake(ctx); err != nil {
		return err
	}
	return m.askAddresses(ctx)
}

// identity finds out which firmware the module has. What it can do is known from an earlier time, unless it is another
// firmware now.
func (m *module) identity(ctx context.Context) (dialect, error) {
	var d dialect
	if err := m.step(ctx, at.Exec("GMR"), d.info.take); err != nil && !isRefusal(err) {
		return d, err
	}
	// Only ESP-AT knows SYSSTORE, and only NonOS AT has names that end in _CUR.
	stores, err := m.takes(ctx, at.Set("SYSSTORE").Int(0))
	if err != nil {
		return d, err
	}
	if d.espAT = stores; stores {
		d.info.Line = LineESPAT
	} else {
		d.current = "_CUR"
	}
	before := m.has()
	if before.known && before.espAT == d.espAT && before.info.AT == d.info.AT {
		d.info.Capabilities, d.known = before.info.Capabilities, true
	}
	return d, nil
}

// joinNothing keeps the module from joining by itself, after a restart, what somebody had it save. The firmware saves
// this setting always: it is written where it differs.
func (m *module) joinNothing(ctx context.Context) error {
	if m.keepAutoConnect {
		return nil
	}
	on := false
	ok, err := m.answered(ctx, at.Query("CWAUTOCONN"), func(line []byte) { on = on || string(line) == "+CWAUTOCONN:1" })
	if ok && on {
		_, err = m.accepted(ctx, at.Set("CWAUTOCONN").Int(0))
	}
	return err
}

// mode makes the module a station, and an access point too if it is to be one.
func (m *module) mode(ctx context.Context, d *dialect) error {
	m.mu.Lock()
	mode := stationMode
	if m.ap != nil {
		mode = stationAPMode
	}
	m.mu.Unlock()
	if d.espAT && !m.keepAutoConnect {
		// Or a change of the mode would join what is saved. Early ESP-AT has no such argument.
		if ok, err := m.accepted(ctx, at.Set("CWMODE").Int(mode).Int(0)); ok || err != nil {
			d.info.Capabilities.SavesNothing = true
			return err
		}
	}
	err := m.step(ctx, at.Set("CWMODE"+d.current).Int(mode), nil)
	if isRefusal(err) && d.current != "" {
		// AT before 1.0 has no _CUR.
		d.current = ""
		err = m.step(ctx, at.Set("CWMODE").Int(mode), nil)
	}
	d.info.Capabilities.SavesNothing = d.espAT || d.current != ""
	return err
}

// multiplex closes what an earlier user left open and turns several links on, which is refused while a link is open.
func (m *module) multiplex(ctx context.Context) error {
	for _, c := range []at.Cmd{
		at.Set("CIPMODE").Int(0), at.Set("CIPSERVER").Int(0), at.Set("CIPCLOSE").Int(links),
	} {
		if _, err := m.accepted(ctx, c); err != nil {
			return err
		}
	}
	ok, err := m.accepted(ctx, at.Set("CIPMUX").Int(1))
	if ok || err != nil {
		return err
	}
	if _, err := m.accepted(ctx, at.Exec("CIPCLOSE")); err != nil {
		return err
	}
	return m.step(ctx, at.Set("CIPMUX").Int(1), nil)
}

// scanFields is the mask of the fields that AT+CWLAP is to print, which save the line's time: security, SSID, RSSI,
// hardware address and channel.
const scanFields = 0x1f

// reporting makes the module tell as much as it can of its links, and as little as needed of a scan.
func (m *module) reporting(ctx context.Context, d *dialect) (err error) {
	c := &d.info.Capabilities
	if c.PeerAddresses, err = m.takes(ctx, at.Set("CIPDINFO").Int(1)); err != nil {
		return err
	}
	m.talk.SetPeerInfo(c.PeerAddresses)
	if d.tells, err = m.takes(ctx, at.Set("SYSMSG"+d.current).Int(2)); err != nil {
		return err
	}
	if d.passive, err = m.takes(ctx, at.Set("CIPRECVMODE").Int(1)); err != nil {
		return err
	}
	d.keeps = d.passive
	c.PeerOfLink, c.PassiveReceive = d.tells, d.passive
	_, err = m.accepted(ctx, at.Set("CWLAPOPT").Int(1).Int(scanFields))
	return err
}

// step runs one command of the configuration.
func (m *module) step(ctx context.Context, c at.Cmd, onLine func([]byte)) error {
	err := m.stepOnce(ctx, c, onLine)
	// Each may be sent again, and a line that loses replies would never get through all of them otherwise.
	for tries := 1; tries < 3 && errors.Is(err, at.ErrLost); tries++ {
		err = m.stepOnce(ctx, c, onLine)
	}
	return err
}

func (m *module) stepOnce(ctx context.Context, c at.Cmd, onLine func([]byte)) error {
	ctx, cancel := context.WithTimeout(ctx, replyStep)
	defer cancel()
	return m.talk.Command(ctx, c, onLine)
}

// accepted runs one command of the configuration and reports whether the module has it.
func (m *module) accepted(ctx context.Context, c at.Cmd) (bool, error) {
	return m.answered(ctx, c, nil)
}

// takes is accepted for a setting by which the driver reads what the module says. A refusal is believed when it is repeated:
// what was refused may be a line that was damaged on its way to a module that has the setting, and has it on.
func (m *module) takes(ctx context.Context, c at.Cmd) (bool, error) {
	ok, err := m.accepted(ctx, c)
	if !ok && err == nil {
		ok, err = m.accepted(ctx, c)
	}
	return ok, err
}

// answered is accepted for a command whose answer matters.
func (m *module) answered(ctx context.Context, c at.Cmd, onLine func([]byte)) (bool, error) {
	err := m.step(ctx, c, onLine)
	if isRefusal(err) {
		return false, nil
	}
	return err == nil, err
}

// has returns the dialect.
func (m *module) has() dialect {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dialect
}
