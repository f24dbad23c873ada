package driver

import (
	"context"
	"sync"
)

// Rules are what a description says of its handles.
type Rules struct {
	Max     int   // how many may be open at once
	Invalid Errno // the error of a number that is not open: EBADF
	Full    Errno // the error when none is free: EMFILE
	Gone    Errno // the error of a call on a handle whose other side ended it: EPIPE
	Backlog int   // how many handles wait in a backlog at the most, where its owner did not say
}

// A Table holds a stub's handles. P is what the description keeps of each: a
// socket's addresses. Numbers are the lowest free; a number's generation grows with
// each use, so that what the hardware says late of an old handle reaches no new one.
type Table[P any] struct {
	rules Rules

	mu          sync.Mutex
	slots       []*Handle[P] // by number; nil where free
	generations []uint32     // by number: the last one used
	shut        error        // set once the device is closed
}

// NewTable returns an empty table.
func NewTable[P any](rules Rules) *Table[P] {
	if rules.Max <= 0 {
		rules.Max = DefaultHandles
	}
	return &Table[P]{rules: rules}
}

// Open makes a handle in the given state.
func (t *Table[P]) Open(state int, props P) (*Handle[P], error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.open(state, props)
}

func (t *Table[P]) open(state int, props P) (*Handle[P], error) {
	if t.shut != nil {
		return nil, t.shut
	}
	number := 0
	for number < len(t.slots) && t.slots[number] != nil {
		number++
	}
	if number >= t.rules.Max {
		return nil, t.rules.Full
	}
	if number == len(t.slots) {
		t.slots = append(t.slots, nil)
		t.generations = append(t.generations, 0)
	}
	t.generations[number]++
	h := &Handle[P]{
		table: t, link: MakeLink(number, t.generations[number]), state: state, props: props,
		readable: make(chan struct{}, 1), acceptable: make(chan struct{}, 1), reader: make(chan struct{}, 1),
		backlogBound: t.rules.Backlog,
	}
	h.life, h.kill = context.WithCancel(context.Background())
	h.closed = h.life.Done()
	t.slots[number] = h
	return h, nil
}

// Get returns the open handle of a number, or the description's error for one that is not
// open or waits in a backlog.
func (t *Table[P]) Get(number int) (*Handle[P], error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if number < 0 || number >= len(t.slots) || t.slots[number] == nil || t.slots[number].closing || t.slots[number].waiting {
		return nil, t.rules.Invalid
	}
	return t.slots[number], nil
}

// Room returns how many handles are free, and how many may be open at once.
func (t *Table[P]) Room() (free, most int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	free = t.rules.Max
	for _, h := range t.slots {
		if h != nil {
			free--
		}
	}
	return free, t.rules.Max
}

// Find returns the handle of a link, or nil where it is closed.
func (t *Table[P]) Find(link Link) *Handle[P] {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.find(link)
}

func (t *Table[P]) find(link Link) *Handle[P] {
	n := link.Number()
	if link.IsZero() || n < 0 || n >= len(t.slots) || t.slots[n] == nil || t.slots[n].link != link {
		return nil
	}
	return t.slots[n]
}

// Links returns the links of all open handles, in the order of their numbers.
func (t *Table[P]) Links() []Link {
	t.mu.Lock()
	defer t.mu.Unlock()
	var links []Link
	for _, h := range t.slots {
		if h != nil && !h.closing {
			links = append(links, h.link)
		}
	}
	return links
}

// Shut makes Open and Enter fail with err from now on, with ENODEV where err is nil.
func (t *Table[P]) Shut(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.shut != nil {
		return
	}
	if t.shut = err; err == nil {
		t.shut = ENODEV
	}
}
