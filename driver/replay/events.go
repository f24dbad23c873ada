package replay

import (
	"slices"
	"strings"
	"time"

	"drivergen/driver/recording"
)

// Func says which function the program has given to a method, or nil: the recorded calls of it are made. It
// is named by the method and the parameter, NetNotify.cb, and told before the call that gives it.
func (p *Player) Func(name string, f func(Values)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.funcs[name] = f
}

// advance queues the events of a lane before which everything has happened. The caller holds mu.
func (p *Player) advance(l *lane) {
	for l.told < len(l.steps) {
		s := l.steps[l.told]
		if s.state == begun || !p.isDue(s) {
			return
		}
		if gap := s.Start - s.after; p.timing && gap > 0 {
			s.state = begun
			l.timer = time.AfterFunc(gap, func() { p.elapsed(s) })
			return
		}
		p.queue(s)
	}
}

// elapsed tells an event whose time has come.
func (p *Player) elapsed(s *step) {
	p.mu.Lock()
	if !p.over && s.state == begun {
		p.queue(s)
		p.advance(s.lane)
	}
	p.mu.Unlock()
	p.tell()
}

// isDue reports whether everything has happened that was before an event. The caller holds mu.
func (p *Player) isDue(s *step) bool {
	if s.lacks() != nil || s.lane.creator != nil && !s.lane.open {
		return false
	}
	return p.subscribed || isCallback(s) || !s.first()
}

// first reports whether an event was told before the first call of its lane.
func (s *step) first() bool {
	if s.lane.creator != nil || slices.ContainsFunc(s.during, s.inFlight) {
		return false
	}
	for _, before := range s.lane.steps[:s.index] {
		if before.Kind == recording.Call {
			return false
		}
	}
	return true
}

// isCallback reports whether an event is a call of a function that the program gave to a method.
func isCallback(s *step) bool { return strings.Contains(s.Name, ".") }

// due is an event that is to be told, of a handle of the program.
type due struct {
	*step
	handle int64
}

// queue puts an event behind those that are to be told, unless nobody takes it. The caller holds mu.
func (p *Player) queue(s *step) {
	s.state = done
	s.lane.told = s.lane.next(s.lane.told, recording.Event)
	if p.subscribed || isCallback(s) {
		p.due = append(p.due, due{s, s.lane.live})
	}
}

// tell tells the next event, unless one is being told: its handlers return before the next is told, so that
// however many there are no queue is full.
func (p *Player) tell() {
	p.mu.Lock()
	if p.telling || len(p.due) == 0 || p.failed || p.over {
		p.mu.Unlock()
		return
	}
	next := p.due[0]
	p.due = p.due[1:]
	p.telling = true
	f := p.funcs[next.Name]
	p.mu.Unlock()

	values := Values{source{p: p, s: next.step, handle: next.handle}}
	switch event := p.Events[next.Name]; {
	case f != nil:
		p.Post(func() { f(values) })
	case event != nil:
		event(values)
	}
	p.Post(p.wasTold)
}

// wasTold tells the next event, when the handlers of the last one have returned.
func (p *Player) wasTold() {
	p.mu.Lock()
	p.telling = false
	p.mu.Unlock()
	p.tell()
}
