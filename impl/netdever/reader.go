package netdever

import (
	"io"
	"net/netip"
	"strconv"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// The sizes of the buffers for one Recv. TinyGo's drivers give 1436 to 1460 bytes of a
// stream; the payload of a datagram is at most 65507 bytes (RFC 768, RFC 791).
const (
	streamPiece     = 2048
	longestDatagram = 65507
)

// emptyPause is how long a reader rests after a Recv that returned early with nothing at all.
const emptyPause = 10 * time.Millisecond

// read takes what was received. A datagram socket starts to receive here where it is bound
// and has no peer: a Recv before Connect disturbs some Netdevers.
func (s *socket) read(buf []byte) (int, netip.AddrPort, error) {
	if s.protocol == netdev.ProtocolDgram {
		if err := s.startReading(); err != nil {
			return 0, netip.AddrPort{}, err
		}
	}
	return s.received.take(buf)
}

// startReading starts the reader, where there is none.
func (s *socket) startReading() error {
	s.mu.Lock()
	if s.reading || s.closed || s.fd == noFD {
		s.mu.Unlock()
		return nil
	}
	fd, uses := s.fd, s.uses
	s.reading = true
	uses.begin()
	s.mu.Unlock()
	if !s.hw.spawn(func() { uses.end(s.receive(fd)) }) {
		uses.end(false)
		return driver.ENODEV
	}
	return nil
}

// receive waits in Recv until the stream ends or the socket is closed. It reports whether the
// last Recv took something after the descriptor was given up.
func (s *socket) receive(fd int) (late bool) {
	whole := s.protocol == netdev.ProtocolDgram
	size := streamPiece
	if whole {
		size = longestDatagram
	}
	buf := make([]byte, size)
	for s.received.waitRoom() {
		deadline := time.Now().Add(s.hw.config.wake)
		n, err := s.hw.dev.Recv(fd, buf, 0, deadline)
		err = socketErrnos.errno("recv", err)
		if !s.readsFrom(fd) {
			return n > 0
		}
		if n > len(buf) {
			s.lost(fail("recv", driver.EIO, "the Netdever tells of "+strconv.Itoa(n)+" bytes in a buffer for "+strconv.Itoa(len(buf))))
			return false
		}
		took := n > 0 || n == 0 && err == nil && whole // some Netdevers tell the end with the last bytes
		if took {
			s.received.put(piece{data: append([]byte(nil), buf[:n]...), from: s.sentBy(), whole: whole})
			s.hw.stub.Readable(s.link)
		}
		switch {
		case err != nil && driver.ErrnoOf(err) != driver.ETIMEDOUT:
			s.lost(err)
			return false
		case !took && time.Now().Before(deadline) && !s.rest(emptyPause):
			return false
		}
	}
	return false
}

// readsFrom reports whether the descriptor is still the socket's.
func (s *socket) readsFrom(fd int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.closed && s.fd == fd
}

// sentBy returns the sender of a datagram, which is the socket's one peer.
func (s *socket) sentBy() netip.AddrPort {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.protocol != netdev.ProtocolDgram {
		return netip.AddrPort{}
	}
	return s.peer
}

// lost tells that nothing more comes.
func (s *socket) lost(err error) {
	s.received.end(err)
	s.hw.stub.Readable(s.link)
	if err == io.EOF {
		err = nil
	}
	s.hw.stub.Closed(s.link, err)
}

// rest waits, and reports false where the device was closed meanwhile.
func (s *socket) rest(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.hw.ended:
		return false
	}
}
