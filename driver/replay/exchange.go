package replay

import (
	"bytes"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// A handle of the program stands for a socket of the recording from the call that makes it on, and goroutines
// that make several at the same time may get them in another order than when they were recorded. What tells
// them apart comes later: an address, a request. Up to there the sockets are alike, and may be exchanged.

// exchange makes the handle of a lane stand for another socket of the recording, one that has the call and has
// been alike up to now, and returns the call; with inOrder only a call whose turn it may be. It returns nil
// where there is no such socket. The caller holds mu.
func (p *Player) exchange(l *lane, c *call, inOrder bool) *step {
	if !exchangeable(l) {
		return nil
	}
	for _, other := range p.lanes[1:] {
		if other == l || !exchangeable(other) || !p.sameArgs(l.creator, other.creator) || other.creator.Name != l.creator.Name {
			continue
		}
		there, ok := p.alike(l, other)
		if !ok {
			continue
		}
		back, ok := p.alike(other, l)
		if !ok {
			continue
		}
		if s := p.leftFor(c, other, there); s != nil && (!inOrder || s.comesNext(there)) {
			p.swap(l, other, there, back)
			return s
		}
	}
	return nil
}

// exchangeable reports whether a lane is that of a socket which a call has made from nothing, and which the
// program has not ended.
func exchangeable(l *lane) bool { return l.creator != nil && l.creator.Makes() && !l.ended }

// alike finds in a lane the calls that have been made on another one, and reports whether it has them all, with the
// same outcome and payload as far as they have been answered.
func (p *Player) alike(made, other *lane) (map[*step]*step, bool) {
	at := map[*step]*step{} // by the step of other
	free := 0               // all steps of other before it are taken
	for _, s := range made.steps {
		if s.Kind != recording.Call || s.state == pending {
			continue
		}
		found := false
		for free < len(other.steps) && (at[other.steps[free]] != nil || other.steps[free].Kind != recording.Call) {
			free++
		}
		for _, o := range other.steps[free:] {
			if at[o] == nil && o.Kind == recording.Call && o.Name == s.Name && p.sameArgs(s, o) && (s.state == begun || sameAnswer(s, o)) {
				at[o], found = s, true
				break
			}
		}
		if !found {
			return nil, false
		}
	}
	return at, true
}

// leftFor returns the first call of a lane that answers c and is not among the taken ones.
func (p *Player) leftFor(c *call, l *lane, taken map[*step]*step) *step {
	for _, s := range l.steps {
		if taken[s] == nil && s.Kind == recording.Call && s.Name == c.method && p.fits(s, c) {
			return s
		}
	}
	return nil
}

// comesNext reports whether a call may be made after those that were: none before it is left that had returned
// when it began.
func (s *step) comesNext(made map[*step]*step) bool {
	for _, before := range s.lane.steps[:s.index] {
		if before.Kind == recording.Call && made[before] == nil && before.End() <= s.Start {
			return false
		}
	}
	return true
}

// swap makes the handles of two lanes stand for each other's sockets. The caller holds mu.
func (p *Player) swap(a, b *lane, made, back map[*step]*step) {
	a.live, b.live = b.live, a.live
	a.open, b.open = b.open, a.open
	if a.open {
		p.live[a.live] = a
	}
	if b.open {
		p.live[b.live] = b
	}
	a.maker, b.maker = b.maker, a.maker
	a.maker.makes, b.maker.makes = a, b

	toldA, toldB := a.toldEvents(), b.toldEvents()
	states := map[*step]step{}
	for o, s := range made {
		states[o] = *s
	}
	for o, s := range back {
		states[o] = *s
	}
	a.restart(states, toldB)
	b.restart(states, toldA)
	p.advance(a)
	p.advance(b)
	p.wake()
}

// toldEvents counts the events of a lane that have been told, by name.
func (l *lane) toldEvents() map[string]int {
	told := map[string]int{}
	for _, s := range l.steps {
		if s.Kind == recording.Event && s.state == done {
			told[s.Name]++
		}
	}
	return told
}

// restart puts the steps of a lane where those stand that they take the place of.
func (l *lane) restart(states map[*step]step, told map[string]int) {
	if l.timer != nil {
		l.timer.Stop()
	}
	for _, s := range l.steps {
		from := states[s]
		s.state, s.call = from.state, from.call
		if s.call != nil {
			s.call.step = s
		}
		if s.Kind == recording.Event && told[s.Name] > 0 {
			told[s.Name]--
			s.state = done
		}
	}
	l.calls = l.next(0, recording.Call)
	l.told = l.next(0, recording.Event)
}

// sameArgs reports whether two recorded calls have the same arguments.
func (p *Player) sameArgs(a, b *step) bool {
	return p.fits(a, &call{method: b.Name, args: b.Args})
}

// sameAnswer reports whether two recorded calls had the same outcome and gave the same payload.
func sameAnswer(a, b *step) bool {
	return a.Error == b.Error && a.Errno == b.Errno && a.EOF == b.EOF && a.Unfinished == b.Unfinished && samePayloads(a.Results, b.Results)
}

func samePayloads(a, b []recording.Value) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Kind == driver.BytesKind && (a[i].Len != b[i].Len || !bytes.Equal(a[i].Data, b[i].Data)) || !samePayloads(a[i].Fields, b[i].Fields) {
			return false
		}
	}
	return true
}
