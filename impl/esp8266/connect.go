package esp8266

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"drivergen/driver"
	"drivergen/impl/esp8266/at"
)

// slowRefusal is how long a refusal of a connection takes at the most. A peer that refuses does so within a round trip;
// what takes longer was a time-out, which the module tells in the same words.
const slowRefusal = 3 * time.Second

var (
	errPortChosen = errors.New("the module chooses a TCP client's local port itself")
	errNoLink     = errors.New("all five links of the module are in use")
)

// Connect opens a TCP or TLS link. A datagram socket gets a peer.
func (h sockets) Connect(ctx context.Context, link driver.Link, host string, to netip.AddrPort) error {
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
	if !s.stream() {
		return h.m.connectDatagrams(ctx, s, to)
	}
	if s.local.Port() != 0 {
		return driver.Fail("", driver.EOPNOTSUPP, errPortChosen)
	}
	if !s.secure() {
		host = to.Addr().String() // the name was resolved
	}
	for {
		again, err := h.m.connectStream(ctx, s, host, to)
		if !again {
			return err
		}
	}
}

// connectStream opens a TCP or TLS link. It reports true where a peer of the module's server took the same link first, and
// another try may succeed.
func (m *module) connectStream(ctx context.Context, s *socket, host string, to netip.AddrPort) (bool, error) {
	id, err := m.reserveFor(ctx, s)
	if err != nil {
		return false, err
	}
	m.mu.Lock()
	keepAlive := s.keepAlive
	s.remote, s.asked = to, false
	m.mu.Unlock()

	start := time.Now()
	err = m.dial(ctx, s, id, host, to, keepAlive)
	took := time.Since(start)

	m.mu.Lock()
	taken := s.id != id
	sl := &m.slots[id]
	switch {
	case s.ended || s.fail != nil: // it was open, and is closed again; or the module was lost
		fail := s.fail
		m.mu.Unlock()
		return false, fail
	case !taken && (err == nil || sl.seen && (isRefusal(err) || errors.Is(err, at.ErrLost))):
		// A refusal after CONNECT is the answer to a line that the busy module took twice.
		sl.phase = phaseOpen
		tuned, unsure := s.tuned, err != nil && sl.unnamed
		m.mu.Unlock()
		if unsure {
			if err := m.confirm(ctx, s, id); err != nil {
				return false, err
			}
		}
		m.poke() // data may wait already
		if tuned {
			err = m.tune(ctx, s)
			m.giveBack(s, id, err)
			return false, err
		}
		return false, nil
	case isRefusal(err) || err == errStale || !s.asked:
		m.release(s, id)
	default:
		m.abandon(s, id)
	}
	s.local, s.remote = netip.AddrPort{}, netip.AddrPort{}
	m.mu.Unlock()
	switch {
	case isRefusal(err) && m.inUse(ctx, id, refusalText(err)):
		return true, nil
	case taken && (err == nil || isRefusal(err) || err == errStale):
		return true, nil
	}
	return false, m.notConnected(s, err, took)
}

// inUse reports whether the module may have refused to open a link because it has that link already, of which its word was
// lost. NonOS AT says so; ESP-AT gives no reason, and is asked for its links.
func (m *module) inUse(ctx context.Context, id int, text string) bool {
	told := text == "ALREADY CONNECTED"
	if !told && (text != "" || !m.has().espAT) {
		return false
	}
	m.compareLinks(ctx)
	m.mu.Lock()
	defer m.mu.Unlock()
	return told || m.slots[id].phase != phaseFree
}

// confirm asks the module whether a link is the socket's, after the words of it that would also fit a client of the
// module's server.
func (m *module) confirm(ctx context.Context, s *socket, id int) error {
	m.compareLinks(ctx)
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case s.id == id:
		return nil
	case s.fail != nil:
		return s.fail
	}
	return driver.ECONNRESET
}

// giveBack closes a link whose options could not be set.
func (m *module) giveBack(s *socket, id int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil {
		m.abandon(s, id)
		s.local, s.remote = netip.AddrPort{}, netip.AddrPort{}
	}
}

// dial sends what opens a link.
func (m *module) dial(ctx context.Context, s *socket, id int, host string, to netip.AddrPort, keepAlive int) error {
	kind := "TCP"
	if s.secure() {
		kind = "SSL"
		if err := m.prepareTLS(ctx, s, id, host); err != nil {
			return err
		}
	}
	c := at.Set("CIPSTART").Int(id).Str(kind).Str(host).Int(int(to.Port()))
	if keepAlive > 0 {
		c = c.Int(keepAlive)
	}
	return m.talk.Command(ctx, c.When(s.asks), nil)
}

// notConnected gives the error of a link that did not come up its errno.
func (m *module) notConnected(s *socket, err error, after time.Duration) error {
	var told *driver.Error
	switch {
	case errors.As(err, &told):
		return err
	case isRefusal(err) && (refusalText(err) == "no ip" || !m.online()):
		return driver.Fail("", driver.ENETDOWN, err)
	case isRefusal(err) && refusalText(err) == "DNS Fail":
		return driver.Fail("", driver.ENOENT, err)
	case isRefusal(err) && s.secure():
		return m.tlsRefused(err)
	case isRefusal(err) && after > slowRefusal:
		return driver.Fail("", driver.ETIMEDOUT, err)
	}
	return failed(err, driver.ECONNREFUSED)
}

// refusalText returns what the module printed before it refused a command.
func refusalText(err error) string {
	var refused *at.Error
	if errors.As(err, &refused) {
		return refused.Text
	}
	return ""
}
