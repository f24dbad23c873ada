package driver

import (
	"context"
	"net/netip"
	"slices"
)

// Queues lets one reader own a handle's queue, so that each byte and each connection
// leaves it once. The callback form claims a socket's queue while its read_cb or
// accept_cb is set. A stub offers it as the capability QueuesCapability.
type Queues interface {
	// Claim makes the queue of a handle the caller's own: receiving from it by a context that
	// is not the claim's fails with EBUSY until Release.
	Claim(number int) (*Claim, error)
}

// QueuesCapability is the name under which a stub offers its Queues.
const QueuesCapability = "driver.Queues"

// A Claim is the ownership of a handle's queue.
type Claim struct {
	release  func()
	unread   func(data []byte, from netip.AddrPort)
	unaccept func(number int)
}

type claimKey struct{}

// Context returns a context with which the claim's owner receives.
func (c *Claim) Context(ctx context.Context) context.Context {
	return context.WithValue(ctx, claimKey{}, c)
}

func (c *Claim) holds(ctx context.Context) bool { return ctx.Value(claimKey{}) == c }

// Unread gives data back that was received and not used: the next to receive gets it first.
func (c *Claim) Unread(data []byte, from netip.AddrPort) { c.unread(data, from) }

// Unaccept gives a handle back that was accepted and not used.
func (c *Claim) Unaccept(number int) { c.unaccept(number) }

// Release gives the queue back to whoever receives.
func (c *Claim) Release() { c.release() }

// Claim makes the queue of an open handle the caller's. It fails with EBUSY where it is claimed already.
func (t *Table[P]) Claim(number int) (*Claim, error) {
	h, err := t.Get(number)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if h.claim != nil {
		return nil, EBUSY
	}
	c := &Claim{}
	c.release = func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if h.claim == c {
			h.claim = nil
		}
	}
	c.unread = func(data []byte, from netip.AddrPort) {
		t.mu.Lock()
		defer t.mu.Unlock()
		h.unread = slices.Insert(h.unread, 0, unreadChunk{slices.Clone(data), from})
		notify(h.readable)
	}
	c.unaccept = func(number int) {
		back, err := t.Get(number)
		if err != nil {
			return
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		h.backlog = slices.Insert(h.backlog, 0, back)
		notify(h.acceptable)
	}
	h.claim = c
	return c, nil
}
