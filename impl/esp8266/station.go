package esp8266

import (
	"bytes"
	"context"
	"errors"
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devstub"
	"drivergen/impl/esp8266/at"
)

// station fills in the hardware calls of the WiFi device.
type station struct{ m *module }

var (
	_ ieee80211devstub.Hardware       = station{}
	_ ieee80211devstub.APModeHardware = station{}
)

// minPassphrase is the shortest passphrase of WPA (IEEE 802.11).
const minPassphrase = 8

// Reset restarts the module and configures it anew, without a network.
func (h station) Reset(ctx context.Context) error {
	m := h.m
	ctx, cancel := bound(ctx, joinLimit)
	defer cancel()
	select {
	case m.radio <- struct{}{}:
		defer func() { <-m.radio }()
	case <-ctx.Done():
		return ctx.Err()
	}
	m.mu.Lock()
	joined := m.joined
	m.network, m.ap = nil, nil
	m.shut()
	m.mu.Unlock()
	err := m.talk.Restart(ctx)
	if errors.Is(err, at.ErrClosed) {
		return failed(err, driver.EIO)
	}
	m.forget(driver.Fail("", driver.ECONNRESET, errors.New("the module was reset")))
	if joined {
		m.wifi.Disconnected()
	}
	m.mu.Lock()
	m.restore = true
	m.mu.Unlock()
	m.poke()
	if err != nil {
		return failed(err, driver.EIO)
	}
	if err := m.await(ctx); err != nil {
		return err
	}
	// The module may have joined by itself what an earlier user had it save.
	m.mu.Lock()
	joined, m.joined, m.ip = m.joined, false, netip.Addr{}
	m.mu.Unlock()
	if joined {
		err = m.command(ctx, m.reply, at.Exec("CWQAP"), nil)
	}
	return failed(err, driver.EIO)
}

// Scan lists the access points in reach.
func (h station) Scan(ctx context.Context) ([]ieee80211dev.ScanInfo, error) {
	if !h.m.tryRadio() {
		return nil, driver.EBUSY
	}
	defer h.m.freeRadio()
	found := []ieee80211dev.ScanInfo{}
	err := h.m.command(ctx, scanLimit, at.Exec("CWLAP"), func(line []byte) {
		if ecn, ssid, rssi, mac, channel, ok := parseScan(line); ok {
			found = append(found, ieee80211dev.ScanInfo{
				BSSID: mac, SSID: ssid, Security: security(ecn), RSSI: rssi, Channel: channel,
			})
		}
	})
	if err != nil {
		return nil, failed(err, driver.EIO)
	}
	return found, nil
}

// security translates the <ecn> of AT+CWLAP.
func security(ecn int) ieee80211dev.SecuritySet {
	const psk = ieee80211dev.ScanPSK
	switch ecn {
	case 1:
		return ieee80211dev.ScanWEP
	case 2:
		return ieee80211dev.ScanWPA | psk
	case 3, 7: // 7 is WPA2 or WPA3
		return ieee80211dev.ScanWPA2 | psk
	case 4:
		return ieee80211dev.ScanWPA | ieee80211dev.ScanWPA2 | psk
	case 5:
		return ieee80211dev.ScanWPA2EAP
	case 6: // WPA3, for which the description has no word
		return psk
	}
	return 0
}

// Connect joins a network and waits for an address.
func (h station) Connect(ctx context.Context, info ieee80211dev.ConnectInfo) error {
	m := h.m
	switch info.Security {
	case ieee80211dev.SecurityOpen:
		info.Password = ""
	case ieee80211dev.SecurityWEPPSK:
	default:
		if len(info.Password) < minPassphrase {
			return driver.Fail("", driver.EINVAL, errors.New("a WPA passphrase has 8 bytes or more"))
		}
	}
	if !m.tryRadio() {
		return driver.EBUSY
	}
	defer m.freeRadio()
	ctx, cancel := bound(ctx, joinLimit)
	defer cancel()
	if err := m.await(ctx); err != nil {
		return err
	}
	return m.join(ctx, info)
}

// join joins a network and remembers it, to join it again after a restart of the module.
func (m *module) join(ctx context.Context, info ieee80211dev.ConnectInfo) error {
	sent, over := false, false // under the lock; until it is sent the network that is joined stays as it is
	c := at.Set("CWJAP" + m.has().current).Str(info.SSID).Str(info.Password).When(func() error {
		m.mu.Lock()
		defer m.mu.Unlock()
		if over {
			return errStale
		}
		m.joining, m.quit, m.network = true, false, nil
		sent = true
		return nil
	})
	var reason int
	err := m.talk.Command(ctx, c, func(line []byte) {
		if _, code, ok := bytes.Cut(line, []byte(":")); ok && bytes.HasPrefix(line, []byte("+CWJAP")) {
			reason, _ = number(code)
		}
	})
	if err == nil {
		// The address belongs to what a caller learns of its sockets.
		err = m.askAddresses(ctx)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.joining, over = false, true
	switch {
	case err == nil:
		m.network, m.joined = &info, true
		return nil
	case sent && !isRefusal(err):
		m.quit = true // the module would go on with what the caller gave up
		m.poke()
	}
	return failed(err, joinErrno(reason))
}

// joinErrno translates the reason of AT+CWJAP.
func joinErrno(reason int) driver.Errno {
	switch reason {
	case 1:
		return driver.ETIMEDOUT
	case 2:
		return driver.EACCES
	case 3:
		return driver.ENOENT
	case 4:
		return driver.ECONNREFUSED
	}
	return driver.EIO
}

// Disconnect leaves the network.
func (h station) Disconnect(ctx context.Context) error {
	m := h.m
	m.mu.Lock()
	// The stub tells of the end; the module's own word of it is no second one.
	m.network, m.joined, m.ip = nil, false, netip.Addr{}
	m.mu.Unlock()
	return failed(m.command(ctx, m.reply, at.Exec("CWQAP"), nil), driver.EIO)
}

// GetConnection asks which network is joined.
func (h station) GetConnection(ctx context.Context) (*ieee80211dev.ConnectionInfo, error) {
	var info *ieee80211dev.ConnectionInfo
	if err := h.m.await(ctx); err != nil {
		return nil, err
	}
	c := at.Query("CWJAP" + h.m.has().current)
	err := h.m.command(ctx, h.m.reply, c, func(line []byte) {
		if ssid, mac, channel, rssi, ok := parseJoined(line); ok {
			info = &ieee80211dev.ConnectionInfo{SSID: ssid, BSSID: mac, Channel: channel, RSSI: rssi}
		}
	})
	if err != nil {
		return nil, failed(err, driver.EIO)
	}
	h.m.mu.Lock()
	defer h.m.mu.Unlock()
	if n := h.m.network; info != nil && n != nil && n.SSID == info.SSID {
		info.Password, info.Security = n.Password, n.Security
	}
	return info, nil
}

// tryRadio takes the radio, or reports that another scan or join has it.
func (m *module) tryRadio() bool {
	select {
	case m.radio <- struct{}{}:
		return true
	default:
		return false
	}
}

func (m *module) freeRadio() { <-m.radio }
