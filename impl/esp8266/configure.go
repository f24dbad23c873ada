package esp8266

import (
	"bytes"
	"context"
	"errors"
	"time"

	"drivergen/driver"
	"drivergen/impl/esp8266/at"
)

// dialect is what differs from one firmware to the next.
type dialect struct {
	version string
	espAT   bool   // ESP-AT 2.x; else NonOS AT
	current string // what a command's name ends in that saves nothing: _CUR in NonOS AT
	passive bool   // it keeps received data until asked (AT+CIPRECVMODE=1)
	keeps   bool   // it does so now
	tells   bool   // it tells peers of connections (+LINK_CONN)
}

// replyStep bounds each command of the configuration.
const replyStep = 5 * time.Second

// configure finds the module and gives it the settings that the driver counts on. None is saved in flash.
func (m *module) configure(ctx context.Context) error {
	if err := m.talk.Sync(ctx); err != nil {
		return err
	}
	var d dialect
	if err := m.step(ctx, at.Exec("GMR"), func(line []byte) {
		if v, ok := bytes.CutPrefix(line, []byte("AT version:")); ok {
			v, _, _ = bytes.Cut(v, []byte("("))
			d.version = string(bytes.TrimSpace(v))
		}
	}); err != nil && !isRefusal(err) {
		return err
	}
	// Only ESP-AT knows SYSSTORE, and only NonOS AT has names that end in _CUR.
	stores, err := m.accepted(ctx, at.Set("SYSSTORE").Int(0))
	if err != nil {
		return err
	}
	if d.espAT = stores; !stores {
		d.current = "_CUR"
	}
	if err := m.mode(ctx, &d); err != nil {
		return err
	}
	if err := m.multiplex(ctx); err != nil {
		return err
	}
	tellsSender, err := m.accepted(ctx, at.Set("CIPDINFO").Int(1))
	if err != nil {
		return err
	}
	m.talk.SetPeerInfo(tellsSender)
	if d.tells, err = m.accepted(ctx, at.Set("SYSMSG"+d.current).Int(2)); err != nil {
		return err
	}
	if d.passive, err = m.accepted(ctx, at.Set("CIPRECVMODE").Int(1)); err != nil {
		return err
	}
	d.keeps = d.passive
	m.mu.Lock()
	m.dialect = d
	m.mu.Unlock()
	return m.askAddresses(ctx)
}

// mode makes the module a station, and an access point too if it is to be one.
func (m *module) mode(ctx context.Context, d *dialect) error {
	m.mu.Lock()
	mode := stationMode
	if m.ap != nil {
		mode = stationAPMode
	}
	m.mu.Unlock()
	err := m.step(ctx, at.Set("CWMODE"+d.current).Int(mode), nil)
	if isRefusal(err) && d.current != "" {
		// AT before 1.0 has no _CUR.
		d.current = ""
		err = m.step(ctx, at.Set("CWMODE").Int(mode), nil)
	}
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

// step runs one command of the configuration.
func (m *module) step(ctx context.Context, c at.Cmd, onLine func([]byte)) error {
	ctx, cancel := context.WithTimeout(ctx, replyStep)
	defer cancel()
	return m.talk.Command(ctx, c, onLine)
}

// accepted runs one command of the configuration and reports whether the module has it.
func (m *module) accepted(ctx context.Context, c at.Cmd) (bool, error) {
	err := m.step(ctx, c, nil)
	if isRefusal(err) {
		return false, nil
	}
	return err == nil, err
}

// askAddresses asks for the station's addresses, which also tells whether a network is joined.
func (m *module) askAddresses(ctx context.Context) error {
	a, err := m.addresses(ctx)
	if isRefusal(err) {
		return nil
	}
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mac, m.ip, m.joined = a.stationMAC, a.station, a.station.IsValid()
	return nil
}

func (m *module) addresses(ctx context.Context) (addresses, error) {
	var a addresses
	err := m.step(ctx, at.Exec("CIFSR"), a.take)
	return a, err
}

// rebuild configures the module and gives it its network and its own access point back.
func (m *module) rebuild() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	err := m.configure(ctx)
	for tries := 1; tries < 3 && errors.Is(err, context.DeadlineExceeded); tries++ {
		err = m.configure(ctx) // a reply was lost
	}
	m.mu.Lock()
	network, ap := m.network, m.ap
	m.mu.Unlock()
	if err == nil && ap != nil {
		err = m.startAP(ctx, *ap)
	}
	if err == nil && network != nil {
		if m.join(ctx, *network) == nil {
			m.wifi.Associated()
			m.wifi.Connected()
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.network == nil {
		m.network = network // it may be in reach again after the next restart
	}
	if m.restore {
		return // the module restarted again meanwhile
	}
	if m.fault = failed(err, driver.EIO); err == nil {
		m.fault = nil
	}
	m.open()
}

func (m *module) version() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dialect.version
}

// has returns the dialect.
func (m *module) has() dialect {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dialect
}
