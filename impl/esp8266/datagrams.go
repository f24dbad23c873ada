package esp8266

import (
	"context"
	"net/netip"

	"drivergen/driver"
	"drivergen/impl/esp8266/at"
)

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
	id, ok := m.reserve(s)
	if !ok {
		m.mu.Unlock()
		return driver.Fail("", driver.EMFILE, errNoLink)
	}
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
		m.doubtful = true // the module may have the link already
		m.poke()
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
	select {
	case m.receiving <- struct{}{}:
		defer func() { <-m.receiving }()
	case <-ctx.Done():
		return ctx.Err()
	}
	m.mu.Lock()
	needed, pushed := m.dialect.espAT && m.dialect.keeps, m.dialect.pushes
	m.dialect.pushes = pushed || needed
	m.mu.Unlock()
	if !needed {
		return nil
	}
	err := m.talk.Command(ctx, at.Set("CIPRECVMODE").Int(0), nil)
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case err == nil:
		m.dialect.keeps = false
	case isRefusal(err):
		m.dialect.pushes = pushed
	}
	return failed(err, driver.EIO)
}

// keepTries is how often a module is told to keep what it receives that refuses to.
const keepTries = 3

// keepReceived makes ESP-AT keep what it receives again, unless a UDP link is being opened, which wants it sent.
func (m *module) keepReceived() {
	select {
	case m.receiving <- struct{}{}:
		defer func() { <-m.receiving }()
	default:
		return // who opens a UDP link has it
	}
	c := at.Set("CIPRECVMODE").Int(1).When(func() error {
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.hasDatagrams() {
			return errStale
		}
		m.dialect.keeps = true
		return nil
	})
	err := m.run(c, nil)
	for try := 1; try < keepTries && isRefusal(err); try++ {
		err = m.run(c, nil) // the line may have damaged the command
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case err == nil:
		m.dialect.pushes = false
	case isRefusal(err):
		m.dialect.passive, m.dialect.keeps = false, false
	default:
		m.giveUp(err)
	}
}

// hasDatagrams reports whether a UDP link is open or is being opened. The lock is held.
func (m *module) hasDatagrams() bool {
	if m.datagrams > 0 {
		return true
	}
	for id := range m.slots {
		if s := m.slots[id].sock; s != nil && !s.stream() {
			return true
		}
	}
	return false
}
