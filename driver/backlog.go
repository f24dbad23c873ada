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
// handle is free.
func (h *Handle[P]) Arrive(r *Rule, state int, props P) *Handle[P] {
	t := h.table
	t.mu.Lock()
	defer t.mu.Unlock()
	if h.closing || h.gone || !r.allows(h.state) || len(h.backlog) >= h.backlogBound {
		return nil
	}
	arrived, err := t.open(state, props)
	if err != nil {
		return nil
	}
	h.backlog = append(h.backlog, arrived)
	notify(h.acceptable)
	return arrived
}

// Accept waits for a handle in the backlog and takes it. Its errors are those of Receive,
// but for io.EOF.
func (h *Handle[P]) Accept(ctx context.Context, r *Rule) (*Handle[P], error) {
	for {
		accepted, wait, err := h.takeBacklog(ctx, r)
		if accepted != nil || err != nil {
			return accepted, err
		}
		if err := h.await(ctx, r.Op, wait); err != nil {
			return nil, err
		}
	}
}

// takeBacklog takes a handle, or returns the channel to wait for before another try.
func (h *Handle[P]) takeBacklog(ctx context.Context, r *Rule) (accepted *Handle[P], wait <-chan struct{}, err error) {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	switch {
	case h.closing:
		return nil, nil, h.table.rules.Invalid
	case h.claim.keepsOut(ctx):
		notify(h.acceptable) // for the next of those that wait
		wait, err := h.claim.wait()
		return nil, wait, err
	case len(h.backlog) > 0:
		first := h.backlog[0]
		h.backlog = h.backlog[1:]
		if len(h.backlog) > 0 {
			notify(h.acceptable)
		}
		return first, nil, nil
	case h.gone:
		notify(h.acceptable) // for the next of those that wait
		return nil, nil, h.goneError()
	case !r.allows(h.state):
		return nil, nil, r.refusal(h.state)
	}
	return nil, h.acceptable, nil
}
