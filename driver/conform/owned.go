package conform

import "sync"

// Owned are the handles that several goroutines were given and none has closed yet.
type Owned[H comparable] struct {
	mu   sync.Mutex
	held map[H]bool
	all  []H
}

// NewOwned returns an empty Owned.
func NewOwned[H comparable]() *Owned[H] { return &Owned[H]{held: map[H]bool{}} }

// Take notes a handle that a goroutine was given, and checks that nobody else has it.
func (o *Owned[H]) Take(t *T, handle H) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.held[handle] {
		t.Fatalf("%v was given to two callers at once", handle)
	}
	o.held[handle] = true
	o.all = append(o.all, handle)
}

// All returns the handles. It is called when no goroutine takes one any more.
func (o *Owned[H]) All() []H { return o.all }
