package esp8266

import (
	"context"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266/at"
)

// maxKeepAlive is the longest keep-alive interval of AT+CIPSTART, in seconds.
const maxKeepAlive = 7200

// SetOption sets the keep-alive interval, which the firmware takes when it connects; ESP-AT also sets lingering and
// TCP_NODELAY (AT+CIPTCPOPT).
func (h sockets) SetOption(ctx context.Context, link driver.Link, option netdev.Option, value int) error {
	m := h.m
	s, err := m.find(link)
	if err != nil {
		return err
	}
	if !s.stream() {
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
