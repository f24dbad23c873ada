package driver

import (
	"context"
	"net/netip"
	"sync"
)

// A Pump moves what arrives in a handle's queue to a callback, one at a time, through
// the device's event queue. While it runs it owns the queue.
type Pump[T any] struct {
	Post  func(func())                         // the subscription's Post
	Claim func() *Claim                        // claims the queue; nil where the device has no claims
	Take  func(ctx context.Context) (T, error) // receives or accepts
	Give  func(T) bool                         // calls the callback; false where there is none any more
	Back  func(claim *Claim, value T)          // gives back what nobody wanted

	mu      sync.Mutex
	cancel  context.CancelFunc // not nil while it runs
	again   bool               // Start was called while it ran
	pending []func()           // run when it ends
}

// Start lets the pump run until Take fails, Give has no callback, or Stop. It ends when ctx does.
func (p *Pump[T]) Start(ctx context.Context) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cancel != nil {
		p.again = true
		return
	}
	ctx, p.cancel = context.WithCancel(ctx)
	go p.run(ctx)
}

// Stop ends the pump. What it has taken and not given goes back to the queue.
func (p *Pump[T]) Stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cancel != nil {
		p.cancel()
	}
	p.again = false
}

// After runs f once the pump has given everything: at once where it does not run.
func (p *Pump[T]) After(f func()) {
	p.mu.Lock()
	if p.cancel != nil {
		p.pending = append(p.pending, f)
		p.mu.Unlock()
		return
	}
	p.mu.Unlock()
	f()
}

func (p *Pump[T]) run(ctx context.Context) {
	for {
		p.move(ctx)
		p.mu.Lock()
		if p.again && ctx.Err() == nil {
			p.again = false
			p.mu.Unlock()
			continue
		}
		p.cancel()
		p.cancel = nil
		pending := p.pending
		p.pending = nil
		p.mu.Unlock()
		for _, f := range pending {
			p.Post(f)
		}
		return
	}
}

// move moves until nothing can be taken or given.
func (p *Pump[T]) move(ctx context.Context) {
	claim := p.Claim()
	if claim != nil {
		defer claim.Release()
		ctx = claim.Context(ctx)
	}
	given := make(chan bool, 1)
	for {
		value, err := p.Take(ctx)
		if err != nil {
			return
		}
		p.Post(func() { given <- p.Give(value) })
		if !<-given {
			p.Back(claim, value)
			return
		}
	}
}

// ClaimOf claims the queue of a handle, where the device offers claims and nobody else has it.
func ClaimOf(c Capabilities, number int) *Claim {
	queues, ok := CapabilityOf[Queues](c, QueuesCapability)
	if !ok {
		return nil
	}
	claim, err := queues.Claim(number)
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

// PumpBuffer is how many bytes a pump takes from a stream at the most at once.
const PumpBuffer = 2048
