package view

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// The measures of a chart, in columns.
const (
	shortestArrow = 24 // from the application to the device
	longestArrow  = 72
	narrowestLane = 7
	arrowEnds     = 6 // what the ends of an arrow take of its label's room
)

// A drawing is a chart that is being written. It holds the lifelines as they are.
type drawing struct {
	w      io.Writer
	screen Screen
	first  string // the first interface, whose name is left out

	timeWidth, app, device int // columns: the width of the times, the places of two lifelines
	laneWidth              int
	last                   map[socketKey]int // the index of each socket's last step
	lanes                  []lane
	open                   int // calls of the device that are under way
}

func newDrawing(w io.Writer, steps []step, first string, screen Screen) (*drawing, error) {
	d := &drawing{w: w, screen: screen, first: first, last: lastSteps(steps), laneWidth: narrowestLane}
	longest := 0
	for i := range steps {
		s := &steps[i]
		d.timeWidth = max(d.timeWidth, len(seconds(s.at)))
		d.laneWidth = max(d.laneWidth, columns(socketLabel(s.entry))+2)
		if s.entry.Handle == driver.NoHandle {
			longest = max(longest, columns(d.label(s)))
		} else {
			longest = max(longest, columns(d.label(s))-d.laneWidth)
		}
	}
	d.timeWidth = max(d.timeWidth, len("TIME"))
	d.app = d.timeWidth + gap + len("application")/2
	d.lanes = make([]lane, lanesNeeded(steps, d.last))
	for i := range d.lanes {
		d.lanes[i].free = true
	}
	arrow := max(shortestArrow, min(longestArrow, longest+arrowEnds))
	if screen.Columns > 0 {
		beside := d.app + len(d.lanes)*d.laneWidth + d.laneWidth/2
		if beside+shortestArrow >= screen.Columns {
			return nil, fmt.Errorf("a chart of %s at once takes %d columns, and there are %d: choose some with --socket, or give --width 0 and scroll",
				counted(len(d.lanes), "socket"), beside+shortestArrow+1, screen.Columns)
		}
		arrow = min(arrow, screen.Columns-beside-1)
	}
	d.device = d.app + arrow
	return d, nil
}

// draw writes the chart.
func (d *drawing) draw(steps []step) error {
	head := &line{}
	head.text(d.timeWidth-len("TIME"), "TIME", strong)
	head.text(d.timeWidth+gap, "application", strong)
	head.text(d.device-len("device")/2, "device", strong)
	if err := d.write(head); err != nil {
		return err
	}
	for i := range steps {
		if err := d.step(&steps[i]); err != nil {
			return err
		}
		if e := steps[i].entry; e.Handle != driver.NoHandle && d.last[keyOf(e)] == i {
			d.lanes[d.laneOf(e)].free = true
		}
	}
	return nil
}

// step writes an arrow, below the name of its socket where it is the socket's first.
func (d *drawing) step(s *step) error {
	to, open := d.device, &d.open
	if s.entry.Handle != driver.NoHandle {
		at := d.laneOf(s.entry)
		if at < 0 {
			at = slices.IndexFunc(d.lanes, func(l lane) bool { return l.free })
			d.lanes[at] = lane{socket: keyOf(s.entry)}
			if err := d.birth(at, socketLabel(s.entry)); err != nil {
				return err
			}
		}
		to, open = d.laneX(at), &d.lanes[at].open
	}
	call := s.entry.Kind == recording.Call
	if call && !s.back {
		*open++
	}
	l := d.lifelines()
	l.text(d.timeWidth-len(seconds(s.at)), seconds(s.at), faint)
	d.arrow(l, s, to)
	if call && s.back {
		*open--
	}
	return d.write(l)
}

// birth writes a line with the name of a socket on its lane.
func (d *drawing) birth(at int, label string) error {
	l := d.lifelines()
	l.text(d.laneX(at)-columns(label)/2, label, strong)
	return d.write(l)
}

func (d *drawing) laneX(at int) int { return d.device + (at+1)*d.laneWidth }

