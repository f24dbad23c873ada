package playback

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"drivergen/driver"
	"drivergen/transports/record"
)

// Port is the host's end of a recorded port. Its methods may be called from several goroutines at a time.
type Port struct {
	config
	tape *tape

	mu     sync.Mutex
	change sync.Cond
	timer  *time.Timer // wakes a Read for which it was too early

	start   time.Time
	done    []time.Time // when each step of the host was done
	matched int         // bytes of the next one that have come
	given   int         // steps of the device that have been read
	taken   int         // bytes of the next one that have been read
	givenAt time.Time   // when the last one was due

	closed bool
	fail   error // the departure
}

// Open reads the recording or script in a file and gives a port that plays it.
func Open(file string, opts ...Option) (*Port, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("playback: %w", err)
	}
	defer f.Close()
	return New(f, file, opts...)
}

// New reads a recording or script from r, to its end, and gives a port that plays it. Its name stands in errors.
func New(r io.Reader, name string, opts ...Option) (*Port, error) {
	t, err := read(r, name)
	if err != nil {
		return nil, err
	}
	p := &Port{tape: t, start: time.Now()}
	p.change.L = &p.mu
	for _, opt := range opts {
		opt(&p.config)
	}
	if p.same != nil {
		t.cutLines()
	}
	return p, nil
}

// String names the recording.
func (p *Port) String() string { return "playback:" + p.tape.name }

// Read gives what the device said next, once it is due. It waits for the host's side where that comes first, and at the
// end of the recording until Close.
func (p *Port) Read(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		switch {
		case p.closed:
			return 0, errClosed
		case p.fail != nil:
			return 0, p.fail
		case len(b) == 0:
			return 0, nil
		}
		if p.given < len(p.tape.device) {
			s := &p.tape.device[p.given]
			if s.after <= len(p.done) && p.due(s) {
				if s.fails {
					return 0, fmt.Errorf("playback: %s: %w", s.text, io.EOF)
				}
				return p.take(s, b), nil
			}
		}
		p.change.Wait()
	}
}

// take gives bytes of a step of the device.
func (p *Port) take(s *step, b []byte) int {
	n := copy(b, s.bytes[p.taken:])
	if p.taken += n; p.taken == len(s.bytes) {
		p.givenAt = p.dueAt(s)
		p.given, p.taken = p.given+1, 0
	}
	return n
}

// due reports whether the time of a step has come, and if not has a timer wake who waits when it comes.
func (p *Port) due(s *step) bool {
	wait := time.Until(p.dueAt(s))
	if p.scale == 0 || wait <= 0 {
		return true
	}
	if p.timer == nil {
		p.timer = time.AfterFunc(wait, func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.change.Broadcast()
		})
	} else {
		p.timer.Reset(wait)
	}
	return false
}

// dueAt is as long after the step before it as it was in the recording.
func (p *Port) dueAt(s *step) time.Time {
	from, t := p.start, time.Duration(0)
	switch {
	case s.chained:
		from, t = p.givenAt, p.tape.device[p.given-1].at
	case s.after > 0:
		from, t = p.done[s.after-1], p.tape.host[s.after-1].at
	}
	return from.Add(time.Duration(float64(s.at-t) * p.scale))
}

// Write takes what the host says and compares it with the recording.
func (p *Port) Write(b []byte) (n int, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for n < len(b) {
		switch {
		case p.closed:
			return n, errClosed
		case p.fail != nil:
			return n, p.fail
		}
		s, err := p.expect(b[n:])
		if err != nil {
			return n, p.depart(err)
		}
		size, err := p.match(s, b[n:])
		if err != nil {
			return n, p.depart(err)
		}
		n += size
		if p.matched < len(s.bytes) && p.same == nil {
			continue
		}
		p.finish()
		if s.fails {
			return min(max(0, n-len(s.bytes)+s.sent), n), fmt.Errorf("playback: %s: %w", s.text, io.EOF)
		}
	}
	return n, nil
}

// expect returns the write that the recording has next. A reset of the input that is not asked for changes nothing.
func (p *Port) expect(b []byte) (*step, error) {
	s := p.next()
	for s != nil && s.kind == record.Reset {
		p.finish()
		s = p.next()
	}
	if s == nil {
		return nil, p.departure(nil, "the host wrote %s, the recording has nothing more", shown(b))
	}
	if s.kind != record.Data {
		return nil, p.departure(s, "the host wrote %s, the recording has %s", shown(b), s.call())
	}
	return s, nil
}

// next returns the host's next step, or nil at the end.
func (p *Port) next() *step {
	if len(p.done) == len(p.tape.host) {
		return nil
	}
	return &p.tape.host[len(p.done)]
}

// match compares the beginning of b with what a step still wants and returns how much of b it took.
func (p *Port) match(s *step, b []byte) (int, error) {
	if p.same != nil {
		line := firstLine(b)
		if !p.same(trimmed(s.bytes), trimmed(line)) {
			return 0, p.departure(s, "the host wrote %s, the recording has %s", shown(line), shown(s.bytes))
		}
		return len(line), nil
	}
	want := s.bytes[p.matched:]
	size := min(len(want), len(b))
	for i := range size {
		if b[i] != want[i] {
			at := p.matched + i
			if secret(s.bytes) {
				return 0, p.departure(s, "byte %d of %s: the host wrote something else", at+1, withheld(s.bytes))
			}
			return 0, p.departure(s, "byte %d of %s: the host wrote %s, the recording has %s",
				at+1, short(s.bytes), shown(b[i:]), short(want[i:]))
		}
	}
	p.matched += size
	return size, nil
}

// finish notes that the host has done its next step.
func (p *Port) finish() {
	p.done, p.matched = append(p.done, time.Now()), 0
	p.change.Broadcast()
}

// Close ends the playback and wakes who reads.
func (p *Port) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	if p.timer != nil {
		p.timer.Stop()
	}
	p.change.Broadcast()
	return nil
}

// SetBaud succeeds where the recording has it.
func (p *Port) SetBaud(n int) error {
	return p.do("speed", func(s *step) bool { return s.kind == record.Baud && s.baud == n })
}

// SetRTSCTS succeeds where the recording has it.
func (p *Port) SetRTSCTS(on bool) error {
	return p.do("flow control", func(s *step) bool { return s.kind == record.Flow && s.on == on })
}

// ResetInput succeeds where the recording has it. What it dropped then is not in a recording.
func (p *Port) ResetInput() error {
	return p.do("way to reset its input", func(s *step) bool { return s.kind == record.Reset })
}

// do does the host's next step, if it is the one that is meant.
func (p *Port) do(what string, meant func(*step) bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return errClosed
	}
	if s := p.next(); s == nil || !meant(s) {
		return fmt.Errorf("playback: the recorded port has no such %s at this place: %w", what, driver.EOPNOTSUPP)
	}
	p.finish()
	return nil
}

var errClosed = fmt.Errorf("playback: %w", fs.ErrClosed)
