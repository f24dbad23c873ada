package esp8266

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"drivergen/driver"
	"drivergen/impl/esp8266/at"
)

// sendLimit bounds a payload's way to the peer where the caller's context has no deadline: NonOS AT waits for the peer's
// acknowledgement before it says SEND OK, and other sockets' payloads may go first.
const sendLimit = 2 * time.Minute

// sendTries is how often a payload is offered to a module that never asked for it.
const sendTries = 3

var (
	errNoSender = errors.New("the module cannot send an empty datagram")
	errDoubt    = errors.New("it is not certain what of a payload reached the peer")
	errRefused  = errors.New("the module refused to send")
)

// Write sends all of data, in pieces that the module takes. A datagram is never cut. Between two pieces other sockets'
// payloads have their turn, each with one piece.
func (h sockets) Write(ctx context.Context, link driver.Link, data []byte, to netip.AddrPort) error {
	m := h.m
	s, err := m.find(link)
	if err != nil {
		return err
	}
	if s.stream() && to.IsValid() {
		return driver.EOPNOTSUPP
	}
	if s.stream() && len(data) == 0 {
		return nil
	}
	if err := m.enter(ctx, s); err != nil {
		return err
	}
	select {
	case s.writing <- struct{}{}:
		defer func() { <-s.writing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if !s.stream() {
		return m.sendDatagram(ctx, s, data, to)
	}
	for len(data) > 0 {
		n := pieceOf(data)
		if err := m.send(ctx, s, data[:n], netip.AddrPort{}); err != nil {
			return err
		}
		data = data[n:]
	}
	return nil
}

// pieceOf returns how many bytes of a stream's data go in the next piece: as many as the module takes, but for plus signs
// at the end. Three that the module reads alone call the send off (AT instruction set), so the third begins the next
// piece. What cannot be cut so, a datagram or a long row of plus signs, the dialogue writes with pauses.
func pieceOf(data []byte) int {
	const row, longRow = 3, 6
	n := min(len(data), at.MaxPayload)
	plus := 0
	for plus < min(n, longRow) && data[n-1-plus] == '+' {
		plus++
	}
	if plus >= row && plus < longRow {
		n -= plus - (row - 1)
	}
	return n
}

func (m *module) sendDatagram(ctx context.Context, s *socket, data []byte, to netip.AddrPort) error {
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
	return m.send(ctx, s, data, to)
}

// send gives the module one payload. The caller holds s.writing.
func (m *module) send(ctx context.Context, s *socket, data []byte, to netip.AddrPort) error {
	for try := 1; ; try++ {
		id, err := m.linkOf(s)
		if err != nil {
			return err
		}
		c := at.SetIn(s.line[:], "CIPSEND").Int(id).Int(len(data))
		if to.IsValid() {
			c = c.Addr(to.Addr()).Int(int(to.Port()))
		}
		err = m.talk.Send(ctx, c.When(s.live).Within(sendLimit).After(s.after), data)
		switch {
		case err == nil:
			return nil
		case try < sendTries && errors.Is(err, at.ErrLost) && !errors.Is(err, at.ErrDoubt) && ctx.Err() == nil:
			// The module never asked for the payload, so nothing of it is out.
		default:
			return m.notSent(ctx, s, id, err)
		}
	}
}

// notSent gives the error of a send its errno: that of the socket's end where it has ended. A stream of which it is not
// certain what reached the peer is at its end, too. Datagrams go on: they may be lost on any network.
func (m *module) notSent(ctx context.Context, s *socket, id int, err error) error {
	var refused *at.Error
	refusal := errors.As(err, &refused)
	if refusal && refused.Result == at.ResultError && ctx.Err() == nil {
		// The module knows no such link. Its word that the link is closed may have been lost.
		m.compareLinks(ctx)
	}
	stale := errors.Is(err, errStale)
	if stale && errors.Is(err, at.ErrDoubt) {
		m.mu.Lock()
		m.misread(id) // whose link it is now may have got what called the payload off
		m.mu.Unlock()
	}
	if _, why := m.linkOf(s); why != nil && (stale || refusal) {
		return driver.Fail("", driver.ErrnoOf(why), err)
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return err // what the module has of the payload is seen through; sentLate learns how that ends
	}
	doubt := errors.Is(err, at.ErrDoubt) || refusal && refused.Result != at.ResultError && refused.Result != at.ResultCanceled
	if doubt && s.stream() {
		err = driver.Fail("", driver.EIO, explain(errDoubt, err))
		m.mu.Lock()
		defer m.mu.Unlock()
		if s.id == id {
			m.breakSend(id, err)
		}
		return err
	}
	if refusal {
		return driver.Fail("", driver.EIO, explain(errRefused, err))
	}
	return failed(err, driver.EIO)
}

// sentLate learns what became of a payload whose sender had gone.
func (s *socket) sentLate(err error) {
	if err == nil {
		return
	}
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	if s.id != noLink {
		s.m.breakSend(s.id, driver.Fail("", driver.EIO, explain(errDoubt, err)))
	}
}
