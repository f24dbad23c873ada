package emulator

import "sync"

// guard is the emulator's lock. What comes due while it is held happens just before it is let go, so that a restart or
// a closed link never pulls the state away from under the code that met with it.
type guard struct {
	sync.Mutex
	due []func()
}

// atEnd has f happen when the lock is let go, which the caller holds.
func (g *guard) atEnd(f func()) { g.due = append(g.due, f) }

// Unlock lets the lock go when nothing is due any more.
func (g *guard) Unlock() {
	for len(g.due) > 0 {
		f := g.due[0]
		g.due = g.due[1:]
		f()
	}
	g.Mutex.Unlock()
}
