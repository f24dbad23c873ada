package driver

// A Rule says in which states a method may be called and what its success changes, or in
// which states an event that the hardware tells leads to another one.
type Rule struct {
	Op     string // the method, or the event, as the description names it
	From   uint64 // a bit for each allowed state; 0: all
	To     int    // the state after success, or Stay
	Failed uint64 // the bit of the state after a failure; 0: the state stays
	Else   []Errno
	Alone  bool // no other call that is Alone may be under way on the handle
}

// Stay is a Rule's To where the state does not change.
const Stay = -1

// States returns the bits of states, for Rule.From and Rule.Failed.
func States(states ...int) uint64 {
	var bits uint64
	for _, s := range states {
		bits |= 1 << s
	}
	return bits
}

// Allows reports whether the method may be called in a state, or whether the event leads from there to another one.
func (r *Rule) Allows(state int) bool { return r.From == 0 || r.From&(1<<state) != 0 }

// Refusal returns the errno for a state that From does not hold. Else is indexed by
// the state.
func (r *Rule) Refusal(state int) Errno {
	if state < len(r.Else) && r.Else[state] != 0 {
		return r.Else[state]
	}
	return EINVAL
}
