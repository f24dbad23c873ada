package esp8266

import (
	"context"
	"errors"

	"drivergen/driver"
	"drivergen/impl/esp8266/at"
)

// The most bytes of one AT+CIPRECVDATA: NonOS AT gives no more, and ESP-AT has seldom more, with a window of 5760 bytes
// and two segments on their way (AT instruction set).
const (
	fetchNonOS = 2048
	fetchESPAT = 8192
)

// fetcher is what the worker needs to fetch received data.
type fetcher struct {
	line  [40]byte // the command
	chunk []byte   // what comes
	last  int      // the link whose turn was last

	refused *socket // whose fetch was refused last, though data was said to wait
}

// fetchSize is how many bytes the module is asked for at once. The lock is held.
func (m *module) fetchSize() int {
	if m.dialect.espAT {
		return min(fetchESPAT, m.receive)
	}
	return min(fetchNonOS, m.receive)
}

// fetchable returns the next link whose data the worker is to fetch. The links take turns. A fetch takes all that waits, or
// as much as half the socket's buffer holds: a reader that takes a few bytes at a time causes no fetches of a few bytes.
// The lock is held.
func (m *module) fetchable() (int, bool) {
	for i := range links {
		id := (m.fetches.last + 1 + i) % links
		sl := &m.slots[id]
		s := sl.sock
		if s == nil || s.waiting == 0 || !s.stream() || sl.phase == phaseOpening {
			continue
		}
		room := s.received.room()
		if room > 0 && (s.received.size == 0 || room >= min(s.waiting, m.fetchSize(), m.receive/2)) {
			return id, true
		}
	}
	return 0, false
}

// ask is the condition of a fetch, and notes that the module was asked.
func (s *socket) ask() error {
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	if s.id == noLink {
		return errStale
	}
	s.asked = true
	return nil
}

// fetch takes from the module what it keeps for a link.
func (m *module) fetch(id int) {
	m.mu.Lock()
	s := m.slots[id].sock
	if s == nil {
		m.mu.Unlock()
		return
	}
	m.fetches.last = id
	if size := m.fetchSize(); len(m.fetches.chunk) < size {
		m.fetches.chunk = make([]byte, size)
	}
	// Memory is kept for what comes: nobody takes it meanwhile.
	n := min(s.received.room(), m.fetchSize())
	if n == 0 {
		m.mu.Unlock()
		return
	}
	s.received.promise(n)
	// From here on a notice tells of what is left.
	known := s.waiting
	s.waiting, s.fetching, s.asked = 0, true, false
	m.mu.Unlock()

	c := at.SetIn(m.fetches.line[:0], "CIPRECVDATA").Int(id).Int(n).When(s.asks).Within(taskLimit)
	got, _, err := m.talk.Receive(context.Background(), c, m.fetches.chunk[:n])

	m.mu.Lock()
	defer m.mu.Unlock()
	s.fetching = false
	if s.id != id {
		s.received.settle()
		if s.asked && err == nil {
			m.misread(id)
		}
		return
	}
	m.slots[id].proof = false
	switch {
	case err == nil:
		m.take(id, s, m.fetches.chunk[:got])
		left := known - got
		if got == n {
			left = max(left, n) // there may be more
		}
		s.waiting = max(s.waiting, left)
	case isRefusal(err): // nothing is there; of TLS the module counts bytes that are none of the stream
		m.fetches.refused = s
	case errors.Is(err, at.ErrReset), errors.Is(err, at.ErrClosed): // every link is lost
	case !s.asked:
		s.waiting = max(s.waiting, known)
		m.giveUp(err)
	default:
		// What was on its way is lost, or is not what the peer sent.
		m.breakOff(id, driver.Fail("", driver.EIO, explain(errHole, err)))
	}
	s.received.settle()
	if sl := &m.slots[id]; s.id == id && sl.gone && s.waiting == 0 {
		m.lose(id, sl.cause)
	}
}

// misread deals with data that was fetched for a link which closed meanwhile, or was about to be sent to it. If the module
// has given the link to a client of its server, the data may be that client's. The lock is held.
func (m *module) misread(id int) {
	if sl := &m.slots[id]; sl.sock != nil && sl.sock.stream() && sl.phase != phaseOpening {
		m.breakOff(id, driver.Fail("", driver.EIO, errHole))
	}
}
