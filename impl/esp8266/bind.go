package esp8266

import (
	"context"
	"net/netip"

	"drivergen/driver"
)

// firstPort is the first of the ports that the driver chooses from (RFC 6335: dynamic ports).
const firstPort = 49152

// Bind gives a socket a local port. The module has no choice of local addresses. A datagram socket is open from then
// on; a stream socket that is bound to port 0 gets one when it listens.
func (h sockets) Bind(ctx context.Context, link driver.Link, to netip.AddrPort) error {
	m := h.m
	s, err := m.find(link)
	if err != nil {
		return err
	}
	m.mu.Lock()
	if to.Port() != 0 && m.portUsed(to.Port(), s.stream()) {
		m.mu.Unlock()
		return driver.EADDRINUSE
	}
	if s.stream() {
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

// choosePort returns a port that no socket has. The lock is held.
func (m *module) choosePort() uint16 {
	for {
		m.port++
		if m.port < firstPort {
			m.port = firstPort
		}
		if !m.portUsed(m.port, true) && !m.portUsed(m.port, false) {
			return m.port
		}
	}
}

// portUsed reports whether a socket of the same kind is bound to a port. The lock is held.
func (m *module) portUsed(port uint16, stream bool) bool {
	for _, s := range m.sockets {
		if s.stream() == stream && s.local.Port() == port && (!stream || s == m.listener || !s.remote.IsValid()) {
			return true
		}
	}
	return false
}
