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
	// Claim makes the received data of a handle the caller's own: receiving by a context that
	// is not the claim's fails with EBUSY until Release, also for those who wait already.
	Claim(number int) (*Claim, error)
	// ClaimBacklog makes the backlog of a handle the caller's own in the same way.
	ClaimBacklog(number int) (*Claim, error)
}

// Rooms tells how much room a device has for handles. A stub's Queues are one.
type Rooms interface {
	// Room returns how many handles are free, and how many may be open at once.
	Room() (free, most int)
}

// RoomOf returns how many handles of a device are free and how many may be open at once; ok is false where it does
// not tell.
func RoomOf(c Capabilities) (free, most int, ok bool) {
	rooms, ok := CapabilityOf[Rooms](c, QueuesCapability)
	if !ok {
		return 0, 0, false
	}
	free, most = rooms.Room()
	return free, most, true
}

// QueuesCapability is the name under which a stub offers its Queues.
const QueuesCapability = "driver.Queues"

// A Claim is the ownership of a handle's queue.
type Claim struct {
	queue   claimed
	free    chan struct{} // closed by Release
	leaving bool          // under the table's lock
}

// claimed is a handle as its claim sees it.
type claimed interface {
	setLeaving(c *Claim, leaving bool)
	release(c *Claim)
	unreadData(data []byte, from netip.AddrPort)
	unaccept(number int) bool
}

type claimKey struct{}

// Context returns a context with which the claim's owner receives.
func (c *Claim) Context(ctx context.Context) context.Context {
	return context.WithValue(ctx, claimKey{}, c)
}

// Leave says that Release follows at once, when the owner's last call on the queue has
// returned: others wait for it instead of failing with EBUSY.
func (c *Claim) Leave() { c.queue.setLeaving(c, true) }

// Stay takes Leave back.
func (c *Claim) Stay() { c.queue.setLeaving(c, false) }

// Unread gives data back that was received and not used: the next to receive gets it first.
func (c *Claim) Unread(data []byte, from netip.AddrPort) { c.queue.unreadData(data, from) }

// Unaccept gives a handle back that was accepted and not used. It reports false where
// the queue's own handle was closed meanwhile: the caller then has to close the accepted one.
func (c *Claim) Unaccept(number int) bool { return c.queue.unaccept(number) }

// Release gives the queue back to whoever receives.
func (c *Claim) Release() { c.queue.release(c) }

// keepsOut reports whether a receiver with ctx is not the claim's owner. A nil claim keeps nobody out.
func (c *Claim) keepsOut(ctx context.Context) bool {
	return c != nil && ctx.Value(claimKey{}) != c
}

// wait returns what a receiver that is kept out waits for, or EBUSY.
func (c *Claim) wait() (<-chan struct{}, error) {
	if c.leaving {
		return c.free, nil
	}
	return nil, EBUSY
}

// An ownership is whose one of a handle's queues is. A handle has two, that of received data and its backlog.
type ownership struct {
	claim   *Claim
	claimed chan struct{} // closed by Claim, where somebody waits for the queue
}

// Claim makes the received data of an open handle the caller's. It fails with EBUSY where it is claimed already.
func (t *Table[P]) Claim(number int) (*Claim, error) {
	return t.claim(number, func(h *Handle[P]) *ownership { return &h.incoming })
}

// ClaimBacklog makes the backlog of an open handle the caller's, as Claim does with the received data.
func (t *Table[P]) ClaimBacklog(number int) (*Claim, error) {
	return t.claim(number, func(h *Handle[P]) *ownership { return &h.arrivals })
}

func (t *Table[P]) claim(number int, of func(h *Handle[P]) *ownership) (*Claim, error) {
	h, err := t.Get(number)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	o := of(h)
	if o.claim != nil {
		return nil, EBUSY
	}
	o.claim = &Claim{queue: h, free: make(chan struct{})}
	// Those who wait for the queue learn that it is not theirs any more.
	if o.claimed != nil {
		close(o.claimed)
		o.claimed = nil
	}
	return o.claim, nil
}

// untilClaimed returns a channel that is closed when somebody claims the queue, or nil
// where it is claimed. The caller holds the table's lock.
func (o *ownership) untilClaimed() <-chan struct{} {
	if o.claim != nil {
		return nil
	}
	if o.claimed == nil {
		o.claimed = make(chan struct{})
	}
	return o.claimed
}

func (h *Handle[P]) setLeaving(c *Claim, leaving bool) {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	c.leaving = leaving
}

func (h *Handle[P]) release(c *Claim) {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	for _, o := range []*ownership{&h.incoming, &h.arrivals} {
		if o.claim == c {
			o.claim = nil
			close(c.free)
		}
	}
}

func (h *Handle[P]) unreadData(data []byte, from netip.AddrPort) {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	h.unread = slices.Insert(h.unread, 0, unreadChunk{slices.Clone(data), from})
	notify(h.readable)
}

func (h *Handle[P]) unaccept(number int) bool {
	back, err := h.table.Get(number)
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	if err != nil || h.closing || back.closing {
		return false
	}
	back.waiting, back.defers = true, true
	h.backlog = slices.Insert(h.backlog, 0, back)
	notify(h.acceptable)
	return true
}
