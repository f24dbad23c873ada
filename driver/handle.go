package driver

import (
	"context"
	"math/bits"
)

// A Handle is one open object of a device: a socket. Its fields are guarded by the
// table's lock, which is never held while the hardware works.
type Handle[P any] struct {
	table *Table[P]
	link  Link
	props P
	state int

	life    context.Context    // ends when its owner closes it
	kill    context.CancelFunc // ends life
	closed  <-chan struct{}    // of life
	closing bool               // life has ended
	gone    bool               // the other side ended it, or the connection was lost
	cause   error              // why it is gone, nil for an orderly end
	ended   bool               // its receive queue delivers nothing more
	told    uint64             // the events that were told once and are not told again
	bars    []bar              // methods that are refused

	busy    bool          // a call whose rule is Alone is under way
	to      int           // the state after that call, or Stay
	failed  uint64        // the bit of the state after its failure, or 0
	defers  bool          // what the hardware tells is told later: behind that call's events, or behind Accept
	late    Late          // what the hardware told meanwhile
	settled chan struct{} // closed when that call ends, where somebody waits for it
	waiting bool          // stands in a backlog: nobody knows its number

	incoming ownership // of the received data
	arrivals ownership // of the backlog

	reader     chan struct{} // holds a token while somebody receives
	readable   chan struct{} // holds a token when the hardware has something to read
	unread     []unreadChunk // given back by the owner of a claim
	acceptable chan struct{} // holds a token when the backlog is not empty

	backlog      []*Handle[P]
	backlogBound int
}

type bar struct {
	op    string
	errno Errno
}

// Late is what the hardware told of a handle while a call was under way whose
// events go first.
type Late struct {
	Readable bool
	Gone     bool
	Cause    error

	moves []move
}

// Link returns the handle's link.
func (h *Handle[P]) Link() Link { return h.link }

// Number returns the handle's number.
func (h *Handle[P]) Number() int { return h.link.Number() }

// Closed returns a channel that is closed when the owner closes the handle.
func (h *Handle[P]) Closed() <-chan struct{} { return h.closed }

// Snapshot returns the handle's state and properties.
func (h *Handle[P]) Snapshot() (state int, props P) {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	return h.state, h.props
}

// Update changes the handle's properties under the table's lock.
func (h *Handle[P]) Update(change func(*P)) {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	change(&h.props)
}

// Enter begins a call: it checks that the handle is open, that the method is not
// barred, and that the state allows it. After a rule that is Alone, Done or Abort
// ends the call.
func (h *Handle[P]) Enter(r *Rule) error {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	if h.closing {
		return h.table.rules.Invalid
	}
	for _, b := range h.bars {
		if b.op == r.Op {
			return b.errno
		}
	}
	if h.gone {
		return h.goneError()
	}
	if h.table.shut != nil {
		return h.table.shut
	}
	if r.Alone && h.busy {
		return EALREADY
	}
	if !r.Allows(h.state) {
		return r.Refusal(h.state)
	}
	if r.Alone {
		h.busy, h.to, h.failed, h.defers = true, r.To, r.Failed, r.To != Stay || r.Failed != 0
	}
	return nil
}

// Needs reports whether first must be called before a method: the handle is open, in
// a state that r does not allow and first does.
func (h *Handle[P]) Needs(r, first *Rule) bool {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	return !h.closing && !h.gone && !r.Allows(h.state) && first.Allows(h.state)
}

// goneError is the cause of a lost connection; after an orderly end, the
// description's errno.
func (h *Handle[P]) goneError() error {
	if h.cause != nil {
		return h.cause
	}
	return h.table.rules.Gone
}

// Context returns a context that ends when ctx does or the handle is closed, and the
// function that frees it.
func (h *Handle[P]) Context(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(h.life, func() { cancel(ECONNABORTED) })
	return ctx, func() {
		stop()
		cancel(nil)
	}
}

// Ended returns the error to give for a hardware call that returned err: ECONNABORTED
// where it failed and the handle was closed meanwhile.
func (h *Handle[P]) Ended(err error) error {
	if err == nil {
		return nil
	}
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	if h.closing {
		return ECONNABORTED
	}
	return err
}

