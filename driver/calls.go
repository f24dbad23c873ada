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
	waiting       []call
	interruptible bool          // the running call may be overtaken by an ending one
	ending        chan struct{} // not nil while a call that overtook runs; closed when it has returned
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
	c.add(key, call{f, interruptible})
}

// Interrupt runs f at once where the call that runs under key is interruptible, else
// in its turn: for the call that ends a handle. What f does must make the running call
// return. Later calls run after both.
func (c *Calls) Interrupt(key int, f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	q := c.keys[key]
	if q == nil || !q.interruptible {
		c.add(key, call{run: f})
		return
	}
	ending := make(chan struct{})
	q.interruptible, q.ending = false, ending
	go func() {
		f()
		close(ending)
	}()
}

// add runs or queues a call. The caller holds c.mu.
func (c *Calls) add(key int, next call) {
	if q := c.keys[key]; q != nil {
		q.waiting = append(q.waiting, next)
		return
	}
	if c.keys == nil {
		c.keys = map[int]*callQueue{}
	}
	q := &callQueue{interruptible: next.interruptible}
	c.keys[key] = q
	go c.work(key, q, next.run)
}

func (c *Calls) work(key int, q *callQueue, f func()) {
	for f != nil {
		f()
		f = c.next(key, q)
	}
}

// next returns the call to run next, or nil where there is none and the key is free again.
func (c *Calls) next(key int, q *callQueue) func() {
	c.mu.Lock()
	defer c.mu.Unlock()
	q.interruptible = false
	if ending := q.ending; ending != nil {
		c.mu.Unlock()
		<-ending
		c.mu.Lock()
		q.ending = nil
	}
	if len(q.waiting) == 0 {
		delete(c.keys, key)
		return nil
	}
	next := q.waiting[0]
	q.waiting = q.waiting[1:]
	q.interruptible = next.interruptible
	return next.run
}
