package replay

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"drivergen/driver"
	"drivergen/driver/recording"
	"drivergen/internal/nearest"
)

// on returns the program's handle of a lane, behind a space, or nothing for the device itself.
func on(l *lane, handle int64) string {
	if l.socket == 0 {
		return ""
	}
	return " on handle " + strconv.FormatInt(handle, 10)
}

// show returns a call of the program.
func show(c *call, on string) string {
	e := recording.Entry{Args: c.args}
	return c.method + "(" + e.Arguments() + ")" + on
}

// line names a line of the recording: run.jsonl:17, or line 17 where its file is not known.
func (p *Player) line(number int) string {
	if p.path == "" {
		return "line " + strconv.Itoa(number)
	}
	return p.path + ":" + strconv.Itoa(number)
}

// recorded names a line of the recording where nothing has told of the recording yet.
func (p *Player) recorded(number int) string {
	if p.path == "" {
		return "recording line " + strconv.Itoa(number)
	}
	return p.line(number)
}

// showStep returns a line of the recording.
func (p *Player) showStep(s *step) string {
	return fmt.Sprintf("%s: %s(%s)", p.line(s.Line), s.Name, s.Arguments())
}

// departure says in what a call departs from a lane that has no such call any more; the lane is nil where
// the recording has no such handle. The caller holds mu.
func (p *Player) departure(l *lane, handle int64, c *call) string {
	if l == nil {
		return show(c, " on handle "+strconv.FormatInt(handle, 10)) + " departs from the recording\n  there the program has no handle " +
			strconv.FormatInt(handle, 10) + p.hasHandles()
	}
	text := show(c, on(l, l.live)) + " departs from the recording"
	if near := p.nearest(l, c); near != nil {
		return text + "\n  " + strings.Join(prefixed(p.line(near.Line)+": ", p.differences(near, c)), "\n  ")
	}
	left, known := p.elsewhere(c.method)
	if !known {
		return text + "\n  the recording has no call of " + c.method + " at all"
	}
	where := "there"
	if l.socket != 0 {
		where = "there on this handle"
	}
	if l.calls == len(l.steps) {
		return text + "\n  no call is left " + where + left
	}
	return text + "\n  no call of " + c.method + " is left " + where + "; next is " + p.showStep(l.steps[l.calls]) + left
}

func prefixed(prefix string, texts []string) []string {
	for i := range texts {
		texts[i] = prefix + texts[i]
	}
	return texts
}

// nearest returns the call of a method that was not made and whose arguments differ the least.
func (p *Player) nearest(l *lane, c *call) *step {
	var nearest *step
	best := 0
	for _, s := range l.steps[l.calls:] {
		if s.state != pending || s.Kind != recording.Call || s.Name != c.method {
			continue
		}
		if n := len(p.differences(s, c)); nearest == nil || n < best {
			nearest, best = s, n
		}
	}
	return nearest
}

// elsewhere says where else the recording has a call of a method that was not made, and reports whether it has one at
// all.
func (p *Player) elsewhere(method string) (left string, known bool) {
	for _, l := range p.lanes {
		for _, s := range l.steps {
			if s.Kind != recording.Call || s.Name != method {
				continue
			}
			known = true
			if s.state == pending {
				if l.socket == 0 {
					return "\n  one is left at " + p.showStep(s), true
				}
				return fmt.Sprintf("\n  one is left on the recorded handle %d, %s", l.number, p.showStep(s)), true
			}
		}
	}
	return "", known
}

// hasHandles lists the handles that the program has.
func (p *Player) hasHandles() string {
	var open []int64
	for number, l := range p.live {
		if !l.ended {
			open = append(open, number)
		}
	}
	if len(open) == 0 {
		return ": it has none"
	}
	slices.Sort(open)
	return fmt.Sprintf(": it has %s", strings.Trim(fmt.Sprint(open), "[]"))
}

// tooEarly says what a call has waited for in vain.
func (p *Player) tooEarly(c *call, missing *step) string {
	order := "comes behind"
	if missing.index > c.step.index {
		order = "returned when the program was in"
	}
	text := "which was not made within "
	if missing.state == begun {
		text = "which has not been answered within "
	}
	return fmt.Sprintf("%s departs from the recording\n  %s %s %s, %s%v",
		show(c, on(c.step.lane, c.step.lane.live)), p.line(c.step.Line), order, p.showStep(missing), text, p.patienceFor(c.step))
}

// mostMissing is how many calls that were not made are listed.
const mostMissing = 10

// missing lists the calls of the recording that were not made, or returns "". The caller holds mu.
func (p *Player) missing() string {
	var steps []*step
	for _, l := range p.lanes {
		for _, s := range l.steps {
			if s.Kind == recording.Call && s.state == pending && !s.Unfinished && !s.optional {
				steps = append(steps, s)
			}
		}
	}
	if len(steps) == 0 {
		return ""
	}
	slices.SortFunc(steps, func(a, b *step) int { return a.Line - b.Line })
	text := "replay: " + strconv.Itoa(len(steps)) + " calls of the recording were not made:"
	if len(steps) == 1 {
		text = "replay: a call of the recording was not made:"
	}
	for _, s := range steps[:min(len(steps), mostMissing)] {
		text += "\n  " + p.showStep(s)
		if s.lane.socket != 0 {
			text += " on handle " + strconv.FormatInt(s.Handle, 10)
		}
	}
	if more := len(steps) - mostMissing; more > 0 {
		text += fmt.Sprintf("\n  and %d more", more)
	}
	return text
}

// appendNew appends a name that is not in the list.
func appendNew(list []string, name string) []string {
	if slices.Contains(list, name) {
		return list
	}
	return append(list, name)
}

// nothingOf says that the recording has nothing of an interface, and what it has.
func nothingOf(iface string, others []string) string {
	text := "the recording has nothing of " + iface
	switch likely := nearest.To(iface, others); {
	case len(others) == 0:
		return text + ": it is empty"
	case likely != "":
		return text + "; did you mean to replay " + likely + "?"
	}
	return text + ": it has " + strings.Join(others, ", ")
}

// withoutPayload says which payload the recording lacks that the device would have to give, or returns "".
func (p *Player) withoutPayload(rec *recording.Recording) string {
	var first *recording.Entry
	var short recording.Value
	most := 0
	for i := range rec.Entries {
		e := &rec.Entries[i]
		if e.Interface != p.Interface {
			continue
		}
		values := e.Results
		if e.Kind == recording.Event {
			values = e.Args
		}
		for _, v := range payloads(nil, values) {
			if len(v.Data) < v.Len && first == nil {
				first, short = e, v
			}
			most = max(most, v.Len)
		}
	}
	if first == nil {
		return ""
	}
	return fmt.Sprintf("%s: %s gave %d bytes, of which the recording has %d: record with recording.Payload(%d)",
		p.recorded(first.Line), first.Name, short.Len, len(short.Data), most)
}

// payloads appends the payloads among values, at any depth.
func payloads(list, values []recording.Value) []recording.Value {
	for _, v := range values {
		if v.Kind == driver.BytesKind {
			list = append(list, v)
		}
		list = payloads(list, v.Fields)
	}
	return list
}
