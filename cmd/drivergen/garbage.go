package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// leastLimit is how much memory the process takes, in bytes, before garbage is collected.
const leastLimit = 224 << 20

// collectLate lets the garbage collector wait until there is much to collect: the command is
// short-lived, and what most descriptions need is never collected. The limit holds for what is
// asked for one description, however hostile; it rises with what is in use when there are many, for
// the collector runs all the time where that comes near to the limit.
func collectLate() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(leastLimit)
	runtime.SetFinalizer(new(collection), raiseLimit)
}

// A collection is an object that nothing refers to. Its finalizer runs after a collection.
type collection struct{ _ [16]byte }

// raiseLimit sets the limit that holds until the next collection, and waits for that.
func raiseLimit(c *collection) {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	debug.SetMemoryLimit(max(leastLimit, 4*int64(live[0].Value.Uint64())-2*leastLimit))
	runtime.SetFinalizer(c, raiseLimit)
}
