package esp8266

import (
	"context"
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266/at"
)

// maxKeepAlive is the longest keep-alive interval of AT+CIPSTART, in seconds.
const maxKeepAlive = 7200

// Bind gives a socket a local port. The module has no choice of local addresses. A datagram socket is open from then
// on; a stream socket that is bound to port 0 gets one when it listens.
func (h sockets) Bind(ctx context.Context, link driver.Link, to netip.AddrPort) error {
	m := h.m
	s, err := m.find(link)
	if err != nil {
		return err
	}
	m.mu.Lock()
	if to.Port() != 0 && m.portUsed(to.Port(), s.stream) {
		m.mu.Unlock()
		return driver.EADDRINUSE
	}
	if s.stream {
		s.local = netip.AddrPortFrom(m.ip, to.Port())
		m.mu.Unlock()
		return nil
	}
	m.mu.Unlock()
	ctx, cancel := bound(ctx, m.reply)
	defer cancel()
	if err := m.enter(ctx, s); err != nil {
		return err
	}
	return m.openDatagrams(ctx, s, to.Port())
}

// Listen starts the module's server. It works before a network is joined.
func (h sockets) Listen(ctx context.Context, link driver.Link, _ int) error {
	m := h.m
	s, err := m.find(link)
	if err != nil {
		return err
	}
	if !s.stream {
		return driver.EOPNOTSUPP
	}
	ctx, cancel := bound(ctx, m.reply)
	defer cancel()
	if err := m.enter(ctx, s); err != nil {
		return err
	}
	m.mu.Lock()
	stopping := m.stopping
	m.mu.Unlock()
	if stopping != nil {
		if err := m.finished(ctx, stopping); err != nil {
			return err
		}
	}

	m.mu.Lock()
	if m.listener != nil {
		m.mu.Unlock()
		return driver.Fail("", driver.EOPNOTSUPP, errOneServer)
	}
	unbound := s.local
	if s.local.Port() == 0 {
		s.local = netip.AddrPortFrom(m.ip, m.choosePort())
	}
	m.listener = s // peers may connect before the module's OK
	port := int(s.local.Port())
	m.mu.Unlock()

	err = m.talk.Command(ctx, at.Set("CIPSERVER").Int(1).Int(port), nil)
	if err == nil {
		// Without this the module closes clients that are silent for three minutes.
		_ = m.talk.Command(ctx, at.Set("CIPSTO").Int(0), nil)
		return nil
	}
	m.mu.Lock()
	if m.listener == s {
		m.listener = nil
		if !isRefusal(err) {
			m.stopping = make(chan struct{}) // it may run
			m.poke()
		}
	}
	s.local = unbound
	m.mu.Unlock()
	return failed(err, driver.EADDRINUSE)
}

// SetOption sets the keep-alive interval, which the firmware takes when it connects; ESP-AT also sets lingering and
// TCP_NODELAY (AT+CIPTCPOPT).
func (h sockets) SetOption(ctx context.Context, link driver.Link, option netdev.Option, value int) error {
	m := h.m
	s, err := m.find(link)
	if err != nil {
		return err
	}
	if !s.stream {
		return driver.ENOPROTOOPT
	}
	espAT := m.has().espAT
	m.mu.Lock()
	connected := s.id != noLink
	switch {
	case option == netdev.OptionKeepalive && (value < 0 || value > maxKeepAlive),
		option == netdev.OptionNodelay && value != 0 && value != 1:
		err = driver.EINVAL
	case option == netdev.OptionKeepalive && !connected:
		s.keepAlive = value
	case option == netdev.OptionNodelay && espAT:
		s.noDelay, s.tuned = value == 1, true
	case option == netdev.OptionLinger && espAT:
		s.linger, s.tuned = max(value, -1), true
	default:
		err = driver.ENOPROTOOPT
	}
	tune := err == nil && connected
	m.mu.Unlock()
	if !tune {
		return err
	}
	ctx, cancel := bound(ctx, m.reply)
	defer cancel()
	return m.tune(ctx, s)
}

// tune gives an open link its options.
func (m *module) tune(ctx context.Context, s *socket) error {
	m.mu.Lock()
	id, linger, noDelay := s.id, s.linger, 0
	if s.noDelay {
		noDelay = 1
	}
	m.mu.Unlock()
	if id == noLink {
		return nil
	}
	err := m.talk.Command(ctx, at.Set("CIPTCPOPT").Int(id).Int(linger).Int(noDelay).Int(0).When(m.owns(s, id)), nil)
	if err == errStale {
		return nil
	}
	return failed(err, driver.EIO)
}
