package esp8266

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"drivergen/driver"
	"drivergen/impl/esp8266/at"
)

// firstPort is the first of the ports that the driver chooses from (RFC 6335: dynamic ports).
const firstPort = 49152

// slowRefusal is how long a refusal of a connection takes at the most. A peer that refuses does so within a round trip;
// what takes longer was a time-out, which the module tells in the same words.
const slowRefusal = 3 * time.Second

var (
	errPortChosen = errors.New("the module chooses a TCP client's local port itself")
	errNoLink     = errors.New("all five links of the module are in use")
	errOneServer  = errors.New("the module has one server")
	errNoSender   = errors.New("the module cannot send an empty datagram")
)

// Connect opens a TCP link. A datagram socket gets a peer.
func (h sockets) Connect(ctx context.Context, link driver.Link, _ string, to netip.AddrPort) error {
	s, err := h.m.find(link)
	if err != nil {
		return err
	}
	if !to.Addr().Is4() {
		return driver.ENETUNREACH
	}
	ctx, cancel := bound(ctx, connectLimit)
	defer cancel()
	if err := h.m.enter(ctx, s); err != nil {
		return err
	}
	if !s.stream {
		return h.m.connectDatagrams(ctx, s, to)
	}
	if s.local.Port() != 0 {
		return driver.Fail("", driver.EOPNOTSUPP, errPortChosen)
	}
	for {
		again, err := h.m.connectStream(ctx, s, to)
		if !again {
			return err
		}
	}
}

// connectStream opens a TCP link. It reports true where a peer of the module's server took the same link first, and
// another try may succeed.
func (m *module) connectStream(ctx context.Context, s *socket, to netip.AddrPort) (bool, error) {
	m.mu.Lock()
	if !m.reserve(s) {
		m.mu.Unlock()
		return false, driver.Fail("", driver.EMFILE, errNoLink)
	}
	id, keepAlive := s.id, s.keepAlive
	s.remote = to
	m.mu.Unlock()

	c := at.Set("CIPSTART").Int(id).Str("TCP").Str(to.Addr().String()).Int(int(to.Port()))
	if keepAlive > 0 {
		c = c.Int(keepAlive)
	}
	start := time.Now()
	err := m.talk.Command(ctx, c.When(m.owns(s, id)), nil)

	m.mu.Lock()
	taken := s.id != id && !s.ended && s.fail == nil
	sl := &m.slots[id]
	switch {
	case s.ended: // it was open, and is closed again
		m.mu.Unlock()
		return false, nil
	case !taken && (err == nil || isRefusal(err) && sl.seen):
		// A refusal after CONNECT is the answer to a line that the busy module took twice.
		sl.phase = phaseOpen
		tuned := s.tuned
		m.mu.Unlock()
		m.poke() // data may wait already
		if tuned {
			return false, m.tune(ctx, s)
		}
		return false, nil
	case isRefusal(err) || err == errStale:
		m.release(s, id)
	default:
		m.abandon(s, id)
	}
	s.local, s.remote = netip.AddrPort{}, netip.AddrPort{}
	fail := s.fail
	m.mu.Unlock()
	switch {
	case fail != nil:
		return false, fail
	case isRefusal(err) && refusalText(err) == "ALREADY CONNECTED", taken && (isRefusal(err) || err == errStale):
		return true, nil
	case isRefusal(err) && (refusalText(err) == "no ip" || !m.online()):
		return false, driver.Fail("", driver.ENETDOWN, err)
	case isRefusal(err) && time.Since(start) > slowRefusal:
		return false, driver.Fail("", driver.ETIMEDOUT, err)
	}
	return false, failed(err, driver.ECONNREFUSED)
}

// refusalText returns what the module printed before it refused a command.
func refusalText(err error) string {
	var refused *at.Error
	if errors.As(err, &refused) {
		return refused.Text
	}
	return ""
}

// connectDatagrams gives a datagram socket a peer. Others' datagrams are dropped by the driver.
func (m *module) connectDatagrams(ctx context.Context, s *socket, to netip.AddrPort) error {
	m.mu.Lock()
	unbound := s.id == noLink
	m.mu.Unlock()
	if unbound {
		if err := m.openDatagrams(ctx, s, 0); err != nil {
			return err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	s.remote = to
	return nil
}

// openDatagrams opens a UDP link at a local port; 0 lets the driver choose. The link takes datagrams from everybody
// and sends where each AT+CIPSEND says (mode 2).
func (m *module) openDatagrams(ctx context.Context, s *socket, port uint16) error {
	m.opening(1)
	defer m.opening(-1)
	if err := m.pushDatagrams(ctx); err != nil {
		return err
	}
	m.mu.Lock()
	if !m.reserve(s) {
		m.mu.Unlock()
		return driver.Fail("", driver.EMFILE, errNoLink)
	}
	id := s.id
	if port == 0 {
		port = m.choosePort()
	}
	s.local = netip.AddrPortFrom(m.ip, port)
	m.mu.Unlock()

	// The firmware wants a peer: the broadcast address stands for nobody in particular.
	c := at.Set("CIPSTART").Int(id).Str("UDP").Str("255.255.255.255").Int(int(port)).Int(int(port)).Int(2)
	err := m.talk.Command(ctx, c.When(m.owns(s, id)), nil)

	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case err == nil && s.id == id:
		m.slots[id].phase = phaseOpen
		return nil
	case isRefusal(err):
		m.release(s, id)
	default:
		m.abandon(s, id)
	}
	s.local = netip.AddrPort{}
	if s.fail != nil {
		return s.fail
	}
	if isRefusal(err) && !m.joined && m.ap == nil {
		return driver.Fail("", driver.EADDRNOTAVAIL, err)
	}
	return failed(err, driver.EADDRINUSE)
}

// opening counts the UDP links that are being opened, for which the worker leaves the way of receiving alone.
func (m *module) opening(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.datagrams += n
	m.poke()
}

// pushDatagrams makes ESP-AT send received data at once, before a UDP link opens: what it keeps until asked for it
// gives back without the bounds of datagrams. Streams lose their back-pressure for as long.
func (m *module) pushDatagrams(ctx context.Context) error {
	m.mu.Lock()
	needed := m.dialect.espAT && m.dialect.keeps
	m.dialect.keeps = m.dialect.keeps && !needed
	m.mu.Unlock()
	if !needed {
		return nil
	}
	err := m.talk.Command(ctx, at.Set("CIPRECVMODE").Int(0), nil)
	if err == nil {
		return nil
	}
	m.mu.Lock()
	m.dialect.keeps = true
	m.mu.Unlock()
	return failed(err, driver.EIO)
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
		if s.stream == stream && s.local.Port() == port && (!stream || s == m.listener || !s.remote.IsValid()) {
			return true
		}
	}
	return false
}
