package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// How far memory fills before garbage is collected.
const (
	leastLimit = 224 << 20 // bytes of all that the process has
	leastHeap  = 168 << 20 // bytes of the heap, once the descriptions are loaded
	leastMore  = 100       // percent of what is in use, where that is more
)

// collectLate lets the garbage collector wait until there is much to collect: the command is
// short-lived, and what most descriptions need is never collected. The limit holds for what one
// description can ask for, however hostile it is. Where several have more in use it rises, since the
// collector would run all the time close to it.
func collectLate() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(leastLimit)
	runtime.SetFinalizer(new(collection), pace)
}

// seldom is set when the descriptions are loaded.
var seldom atomic.Bool

// collectSeldom tells that the descriptions are loaded: no hostile one is among them, and what is
// made of them may take as much memory again as is in use.
func collectSeldom() { seldom.Store(true) }

// A collection is an object that nothing refers to. Its finalizer runs after a collection.
type collection struct{ _ [16]byte }

// pace says when the next collection is due, and waits for it.
func pace(c *collection) {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	live := max(1, int64(sample[0].Value.Uint64()))
	if seldom.Load() {
		debug.SetGCPercent(int(max(leastMore, 100*(leastHeap-live)/live)))
		debug.SetMemoryLimit(math.MaxInt64)
	} else {
		debug.SetMemoryLimit(max(leastLimit, 4*live-2*leastLimit))
	}
	runtime.SetFinalizer(c, pace)
}
