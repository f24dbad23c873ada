package view

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// MostCharted is how many entries a chart may have: it is drawn from all of them.
const MostCharted = 100_000

// WriteChart draws entries as a sequence chart, in the order in which things happened. A call is an
// arrow from the application to its socket, or to the device where it belongs to none, and another one
// back when it returns; an event is an arrow to the application. A call during which something else
// happened has a number, which both its arrows show. A lifeline is drawn thick while a call is under
// way there, and double while several are. Sockets that were not there at the same time share a lane.
//
// More than MostCharted entries, or more sockets at once than the screen has room for, are an error. An
// error that the entries end with is returned when all before it is drawn.
func WriteChart(w io.Writer, entries Entries, screen Screen) error {
	var list []*recording.Entry
	var fault error
	for e, err := range entries {
		if err != nil {
			fault = err
			break
		}
		if len(list) == MostCharted {
			return fmt.Errorf("a chart holds at most %s: choose some with --since, --until, --socket or --method", grouped(MostCharted)+" entries")
		}
		list = append(list, e)
	}
	if len(list) == 0 {
		return fault
	}
	steps := stepsOf(list)
	d, err := newDrawing(w, steps, list[0].Interface, screen)
	if err != nil {
		return err
	}
	if err := d.draw(steps); err != nil {
		return err
	}
	return fault
}

// A step is one arrow.
type step struct {
	entry  *recording.Entry
	at     time.Duration
	back   bool // a call's return
	number int  // of a call during which something else happened, from 1; else 0
}

// stepsOf returns what happened in its order.
func stepsOf(list []*recording.Entry) []step {
	steps := make([]step, 0, 2*len(list))
	for _, e := range list {
		if e.Kind == recording.Event {
			steps = append(steps, step{entry: e, at: e.Start})
			continue
		}
		steps = append(steps, step{entry: e, at: e.Start})
		if !e.Unfinished {
			steps = append(steps, step{entry: e, at: e.End(), back: true})
		}
	}
	// What happened at the same time stays in the order of the recording.
	slices.SortStableFunc(steps, func(a, b step) int { return cmp.Compare(a.at, b.at) })
	number(steps)
	return steps
}

// number gives a number to each call whose return does not follow it at once.
func number(steps []step) {
	numbers, n := map[*recording.Entry]int{}, 0
	for i := range steps {
		s := &steps[i]
		switch {
		case s.entry.Kind == recording.Event:
		case s.back:
			s.number = numbers[s.entry]
		case i+1 < len(steps) && steps[i+1].entry != s.entry:
			n++
			s.number, numbers[s.entry] = n, n
		}
	}
}

// A lane is where sockets are drawn, one after the other.
type lane struct {
	socket socketKey // that is there now
	free   bool
	open   int // calls under way
}

func keyOf(e *recording.Entry) socketKey { return socketKey{e.Interface, e.Handle, e.Socket} }

// lastSteps returns the index of each socket's last step.
func lastSteps(steps []step) map[socketKey]int {
	last := map[socketKey]int{}
	for i, s := range steps {
		if s.entry.Handle != driver.NoHandle {
			last[keyOf(s.entry)] = i
		}
	}
	return last
}

// lanesNeeded returns how many sockets there are at the most at once.
func lanesNeeded(steps []step, last map[socketKey]int) int {
	open, most := map[socketKey]bool{}, 0
	for i, s := range steps {
		if s.entry.Handle == driver.NoHandle {
			continue
		}
		key := keyOf(s.entry)
		open[key] = true
		most = max(most, len(open))
		if last[key] == i {
			delete(open, key)
		}
	}
	return most
}
