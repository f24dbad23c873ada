package esp8266

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"drivergen/driver"
	"drivergen/impl/esp8266/at"
)

// maxIdle is the longest idle time of AT+CIPSTO, in seconds.
const maxIdle = 7200

var errOneServer = errors.New("the module has one server")

// IdleTimeout has the module's server close clients that sent nothing for so long (AT+CIPSTO, whole seconds up to 7200).
// Unless it is set no client is closed, also by firmware whose own default is three minutes.
func IdleTimeout(d time.Duration) Option {
	return func(c *config) { c.idle = min(max(0, int((d+time.Second-1)/time.Second)), maxIdle) }
}

// Listen starts the module's server. It works before a network is joined. At most backlog clients are connected at once
// (AT+CIPSERVERMAXCONN), accepted or not; who comes while they are is dropped by the module.
func (h sockets) Listen(ctx context.Context, link driver.Link, backlog int) error {
	m := h.m
	s, err := m.find(link)
	if err != nil {
		return err
	}
	if !s.stream() || s.secure() {
		return driver.EOPNOTSUPP // the module's server has TCP alone
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

	if err = m.startServer(ctx, port, min(backlog, links)); err == nil {
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

// startServer sets how many clients there may be, which firmware takes only before the start, starts the server, and sets
// after which silence it closes a client, which firmware takes only afterwards. Old firmware lacks either setting.
func (m *module) startServer(ctx context.Context, port, clients int) error {
	err := m.talk.Command(ctx, at.Set("CIPSERVERMAXCONN").Int(clients), nil)
	if err == nil || isRefusal(err) {
		err = m.talk.Command(ctx, at.Set("CIPSERVER").Int(1).Int(port), nil)
	}
	if err == nil {
		if err = m.talk.Command(ctx, at.Set("CIPSTO").Int(m.idle), nil); isRefusal(err) {
			err = nil
		}
	}
	return err
}

// identify asks who connected, where the module does not tell by itself.
func (m *module) identify(id int) {
	var open linkLines
	err := m.run(at.Exec("CIPSTATUS"), open.take)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.slots[id].phase != phaseArrived {
		return
	}
	if err != nil && !isRefusal(err) {
		m.giveUp(err)
		return
	}
	m.announce(id, open[id].peer)
}

// stopServer ends the module's server; links that it accepted stay.
func (m *module) stopServer() {
	m.mu.Lock()
	stopping := m.stopping
	m.mu.Unlock()
	err := m.run(at.Set("CIPSERVER").Int(0), nil)
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil && !isRefusal(err) {
		m.giveUp(err)
		return
	}
	if m.stopping == stopping {
		m.stopped()
	}
}

// stopped tells who waits that the server has ended. The lock is held.
func (m *module) stopped() {
	if m.stopping != nil {
		close(m.stopping)
		m.stopping = nil
	}
}
