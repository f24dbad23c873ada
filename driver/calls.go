package driver

import "sync"

// Calls runs the calls of a callback form: those of one key (a handle) one after
// another in the order in which they were made, those of different keys at the
// same time. No goroutine runs while nothing is to be done. The zero value is ready to use.
type Calls struct {
	mu   sync.Mutex
	keys map[int]*callQueue
}

type callQueue struct {
	waiting     []call
	interrupted bool // the running call may be overtaken by an ending one
}

type call struct {
	run           func()
	interruptible bool
}

// Go runs f after the earlier calls of the same key. A call that is interruptible waits
// for a peer: Interrupt does not wait for it.
func (c *Calls) Go(key int, interruptible bool, f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.keys == nil {
		c.keys = map[int]*callQueue{}
	}
	if q := c.keys[key]; q != nil {
		q.waiting = append(q.waiting, call{f, interruptible})
		return
	}
	q := &callQueue{interrupted: interruptible}
	c.keys[key] = q
	go c.work(key, q, f)
}

// Interrupt runs f at once where the call that runs under key is interruptible, else
// in its turn: for the call that ends a handle.
func (c *Calls) Interrupt(key int, f func()) {
	c.mu.Lock()
	q := c.keys[key]
	overtake := q != nil && q.interrupted
	c.mu.Unlock()
	if overtake {
		go f()
		return
	}
	c.Go(key, false, f)
}

func (c *Calls) work(key int, q *callQueue, f func()) {
	for {
		f()
		c.mu.Lock()
		if len(q.waiting) == 0 {
			delete(c.keys, key)
			c.mu.Unlock()
			return
		}
		next := q.waiting[0]
		q.waiting = q.waiting[1:]
		q.interrupted = next.interruptible
		f = next.run
		c.mu.Unlock()
	}
}
