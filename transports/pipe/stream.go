package pipe

import (
	"io"
	"sync"
	"time"

	"drivergen/transports/pace"
)

// stream is one direction of a pipe: a ring of bytes. The first ready bytes
// have arrived and can be read; those after them are on the line.
type stream struct {
	mu       sync.Mutex
	readable sync.Cond // a chunk has arrived, or an end was closed
	writable sync.Cond // there is room, or an end was closed

	ring  []byte
	head  int // where the first byte lies
	ready int

	line  pace.Line
	timer *time.Timer // wakes readers when the next chunk has arrived

	writeClosed, readClosed bool
}

func newStream(size int, line pace.Line) *stream {
	s := &stream{ring: make([]byte, size), line: line}
	s.readable.L, s.writable.L = &s.mu, &s.mu
	return s
}

func (s *stream) read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		if s.readClosed {
			return 0, errClosed
		}
		if len(p) == 0 {
			return 0, nil
		}
		s.arrive()
		if s.ready > 0 {
			return s.take(p), nil
		}
		if due, ok := s.line.Next(); ok {
			s.wakeReadersAt(due)
		} else if s.writeClosed {
			return 0, io.EOF
		}
		s.readable.Wait()
	}
}

func (s *stream) write(p []byte) (n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		if s.writeClosed {
			return n, errClosed
		}
		if s.readClosed {
			return n, errPeerClosed
		}
		put := s.put(p[n:])
		n += put
		if put > 0 {
			s.readable.Broadcast()
		}
		if n == len(p) {
			return n, nil
		}
		s.writable.Wait()
	}
}

// arrive takes off the line what has arrived.
func (s *stream) arrive() {
	if s.line.Flying() == 0 {
		return
	}
	var now time.Time
	if s.line.Baud() > 0 {
		now = time.Now()
	}
	s.ready += s.line.Arrived(now)
}

// take moves bytes that have arrived into p.
func (s *stream) take(p []byte) int {
	want := min(len(p), s.ready)
	n := copy(p[:want], s.ring[s.head:])
	n += copy(p[n:want], s.ring)
	s.drop(n)
	return n
}

// drop frees the first n bytes.
func (s *stream) drop(n int) {
	s.head = (s.head + n) % len(s.ring)
	s.ready -= n
	s.writable.Broadcast()
}

// put moves as much of p onto the line as there is room for.
func (s *stream) put(p []byte) int {
	held := s.ready + s.line.Flying()
	want := min(len(p), len(s.ring)-held)
	if want == 0 {
		return 0
	}
	tail := (s.head + held) % len(s.ring)
	n := copy(s.ring[tail:], p[:want])
	copy(s.ring, p[n:want])
	var now time.Time
	if s.line.Baud() > 0 {
		now = time.Now()
		s.ready += s.line.Arrived(now)
	}
	s.line.Send(now, want)
	return want
}

// wakeReadersAt has the timer wake readers at due. There is one timer for a
// stream, made when it is first needed.
func (s *stream) wakeReadersAt(due time.Time) {
	d := time.Until(due)
	if s.timer == nil {
		s.timer = time.AfterFunc(d, s.wakeReaders)
		return
	}
	s.timer.Reset(d)
}

func (s *stream) wakeReaders() {
	s.mu.Lock()
	s.readable.Broadcast()
	s.mu.Unlock()
}

func (s *stream) setBaud(n int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writeClosed {
		return errClosed
	}
	if s.line.Baud() == 0 {
		return nil
	}
	s.ready += s.line.SetBaud(time.Now(), n)
	s.readable.Broadcast()
	return nil
}

func (s *stream) reset() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.readClosed {
		return errClosed
	}
	s.arrive()
	s.drop(s.ready)
	return nil
}

// closeWrite ends the stream after the bytes that it holds.
func (s *stream) closeWrite() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writeClosed = true
	s.readable.Broadcast()
	s.writable.Broadcast()
}

// closeRead ends the stream at once and drops what it holds.
func (s *stream) closeRead() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.readClosed = true
	s.line.Clear()
	s.ready = 0
	if s.timer != nil {
		s.timer.Stop()
	}
	s.readable.Broadcast()
	s.writable.Broadcast()
}
