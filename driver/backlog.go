package driver

import "context"

// SetBacklog sets how many handles may wait in the backlog; 0 or less leaves it as it is.
func (h *Handle[P]) SetBacklog(n int) {
	if n <= 0 {
		return
	}
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	h.backlogBound = n
}

// Arrive opens a handle in state and puts it into the backlog of h. It returns nil
// where h is closed or not in a state that rule allows, the backlog is full, or no
// handle is free. A call under way that leads to such a state counts as done: what
// arrives while the hardware begins to listen is not lost. What the hardware tells of
// the new handle is told when it was accepted.
func (h *Handle[P]) Arrive(r *Rule, state int, props P) *Handle[P] {
	t := h.table
	t.mu.Lock()
	defer t.mu.Unlock()
	listens := r.Allows(h.state) || h.busy && h.defers && r.Allows(h.to)
	if h.closing || h.gone || !listens || len(h.backlog) >= h.backlogBound {
		return nil
	}
	arrived, err := t.open(state, props)
	if err != nil {
		return nil
	}
	arrived.waiting, arrived.defers = true, true
	h.backlog = append(h.backlog, arrived)
	notify(h.acceptable)
	return arrived
}

// Accept waits for a handle in the backlog and takes it. Its errors are those of Receive,
// but for io.EOF. Settle must follow on the accepted handle, as after Done.
func (h *Handle[P]) Accept(ctx context.Context, r *Rule) (*Handle[P], error) {
	closed := error(h.table.rules.Invalid)
	for {
		accepted, wait, claimed, err := h.takeBacklog(ctx, r, closed)
		if accepted != nil || err != nil {
			return accepted, err
		}
		if err := h.await(ctx, r.Op, wait, claimed); err != nil {
			return nil, err
		}
		closed = ECONNABORTED // the handle was open when the wait began
	}
}

// takeBacklog takes a handle, or returns the channels of which one is to be waited for
// before another try. The error where the handle is closed is the caller's.
func (h *Handle[P]) takeBacklog(ctx context.Context, r *Rule, closed error) (accepted *Handle[P], wait, claimed <-chan struct{}, err error) {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	switch {
	case h.closing:
		return nil, nil, nil, closed
	case h.arrivals.claim.keepsOut(ctx):
		notify(h.acceptable) // for the next of those that wait
		wait, err := h.arrivals.claim.wait()
		return nil, wait, nil, err
	case len(h.backlog) > 0:
		first := h.backlog[0]
		h.backlog[0] = nil
		h.backlog = h.backlog[1:]
		if len(h.backlog) > 0 {
			notify(h.acceptable)
		}
		first.waiting = false
		return first, nil, nil, nil
	case h.gone:
		notify(h.acceptable) // for the next of those that wait
		return nil, nil, nil, h.goneError()
	case !r.Allows(h.state):
		return nil, nil, nil, r.Refusal(h.state)
	}
	return nil, h.acceptable, h.arrivals.untilClaimed(), nil
}