// laneOf returns the lane on which an entry's socket is, or -1.
func (d *drawing) laneOf(e *recording.Entry) int {
	key := keyOf(e)
	return slices.IndexFunc(d.lanes, func(l lane) bool { return !l.free && l.socket == key })
}

// lifelines returns a line with nothing but the lifelines.
func (d *drawing) lifelines() *line {
	l := &line{}
	l.set(d.app, '│', faint)
	l.set(d.device, lifeline(d.open), faint)
	for i := range d.lanes {
		if !d.lanes[i].free {
			l.set(d.laneX(i), lifeline(d.lanes[i].open), faint)
		}
	}
	return l
}

// lifeline returns how a lifeline is drawn with so many calls under way.
func lifeline(open int) rune {
	switch {
	case open <= 0:
		return '│'
	case open == 1:
		return '┃'
	}
	return '║'
}

// crossings are what lifelines become where an arrow goes over them.
var crossings = map[rune]rune{'│': '┼', '┃': '╂', '║': '╫'}

// arrow draws an arrow between the application and another lifeline, with its label.
func (d *drawing) arrow(l *line, s *step, to int) {
	shaft, ink := '─', normal
	switch {
	case s.entry.Kind == recording.Event:
		shaft, ink = '╌', event
	case failed(s.entry):
		ink = bad
	}
	for x := d.app + 1; x < to; x++ {
		if over, ok := crossings[l.at(x)]; ok {
			l.set(x, over, ink)
		} else {
			l.set(x, shaft, ink)
		}
	}
	if s.entry.Kind == recording.Call && !s.back {
		l.set(d.app, '├', faint)
		l.set(to-1, '▶', ink)
	} else {
		l.set(d.app+1, '◀', ink)
	}
	l.text(d.app+3, " "+cut(d.label(s), to-d.app-arrowEnds)+" ", ink)
}

// label returns what stands on an arrow.
func (d *drawing) label(s *step) string {
	var b strings.Builder
	if s.number > 0 {
		fmt.Fprintf(&b, "[%d] ", s.number)
	}
	if !s.back {
		b.WriteString(callText(s.entry, d.first))
		if s.entry.Unfinished {
			b.WriteString(", unfinished")
		}
		return b.String()
	}
	b.WriteString(shortName(s.entry, d.first) + ": " + outcome(s.entry))
	if results := resultText(s.entry); results != "" && !failed(s.entry) {
		b.WriteString(", " + results)
	}
	b.WriteString(", " + span(s.entry.Duration))
	return b.String()
}

func (d *drawing) write(l *line) error {
	_, err := io.WriteString(d.w, l.String(d.screen.Color)+"\n")
	return err
}

// A line is a line of a chart: a character, and its style, for each column.
type line struct {
	runes  []rune // 0 where the character before takes two columns
	styles []style
}

func (l *line) at(x int) rune {
	if x >= len(l.runes) {
		return ' '
	}
	return l.runes[x]
}

func (l *line) set(x int, r rune, s style) {
	for len(l.runes) <= x {
		l.runes, l.styles = append(l.runes, ' '), append(l.styles, normal)
	}
	l.runes[x], l.styles[x] = r, s
}

// text sets a text from a column on. What combines with the character before it is left out.
func (l *line) text(x int, text string, s style) {
	for _, r := range text {
		switch runeColumns(r) {
		case 1:
			l.set(x, r, s)
			x++
		case 2:
			l.set(x, r, s)
			l.set(x+1, 0, s)
			x += 2
		}
	}
}

// String returns the line with its colours, without spaces at its end.
func (l *line) String(colored bool) string {
	var b strings.Builder
	for from := 0; from < len(l.runes); {
		to := from + 1
		for to < len(l.runes) && l.styles[to] == l.styles[from] {
			to++
		}
		text := strings.ReplaceAll(string(l.runes[from:to]), "\x00", "")
		b.WriteString(paint(text, l.styles[from], colored))
		from = to
	}
	return strings.TrimRight(b.String(), " ")
}
