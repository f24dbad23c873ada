package esp8266

import (
	"context"
	"net/netip"

	"drivergen/driver"
	"drivergen/impl/esp8266/at"
)

// Write sends all of data, in pieces that the module takes. A datagram is never cut.
func (h sockets) Write(ctx context.Context, link driver.Link, data []byte, to netip.AddrPort) error {
	m := h.m
	s, err := m.find(link)
	if err != nil {
		return err
	}
	if s.stream && to.IsValid() {
		return driver.EOPNOTSUPP
	}
	if s.stream && len(data) == 0 {
		return nil
	}
	ctx, cancel := bound(ctx, sendLimit)
	defer cancel()
	if err := m.enter(ctx, s); err != nil {
		return err
	}
	select {
	case s.writing <- struct{}{}:
		defer func() { <-s.writing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if !s.stream {
		return m.sendDatagram(ctx, s, data, to)
	}
	for len(data) > 0 {
		n := min(len(data), at.MaxPayload)
		if err := m.sendStream(ctx, s, data[:n]); err != nil {
			return err
		}
		data = data[n:]
	}
	return nil
}

func (m *module) sendStream(ctx context.Context, s *socket, data []byte) error {
	id, err := m.linkOf(s)
	if err != nil {
		return err
	}
	return m.sent(s, m.talk.Send(ctx, at.Set("CIPSEND").Int(id).Int(len(data)).When(m.owns(s, id)), data))
}

func (m *module) sendDatagram(ctx context.Context, s *socket, data []byte, to netip.AddrPort) error {
	id, err := m.linkOf(s)
	if err != nil {
		return err
	}
	if !to.IsValid() {
		m.mu.Lock()
		to = s.remote
		m.mu.Unlock()
	}
	switch {
	case !to.IsValid():
		return driver.EDESTADDRREQ
	case !to.Addr().Is4():
		return driver.EINVAL
	case len(data) > at.MaxPayload:
		return driver.EMSGSIZE
	case len(data) == 0:
		return driver.Fail("", driver.EMSGSIZE, errNoSender)
	}
	c := at.Set("CIPSEND").Int(id).Int(len(data)).Str(to.Addr().String()).Int(int(to.Port()))
	return m.sent(s, m.talk.Send(ctx, c.When(m.owns(s, id)), data))
}

// sent gives the error of a send its errno: that of the socket's end where it has ended.
func (m *module) sent(s *socket, err error) error {
	if err != nil {
		if _, why := m.linkOf(s); why != nil && (err == errStale || isRefusal(err)) {
			return driver.Fail("", driver.ErrnoOf(why), err)
		}
	}
	return failed(err, driver.EIO)
}
