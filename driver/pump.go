package driver

import (
	"context"
	"net/netip"
	"sync"
)

// A Pump moves what arrives in a handle's queue to a callback, one at a time, through
// the device's event queue. From Start to Stop it owns the queue. It takes until Take
// fails, and then again after each Wake.
//
// Start, Wake and Stop do not wait, and may be called from a callback.
type Pump[T any] struct {
	Post  func(func())                         // the subscription's Post
	Claim func() *Claim                        // claims the queue; nil where the device has no claims
	Take  func(ctx context.Context) (T, error) // receives or accepts
	Give  func(T) bool                         // calls the callback; false where there is none any more
	Back  func(claim *Claim, value T)          // gives back what nobody wanted; it does not wait

	mu      sync.Mutex
	ctx     context.Context // between Start and Stop
	cancel  context.CancelFunc
	unhook  func() bool // ends the watch on Start's context
	claim   *Claim      // kept after Stop until the goroutine has ended
	running bool        // its goroutine runs
	again   bool        // there may be something to take
	held    *T          // taken, and not given yet
	settled chan struct{}

	pending []func() // run in order once the goroutine has ended
}

// Start lets the pump run until Stop or the end of ctx.
func (p *Pump[T]) Start(ctx context.Context) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ctx != nil {
		return
	}
	if p.claim != nil {
		p.claim.Stay()
	} else {
		p.claim = p.Claim()
	}
	p.unhook = context.AfterFunc(ctx, p.Stop)
	p.ctx, p.cancel = context.WithCancel(ctx)
	if p.claim != nil {
		p.ctx = p.claim.Context(p.ctx)
	}
	p.wake()
}

// Wake says that there may be something to take. It does nothing where the pump is stopped.
func (p *Pump[T]) Wake() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ctx != nil {
		p.wake()
	}
}

func (p *Pump[T]) wake() {
	p.again = true
	if !p.running {
		p.running = true
		go p.run()
	}
}

// Stop ends the pump. What it has taken and not given goes back to the queue.
func (p *Pump[T]) Stop() {
	p.mu.Lock()
	if p.ctx == nil {
		p.mu.Unlock()
		return
	}
	p.unhook()
	p.cancel()
	p.ctx, p.again = nil, false
	claim, held := p.claim, p.held
	p.held = nil
	switch {
	case !p.running:
		p.free()
	case claim != nil:
		claim.Leave()
	}
	p.mu.Unlock()
	if held != nil {
		p.Back(claim, *held)
		p.settled <- struct{}{}
	}
}

// After runs f once the goroutine has ended, which must be about to find the queue's
// end, and has given everything: at once where it does not run.
func (p *Pump[T]) After(f func()) {
	p.mu.Lock()
	wait := p.running
	p.mu.Unlock()
	p.then(f, wait)
}

// Then runs f behind what After still holds back: at once where that is nothing.
func (p *Pump[T]) Then(f func()) { p.then(f, false) }

func (p *Pump[T]) then(f func(), wait bool) {
	p.mu.Lock()
	// The goroutine may have ended since After looked: then it will not run f.
	if wait && p.running || len(p.pending) > 0 {
		p.pending = append(p.pending, f)
		p.mu.Unlock()
		return
	}
	p.mu.Unlock()
	f()
}

func (p *Pump[T]) run() {
	for {
		ctx := p.turn()
		if ctx == nil {
			return
		}
		if value, err := p.Take(ctx); err == nil {
			p.move(value)
		}
	}
}

// turn returns the context for the next Take, or nil when the goroutine ends.
func (p *Pump[T]) turn() context.Context {
	p.mu.Lock()
	if p.ctx != nil && p.again {
		defer p.mu.Unlock()
		p.again = false
		return p.ctx
	}
	p.running = false
	if p.ctx == nil {
		p.free()
	}
	drain := len(p.pending) > 0
	p.mu.Unlock()
	if drain {
		p.Post(p.drain)
	}
	return nil
}

// move hands a value to the event queue and waits until it was given or went back.
func (p *Pump[T]) move(value T) {
	p.mu.Lock()
	if p.ctx == nil {
		claim := p.claim
		p.mu.Unlock()
		p.Back(claim, value)
		return
	}
	if p.settled == nil {
		p.settled = make(chan struct{}, 1)
	}
	p.held, p.again = &value, true
	p.mu.Unlock()
	p.Post(p.give)
	<-p.settled
}

func (p *Pump[T]) give() {
	p.mu.Lock()
	ctx, claim, held := p.ctx, p.claim, p.held
	p.held = nil
	p.mu.Unlock()
	if held == nil {
		return // Stop gave it back
	}
	if !p.Give(*held) {
		p.mu.Lock()
		if p.ctx == ctx { // not started anew meanwhile
			p.again = false
		}
		p.mu.Unlock()
		p.Back(claim, *held)
	}
	p.settled <- struct{}{}
}

func (p *Pump[T]) drain() {
	for {
		p.mu.Lock()
		if len(p.pending) == 0 {
			p.mu.Unlock()
			return
		}
		f := p.pending[0]
		p.pending = p.pending[1:]
		p.mu.Unlock()
		f()
	}
}

// free releases the claim. The caller holds p.mu.
func (p *Pump[T]) free() {
	if p.claim != nil {
		p.claim.Release()
		p.claim = nil
	}
}

// ClaimOf claims the received data of a handle, where the device offers claims and nobody else has it.
func ClaimOf(c Capabilities, number int) *Claim { return claimOf(c, number, Queues.Claim) }

// BacklogClaimOf claims the backlog of a handle likewise.
func BacklogClaimOf(c Capabilities, number int) *Claim {
	return claimOf(c, number, Queues.ClaimBacklog)
}

func claimOf(c Capabilities, number int, of func(q Queues, number int) (*Claim, error)) *Claim {
	queues, ok := CapabilityOf[Queues](c, QueuesCapability)
	if !ok {
		return nil
	}
	claim, err := of(queues, number)
	if err != nil {
		return nil
	}
	return claim
}

// A Chunk is what a pump takes from a stream at once.
type Chunk struct {
	Data []byte
	From netip.AddrPort
}