// Abort ends a call that failed with err, and returns the error to give: ECONNABORTED
// where the handle was closed meanwhile. The state becomes the one that the call's rule has for
// a failure. The events that Move kept back are told.
func (h *Handle[P]) Abort(err error) error {
	h.table.mu.Lock()
	closed := h.closing
	if h.failed != 0 && !closed && !h.gone {
		h.state = bits.TrailingZeros64(h.failed)
	}
	late := h.settle()
	h.table.mu.Unlock()
	late.Tell()
	if closed {
		return ECONNABORTED
	}
	return err
}

// Done changes the state after a call's success. It fails with ECONNABORTED where
// the handle was closed meanwhile. Settle must follow, after the call's events.
func (h *Handle[P]) Done(r *Rule) error {
	h.table.mu.Lock()
	if h.closing {
		late := h.settle()
		h.table.mu.Unlock()
		late.Tell()
		return ECONNABORTED
	}
	if r.To != Stay {
		h.state = r.To
	}
	h.table.mu.Unlock()
	return nil
}

// Settle ends a call whose events are in the queue, and returns what the hardware
// told meanwhile.
func (h *Handle[P]) Settle() Late {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	return h.settle()
}

func (h *Handle[P]) settle() Late {
	if h.settled != nil {
		close(h.settled)
		h.settled = nil
	}
	late := h.late
	h.busy, h.failed, h.defers, h.late = false, 0, false, Late{}
	for _, m := range late.moves {
		h.apply(m.rule)
	}
	return late
}

// End makes the receive queue deliver nothing more but the end of the stream.
func (h *Handle[P]) End() {
	h.table.mu.Lock()
	h.ended = true
	h.table.mu.Unlock()
	notify(h.readable)
}

// Bar refuses a method with errno from now on.
func (h *Handle[P]) Bar(op string, errno Errno) {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	for _, b := range h.bars {
		if b.op == op {
			return
		}
	}
	h.bars = append(h.bars, bar{op, errno})
}

// Told reports whether Tell was called for an event.
func (h *Handle[P]) Told(bit uint8) bool {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	return h.told&(1<<bit) != 0
}

// Tell reports whether an event is told for the first time, and notes it. The bit is
// the event's kind.
func (h *Handle[P]) Tell(bit uint8) bool {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	first := h.told&(1<<bit) == 0
	h.told |= 1 << bit
	return first
}

// Lose notes that the other side ended the handle (cause nil) or that the connection
// was lost, moves it to state (Stay: nowhere), and wakes whoever waits on it. It reports whether that
// is news, to be told now: not where the handle is closed or gone already, nor while a
// call is under way that changes the state, whose events go first, nor before the handle
// was accepted.
func (h *Handle[P]) Lose(state int, cause error) bool {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	if h.closing || h.gone {
		return false
	}
	if h.defers {
		h.late.Gone, h.late.Cause = true, cause
		return false
	}
	h.gone, h.cause = true, cause
	if state != Stay {
		h.state = state
	}
	notify(h.readable)
	notify(h.acceptable)
	return true
}

// Close begins to close the handle: from here on its number is not open. It returns
// the handles of the backlog that nobody took, which go with it, and false where it is
// closed already.
func (h *Handle[P]) Close() ([]*Handle[P], bool) {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	if h.closing {
		return nil, false
	}
	waiting := h.backlog
	h.backlog = nil
	for _, w := range waiting {
		w.shut()
	}
	h.shut()
	return waiting, true
}

func (h *Handle[P]) shut() {
	if !h.closing {
		h.closing = true
		h.kill()
	}
}

// Free gives the handle's number back.
func (h *Handle[P]) Free() {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	h.shut()
	if n := h.link.Number(); h.table.slots[n] == h {
		h.table.slots[n] = nil
	}
}

// await waits for c, or for a claim where claimed is not nil. It fails when the context
// ends or the handle is closed.
func (h *Handle[P]) await(ctx context.Context, op string, c, claimed <-chan struct{}) error {
	select {
	case <-c:
		return nil
	case <-claimed:
		return nil
	case <-ctx.Done():
		return FromContext(op, ctx)
	case <-h.closed:
		return ECONNABORTED
	}
}

// notify puts a token into a channel that holds one, if it has none.
func notify(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
