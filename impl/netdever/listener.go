package netdever

import (
	"context"
	"net/netip"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// retryAccept is how long accepting rests where the Netdever has no socket for a connection.
const retryAccept = 50 * time.Millisecond

func (s *socket) listen(ctx context.Context, backlog int) error {
	if s.protocol == netdev.ProtocolDgram {
		return driver.EOPNOTSUPP
	}
	if err := s.do(ctx, "listen", func(fd int) error { return s.hw.dev.Listen(fd, backlog) }); err != nil {
		return err
	}
	fd, end, ok := s.begin()
	if !ok {
		return driver.ECONNABORTED
	}
	if !s.hw.spawn(func() { defer end(false); s.accept(fd) }) {
		end(false)
		return driver.ENODEV
	}
	return nil
}

// accept announces connections until the listener is closed.
func (s *socket) accept(fd int) {
	for {
		conn, peer, err := s.hw.dev.Accept(fd)
		if err == nil && conn < 0 {
			err = errNoDescriptor
		}
		if s.isClosed() {
			if err == nil {
				_ = s.hw.dev.Close(conn)
			}
			return
		}
		if err == nil {
			s.announce(conn, peer)
			continue
		}
		err = socketErrnos.errno("accept", err)
		switch driver.ErrnoOf(err) {
		case driver.EMFILE, driver.ECONNABORTED, driver.ETIMEDOUT, driver.EAGAIN:
			if !s.rest(retryAccept) {
				return
			}
		default:
			s.hw.stub.Closed(s.link, err)
			return
		}
	}
}

// announce gives a connection to the stub, or closes it where nobody wants it, or where a late
// call may have met it.
func (s *socket) announce(fd int, peer netip.AddrPort) {
	uses, err := s.hw.number(context.Background(), fd)
	if err != nil {
		_ = s.hw.dev.Close(fd)
		return
	}
	s.mu.Lock()
	local := s.local
	s.mu.Unlock()
	conn := &socket{
		hw: s.hw, domain: s.domain, protocol: s.protocol,
		fd: fd, uses: uses, bound: local, local: local, remote: peer, peer: peer,
	}
	if !s.offer(conn) {
		_ = conn.close(context.Background())
	}
}

func (s *socket) offer(conn *socket) bool {
	h := s.hw
	h.accepting.Lock()
	defer h.accepting.Unlock()
	link, ok := h.stub.Accepted(s.link, conn.remote, conn.local)
	if !ok {
		return false
	}
	conn.link = link
	return h.add(conn) == nil && conn.startReading() == nil
}
