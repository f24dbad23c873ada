package main

import (
	"fmt"
	"io"
	"io/fs"
	"sync"

	"drivergen/driver"
	"drivergen/transports"
)

// lineBuffer bounds the bytes that a line holds for its session.
const lineBuffer = 4096

// A line is the port, which several dialogues use one after the other: each has a session, whose end leaves the port
// open.
type line struct {
	port io.ReadWriteCloser
	done chan struct{} // closed when nothing reads the port any more

	mu      sync.Mutex
	change  sync.Cond
	buf     []byte
	err     error // why the port gives nothing more
	closed  bool
	current *session
	rates   []int  // where a module that falls silent is looked for
	rate    int    // the port's, 0 where it is not known
	in, out int    // bytes since the line was opened
	sample  []byte // the first bytes of the session under way
}

// sampleSize is how much a sample holds of what the module said.
const sampleSize = 48

func newLine(port io.ReadWriteCloser, rate int) *line {
	l := &line{port: port, rate: rate, done: make(chan struct{})}
	l.change.L = &l.mu
	go l.read()
	return l
}

// read reads the port until it is closed.
func (l *line) read() {
	defer close(l.done)
	p := make([]byte, lineBuffer)
	for {
		n, err := l.port.Read(p)
		l.mu.Lock()
		l.in += n
		l.sample = append(l.sample, p[:min(n, sampleSize-len(l.sample))]...)
		if l.current == nil {
			n = 0 // nobody listens
		}
		for len(l.buf)+n > lineBuffer && !l.closed && l.current != nil {
			l.change.Wait()
		}
		if l.err = err; l.current != nil {
			l.buf = append(l.buf, p[:n]...)
		}
		l.change.Broadcast()
		l.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// close closes the port.
func (l *line) close() error {
	l.mu.Lock()
	l.closed = true
	l.change.Broadcast()
	l.mu.Unlock()
	err := l.port.Close()
	<-l.done
	return err
}

// moved returns how many bytes went in and out so far.
func (l *line) moved() (in, out int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.in, l.out
}

// heard returns the first bytes of the session under way, or of the last one.
func (l *line) heard() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]byte(nil), l.sample...)
}

// setBaud changes the port's speed, where it has one.
func (l *line) setBaud(baud int) error {
	p, ok := l.port.(transports.BaudSetter)
	if !ok {
		return fmt.Errorf("the port has no speed: %w", driver.EOPNOTSUPP)
	}
	if err := p.SetBaud(baud); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rate = baud
	return nil
}

// lookAt sets the rates at which a module that falls silent is looked for; the last one is where the search ends.
func (l *line) lookAt(rates ...int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rates = rates
}

// retune is a dialogue's question where the module answers nothing: it sets the next rate, if there is one.
func (l *line) retune(try int) bool {
	l.mu.Lock()
	rates := l.rates
	l.mu.Unlock()
	return try < len(rates) && l.setBaud(rates[try]) == nil
}

// session begins a session, which ends the one before. What came before it is dropped.
func (l *line) session() *session {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := &session{l}
	l.current, l.buf, l.sample = s, nil, nil
	l.change.Broadcast()
	return s
}

// A session is the port for one dialogue.
type session struct{ l *line }

func (s *session) Read(p []byte) (int, error) {
	l := s.l
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		switch {
		case l.current != s || l.closed:
			return 0, fs.ErrClosed
		case len(l.buf) > 0 || len(p) == 0:
			n := copy(p, l.buf)
			l.buf = l.buf[:copy(l.buf, l.buf[n:])]
			l.change.Broadcast()
			return n, nil
		case l.err != nil:
			return 0, l.err
		}
		l.change.Wait()
	}
}

func (s *session) Write(p []byte) (int, error) {
	s.l.mu.Lock()
	over := s.l.current != s || s.l.closed
	s.l.mu.Unlock()
	if over {
		return 0, fs.ErrClosed
	}
	n, err := s.l.port.Write(p)
	s.l.mu.Lock()
	s.l.out += n
	s.l.mu.Unlock()
	return n, err
}

// Close ends the session and leaves the port open.
func (s *session) Close() error {
	s.l.mu.Lock()
	defer s.l.mu.Unlock()
	if s.l.current == s {
		s.l.current, s.l.buf = nil, nil
	}
	s.l.change.Broadcast()
	return nil
}

// SetBaud changes the port's speed, where it has one.
func (s *session) SetBaud(baud int) error { return s.l.setBaud(baud) }

// Baud returns the port's speed, 0 where it is not known.
func (s *session) Baud() int {
	s.l.mu.Lock()
	defer s.l.mu.Unlock()
	return s.l.rate
}

// SetRTSCTS turns hardware flow control on or off, where the port has it.
func (s *session) SetRTSCTS(on bool) error {
	if p, ok := s.l.port.(transports.FlowController); ok {
		return p.SetRTSCTS(on)
	}
	return fmt.Errorf("the port has no flow control: %w", driver.EOPNOTSUPP)
}
