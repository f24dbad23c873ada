package emulator

import (
	"context"
	"net/netip"
	"time"
)

// target is the access point that a host asked for.
type target struct {
	ssid, password string
	bssid          MAC // zero: any
	pci            int // 1: not with WEP or without security
	reconn, listen int
	scan, pmf      int
	eap            *eapConfig // of AT+CWJEAP; nil: a network without an authentication server
}

// stationState is the station's side of the radio.
type stationState struct {
	want       target       // an empty SSID: none
	ap         *AccessPoint // what it is associated with, or nil
	ip         netip.Addr   // valid once it has an address
	epoch      int          // counts joins and losses, so that an overtaken join stops
	tried      bool         // a join was asked for since the reset
	joining    bool
	configured bool      // SmartConfig told what to join
	lost       time.Time // when the access point was lost last
}

// The codes that +CWJAP gives for a join that failed.
const (
	joined        = 0
	joinTimeout   = 1
	wrongPassword = 2
	noSuchAP      = 3
	joinFailed    = 4
)

// search looks for the best access point that a target fits, and says how joining it would fail.
func (e *Emulator) search(t target) (found *AccessPoint, code int) {
	for i := range e.aps {
		ap := &e.aps[i]
		if ap.down == 0 && ap.SSID == t.ssid && (t.bssid == (MAC{}) || ap.BSSID == t.bssid) &&
			(found == nil || e.rssi(ap) > e.rssi(found)) {
			found = ap
		}
	}
	switch {
	case found == nil:
		return nil, noSuchAP
	case found.Refuse != 0:
		return nil, found.Refuse
	case !e.cfg.Firmware.canJoin(found.Security, t):
		return nil, joinFailed
	case t.eap != nil && !e.admitsUser(found, t.eap):
		return nil, wrongPassword
	case t.eap == nil && found.Security != Open && found.Password != t.password:
		return nil, wrongPassword
	}
	ap := *found
	return &ap, joined
}

// canJoin reports whether a firmware has what an access point's security asks for. AT 1.x is older than WPA3, and WPA3
// asks for protected management frames (IEEE 802.11w), which AT+CWJAP's pmf 0 refuses.
func (f Firmware) canJoin(s Security, t target) bool {
	switch {
	case t.pci == 1 && (s == Open || s == WEP), (s == WPA2Enterprise) != (t.eap != nil):
		return false
	case s == WPA3:
		return !f.nonOS() && t.pmf != 0
	}
	return true
}

// join brings the station to its target and says so. It is called without the lock, by the one join of an epoch, and
// tries again until patience, a channel, fires.
func (m *module) join(ctx context.Context, epoch int, patience <-chan struct{}) int {
	for {
		code, world := m.tryJoin(ctx, epoch)
		if code == joined {
			return joined
		}
		select {
		case <-world:
		case <-patience:
			return code
		case <-ctx.Done():
			return joinFailed
		}
	}
}

// tryJoin tries once. It also gives what is closed when the world changes afterwards.
func (m *module) tryJoin(ctx context.Context, epoch int) (code int, world <-chan struct{}) {
	timing := m.e.timing()
	code = joinFailed
	if sleep(ctx, timing.Join) != nil {
		return code, nil
	}
	m.locked(func() {
		world = m.e.world
		if m.sta.epoch != epoch {
			return
		}
		var ap *AccessPoint
		if ap, code = m.e.search(m.sta.want); code == joined {
			m.sta.ap = ap
			m.notice("WIFI CONNECTED\r\n")
			if m.set.ipv6 {
				m.notice("WIFI GOT IPv6 LL\r\n")
			}
		}
	})
	if code != joined || sleep(ctx, timing.DHCP) != nil {
		return code, world
	}
	code = joinTimeout
	m.locked(func() {
		if m.sta.epoch == epoch && m.sta.ap != nil && m.lease() {
			m.notice("WIFI GOT IP\r\n")
			if m.sta.configured {
				m.notice("smartconfig connected wifi\r\n")
				m.sta.configured = false
			}
			code = joined
		} else if m.sta.epoch == epoch && m.sta.ap != nil {
			if m.v17() {
				m.notice("DHCP TIMEOUT\r\n")
			}
			m.sta.ap = nil
			m.notice("WIFI DISCONNECT\r\n")
		}
	})
	return code, world
}

// lease gives the associated station its address and reports whether there is one.
func (m *module) lease() bool {
	switch {
	case !m.set.staDHCP:
		m.sta.ip = m.set.staAddr.IP
	case !m.sta.ap.NoLease:
		m.sta.ip = m.e.cfg.Station.IP
	}
	if m.sta.ip.IsValid() {
		m.hadLink = false
	}
	return m.sta.ip.IsValid()
}

// stationAddress is the station's configuration as it is now: all zero without an address.
func (m *module) stationAddress() Address {
	zero := netip.IPv4Unspecified()
	switch {
	case !m.set.staDHCP && m.set.staAddr.IP.IsValid():
		return m.set.staAddr
	case !m.sta.ip.IsValid():
		return Address{zero, zero, zero}
	}
	return m.e.cfg.Station
}

// leave takes the station off its access point and says so if it was on one.
func (m *module) leave() {
	m.sta.epoch++
	on := m.sta.ap != nil
	m.sta.ap, m.sta.ip, m.sta.joining = nil, netip.Addr{}, false
	if on {
		m.notice("WIFI DISCONNECT\r\n")
	}
}

// rejoin joins the wanted access point again, in the background.
func (m *module) rejoin() {
	if m.sta.want.ssid == "" || m.sta.ap != nil || m.sta.joining || m.set.mode&1 == 0 {
		return
	}
	m.sta.epoch++
	m.sta.joining, m.sta.tried = true, true
	epoch, now := m.sta.epoch, make(chan struct{})
	close(now)
	m.spawn(func() {
		m.join(m.ctx, epoch, now)
		m.locked(func() {
			if m.sta.epoch == epoch {
				m.sta.joining = false
			}
		})
	})
}
