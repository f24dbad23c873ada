package replay

import (
	"cmp"
	"slices"
	"time"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// A lane is what the recording tells of one socket, or of the device itself, in the order of its lines.
type lane struct {
	socket  int   // 0: the device itself
	number  int64 // of the handle, as recorded
	live    int64 // of the handle, as the program knows it
	open    bool  // the program has it
	ended   bool  // the program has ended it
	ends    *step // the call that ends it, or nil
	creator *step // the call that made it; nil: it was open before the recording began
	maker   *step // the call that makes it now: the creator, unless lanes were exchanged
	steps   []*step
	calls   int // the first call of steps that was not answered; its length: all were
	told    int // the first event of steps that was not told
	timer   *time.Timer
}

// The states of a step.
type state uint8

const (
	pending state = iota
	begun         // the program has made the call; or the event waits for its time
	done          // the call was answered; the event was told
)

// A step is one entry of the recording.
type step struct {
	*recording.Entry
	lane  *lane
	index int   // in lane.steps
	makes *lane // of a call that makes a handle: its lane; see lane.maker
	state state
	// call is the program's call that the step answers, while that waits.
	call *call
	// during has the calls of later lines that had begun when the call returned, or the event was told, and perhaps
	// more of them.
	during []*step
	// optional says that the call has waited in vain, until the program gave up or ended the handle: where its
	// goroutines run in another order it does that first, and does not make the call.
	optional bool
	// after is, of an event, when the last of what went before it was recorded.
	after time.Duration
}

// load makes lanes of the recording. It returns what keeps it from being replayed.
func (p *Player) load(rec *recording.Recording) string {
	if rec == nil {
		return "there is no recording: it is nil"
	}
	p.path = rec.Path
	p.lanes = []*lane{{number: driver.NoHandle, live: driver.NoHandle, open: true}}
	bySocket := map[int]*lane{0: p.lanes[0]}
	at := func(socket int, number int64) *lane {
		l, ok := bySocket[socket]
		if !ok {
			l = &lane{socket: socket, number: number, live: number}
			bySocket[socket] = l
			p.lanes = append(p.lanes, l)
		}
		return l
	}
	var others []string
	found := false
	for i := range rec.Entries {
		e := &rec.Entries[i]
		if e.Interface != p.Interface {
			others = appendNew(others, e.Interface)
			continue
		}
		found = true
		l := p.lanes[0]
		if !e.Makes() {
			l = at(e.Socket, e.Handle)
		}
		s := &step{Entry: e, lane: l, index: len(l.steps)}
		l.steps = append(l.steps, s)
		if e.Created != 0 {
			made := at(e.Created, e.Creates)
			made.creator, made.maker, s.makes = s, s, made
		}
		p.findCapability(e.Name)
	}
	if !found {
		return nothingOf(p.Interface, others)
	}
	for _, l := range p.lanes {
		l.prepare()
		p.findOptional(l)
	}
	return p.withoutPayload(rec)
}

// findCapability notes the capability whose method or event the recording has.
func (p *Player) findCapability(name string) {
	for capability, names := range p.Device.Capabilities {
		for _, of := range names {
			if of == name {
				p.capabilities[capability] = true
			}
		}
	}
}

// prepare finds for each step what must have happened before it is answered or told.
func (l *lane) prepare() {
	var later []*step // the calls, in the order in which they began
	for _, s := range l.steps {
		if s.Kind == recording.Call {
			later = append(later, s)
		}
	}
	slices.SortStableFunc(later, func(a, b *step) int { return cmp.Compare(a.Start, b.Start) })
	var last, latest time.Duration
	var active []*step // shared by all steps between two changes, so it is not changed but made anew
	for _, s := range l.steps {
		latest = max(latest, s.End())
		if i := slices.Index(active, s); i >= 0 {
			active = slices.Delete(slices.Clone(active), i, i+1)
		}
		for len(later) > 0 && later[0].Start < latest {
			if later[0].index > s.index {
				active = append(slices.Clip(active), later[0])
			}
			later = later[1:]
		}
		s.during, s.after = active, last
		for _, c := range active {
			if s.inFlight(c) {
				s.after = max(s.after, c.Start)
			}
		}
		last = max(last, s.End())
	}
	l.calls = l.next(0, recording.Call)
	l.told = l.next(0, recording.Event)
}

// findOptional finds the calls of a lane that waited in vain, until the program gave up or ended the handle.
func (p *Player) findOptional(l *lane) {
	for _, s := range l.steps {
		if s.Ends && l.ends == nil {
			l.ends = s
		}
		s.optional = (s.Errno == driver.ECANCELED || s.Errno == driver.ECONNABORTED) && slices.Contains(p.Takes, s.Name)
	}
}

// inFlight reports whether a call of a later line had begun when s returned or was told.
func (s *step) inFlight(later *step) bool { return later.Start < s.End() }

// lacks returns the call without which s is not answered or told yet: one that had returned before, or that had
// begun; nil where there is none. A call that makes a handle from nothing lacks none and no other call lacks it: which
// goroutine opens its handle first is another one at each run.
func (s *step) lacks() *step {
	if s.Makes() {
		return nil
	}
	steps := s.lane.steps
	for i := s.lane.calls; i < s.index; i++ {
		if before := steps[i]; before.Kind == recording.Call && !s.passes(before) && before.state != done && (before.state == begun || !before.optional) {
			return before
		}
	}
	for _, later := range s.during {
		if s.inFlight(later) && later.state == pending && !later.optional && !s.passes(later) {
			return later
		}
	}
	return nil
}

// passes reports whether s does not wait for another call because that one makes a handle. Events do wait.
func (s *step) passes(other *step) bool { return s.Kind == recording.Call && other.Makes() }

// next returns the first step from i on that is of a kind and not done, or how many steps there are.
func (l *lane) next(i int, kind recording.Kind) int {
	for i < len(l.steps) && (l.steps[i].Kind != kind || l.steps[i].state == done) {
		i++
	}
	return i
}

// at returns the lane of a handle of the program, or nil where the recording has none. The caller holds mu.
func (p *Player) at(number int64) *lane {
	if number == driver.NoHandle {
		return p.lanes[0]
	}
	if l, ok := p.live[number]; ok {
		return l
	}
	for _, l := range p.lanes[1:] {
		if l.creator == nil && l.number == number && !l.open {
			l.open = true
			p.live[number] = l
			return l
		}
	}
	return nil
}

// create opens a lane for the handle that a call has made, under its recorded number where the program has
// no other handle of that number, and returns the number. The caller holds mu.
func (p *Player) create(l *lane) int64 {
	l.live = l.number
	if p.live[l.live].isOpen() {
		l.live = p.free()
	}
	l.open = true
	p.live[l.live] = l
	p.advance(l)
	return l.live
}

// isOpen reports whether the program has a handle that it is going to end. One that the recording does not end has
// ended when its number is made again.
func (l *lane) isOpen() bool { return l != nil && l.open && !l.ended && l.ends != nil }

// free returns the lowest number that no handle has. The caller holds mu.
func (p *Player) free() int64 {
	for n := int64(0); ; n++ {
		if p.live[n] == nil {
			return n
		}
	}
}

// handle returns the number under which the program knows the handle that a line of the recording names.
// The caller holds mu.
func (p *Player) handle(number int64, line int) int64 {
	live := number
	for _, l := range p.lanes[1:] {
		if l.number == number && (l.creator == nil || l.creator.Line <= line) {
			live = l.live
		}
	}
	return live
}
