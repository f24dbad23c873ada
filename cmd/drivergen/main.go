// Command drivergen compiles descriptions of device interfaces to Go: the interface,
// its mock, its tracing wrapper, the stub that a driver fills in, and the tests that
// every implementation must pass.
//
// Its exit codes are 0 where all is well, 1 where a file is not, and 2 where the
// command line is not.
package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
)

func main() {
	collectLate()
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// enough is how much memory the command takes, in bytes, before it collects garbage.
const enough = 224 << 20

// collectLate keeps the garbage collector from running until there is enough to collect: the command
// is short-lived, and what most descriptions need is never collected. From the first
// collection on, which ends the life of an object that nothing refers to, it runs as it does
// in any program: under a limit that what is in use comes near to it would run all the time.
// With 50 percent what idl lets through stays below 256 MiB while it is checked (TestMemory).
func collectLate() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(enough)
	runtime.SetFinalizer(new([64]byte), func(*[64]byte) {
		debug.SetGCPercent(50)
		debug.SetMemoryLimit(math.MaxInt64)
	})
}
