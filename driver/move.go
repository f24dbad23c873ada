package driver

// NewSelf returns the state of a device itself, as a handle that nobody closes.
func NewSelf(state int) *Handle[struct{}] {
	self, _ := NewTable[struct{}](Rules{Max: 1}).Open(state, struct{}{}) // the first of one
	return self
}

// A move is an event that the hardware told while a call was under way that may change the state.
type move struct {
	rule *Rule
	tell func()
}

// Move notes an event that the hardware tells: from a state that r allows it leads to r.To, from
// another one nowhere. tell puts the event into the device's queue. While a call is under
// way that may change the state, both wait for its end, so that the event comes behind those of the call.
func (h *Handle[P]) Move(r *Rule, tell func()) {
	h.table.mu.Lock()
	if h.defers {
		h.late.moves = append(h.late.moves, move{r, tell})
		h.table.mu.Unlock()
		return
	}
	h.apply(r)
	h.table.mu.Unlock()
	tell()
}

// apply changes the state as an event does. The caller holds the table's lock.
func (h *Handle[P]) apply(r *Rule) {
	if !h.closing && !h.gone && r.To != Stay && r.Allows(h.state) {
		h.state = r.To
	}
}

// Tell tells the events that Move kept back.
func (l Late) Tell() {
	for _, m := range l.moves {
		m.tell()
	}
}
