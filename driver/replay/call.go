package replay

import (
	"context"
	"time"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// cancelPatience is how long a call that was cancelled when it was recorded waits for its context to end.
const cancelPatience = 2 * time.Second

// A call is one of the program's, while it waits.
type call struct {
	method string
	args   []recording.Value
	came   time.Time
	step   *step
}

// Call answers a call as the recording does: the first of the method, on the handle and with the arguments,
// that was not made yet. It waits until those that had returned before it have been made. An argument that
// need not be the recorded one is a driver.RedactedAttr.
func (p *Player) Call(ctx context.Context, method string, handle int64, args ...driver.Attr) *Answer {
	c := &call{method: method, args: p.values(args), came: time.Now()}
	p.mu.Lock()
	if err := p.stopped(method); err != nil {
		p.mu.Unlock()
		return &Answer{err: err}
	}
	l := p.at(handle)
	var s *step
	if l != nil {
		s = p.find(l, c)
		if s == nil || !s.isNext() {
			if other := p.exchange(l, c, s != nil); other != nil {
				s = other
			}
		}
	}
	if s == nil && p.waitsInVain(l, c) {
		p.mu.Unlock()
		return p.waitForEnd(ctx, l, c)
	}
	if s == nil {
		text := p.departure(l, handle, c)
		p.mu.Unlock()
		if ctx.Err() != nil { // a device would not have been asked
			return &Answer{err: driver.FromContext(method, ctx)}
		}
		return p.depart(c, text)
	}
	s.state, s.call, c.step = begun, c, s
	p.advance(s.lane)
	p.wake() // others may have waited for it to begin
	p.mu.Unlock()
	p.tell()
	return p.wait(ctx, c)
}

// stopped returns the error of a call that comes when nothing is answered any more, or nil. The caller holds mu.
func (p *Player) stopped(method string) error {
	switch {
	case p.failed:
		return driver.Fail(method, driver.EIO, ErrDeparted)
	case p.over:
		return driver.Fail(method, driver.ECANCELED, ErrEnded)
	}
	return nil
}

// depart fails the test for a call and answers it with an error.
func (p *Player) depart(c *call, text string) *Answer {
	p.fail(callPlace() + ": " + text)
	return &Answer{err: driver.Fail(c.method, driver.EIO, ErrDeparted)}
}

// wait waits until it is a call's turn, and answers it.
func (p *Player) wait(ctx context.Context, c *call) *Answer {
	for {
		p.mu.Lock()
		s := c.step
		if err := p.stopped(c.method); err != nil {
			s.state, s.call = pending, nil
			p.mu.Unlock()
			return &Answer{err: err}
		}
		turn := p.turn(ctx, c)
		if turn.now {
			return p.answer(c)
		}
		changed := p.watch()
		p.mu.Unlock()

		var limit <-chan time.Time
		var timer *time.Timer
		if turn.limit >= 0 {
			timer = time.NewTimer(turn.limit)
			limit = timer.C
		}
		select {
		case <-changed:
		case <-ctx.Done():
			if answer := p.given(ctx, c); answer != nil {
				return answer
			}
		case <-limit:
			if text := p.late(c); text != "" {
				return p.depart(c, text)
			}
		}
		if timer != nil {
			timer.Stop()
		}
	}
}

// A turn says when a call is answered: now, or at the next change, or when the limit has passed.
type turn struct {
	now   bool
	limit time.Duration // less than 0: there is none
}

// isNext reports whether it may be a call's turn: none is left before it that had returned when it began.
func (s *step) isNext() bool {
	lacking := s.lacks()
	return lacking == nil || s.Start < lacking.End()
}

// turn returns when a call is answered. The caller holds mu.
func (p *Player) turn(ctx context.Context, c *call) turn {
	s := c.step
	rest := time.Duration(0)
	if p.timing {
		rest = s.Duration - time.Since(c.came)
	}
	switch {
	case s.Unfinished:
		return turn{limit: -1}
	case s.lacks() != nil:
		return turn{limit: p.patienceFor(s)}
	case rest > 0:
		return turn{limit: rest}
	case s.Errno == driver.ECANCELED && ctx.Done() != nil && ctx.Err() == nil && time.Since(c.came) < cancelPatience:
		return turn{limit: cancelPatience - time.Since(c.came)}
	}
	return turn{now: true}
}

// patienceFor returns how long a call waits for what it lacks. One that waited when it was recorded may wait as
// long again.
func (p *Player) patienceFor(s *step) time.Duration {
	if s.isNext() {
		return p.patience + s.Duration
	}
	return p.patience
}

// answer answers a call, and does what follows from it. The caller holds mu, which answer gives back.
func (p *Player) answer(c *call) *Answer {
	s := c.step
	l := s.lane
	s.state, s.call = done, nil
	l.calls = l.next(l.calls, recording.Call)
	if s.Ends {
		l.ended = true
	}
	from := source{p: p, s: s, handle: l.live}
	if s.makes != nil {
		from.created = p.create(s.makes)
	}
	p.advance(l)
	p.wake()
	p.mu.Unlock()
	p.tell()
	return &Answer{source: from, err: p.errorOf(s.Entry)}
}

// given answers a call whose context has ended while it waited: as it was recorded where that was the end of
// a wait, else as any device does, and the recorded answer stays for the next such call.
func (p *Player) given(ctx context.Context, c *call) *Answer {
	p.mu.Lock()
	s := c.step
	switch {
	case s.Errno == driver.ECANCELED || s.Errno == driver.ETIMEDOUT:
		return p.answer(c)
	case s.Unfinished:
		s.state = done
	default:
		s.state = pending
	}
	s.call = nil
	p.mu.Unlock()
	return &Answer{err: driver.FromContext(c.method, ctx)}
}

// late returns what departs where a call has waited as long as it may for those before it, or "" where it
// was not that for which it waited.
func (p *Player) late(c *call) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := c.step
	lacking := s.lacks()
	if p.failed || p.over || s.Unfinished || lacking == nil {
		return ""
	}
	return p.tooEarly(c, lacking)
}
