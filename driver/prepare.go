package driver

import (
	"context"
	"errors"
	"net/netip"
)

// Prepare brings the handle into a state that r allows, where first does that: it runs
// call, the method behind first. Several callers may prepare a handle at once: one of
// them runs call, the others wait for it.
func (h *Handle[P]) Prepare(ctx context.Context, r, first *Rule, call func() error) error {
	for h.Needs(r, first) {
		if wait := h.untilSettled(); wait != nil {
			if err := h.await(ctx, r.Op, wait, nil); err != nil {
				return err
			}
			continue
		}
		err := call()
		faster := errors.Is(err, EALREADY) && h.untilSettled() != nil // another caller
		if err == nil || h.Needs(r, first) && !faster {
			return err
		}
	}
	return nil
}

// untilSettled returns a channel that is closed when the call that is Alone on the handle
// ends, or nil where there is none.
func (h *Handle[P]) untilSettled() <-chan struct{} {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	if !h.busy {
		return nil
	}
	if h.settled == nil {
		h.settled = make(chan struct{})
	}
	return h.settled
}

// Endpoint is the function Endpoint, which ends also when the handle is closed.
func (h *Handle[P]) Endpoint(ctx context.Context, host string, port uint16, resolve func(context.Context, string) (netip.Addr, error)) (netip.AddrPort, error) {
	if host == "" {
		return Endpoint(ctx, host, port, resolve)
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return Endpoint(ctx, host, port, resolve)
	}
	inner, release := h.Context(ctx)
	defer release()
	to, err := Endpoint(inner, host, port, resolve)
	return to, h.Ended(err)
}
