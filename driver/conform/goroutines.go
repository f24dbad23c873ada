package conform

import (
	"runtime"
	"strings"
	"time"
)

// A goroutine is the number that the runtime gives to a goroutine.
type goroutine string

// restful are the states, as a stack trace names them, of a goroutine that waits for
// an event. A goroutine that waits for a lock is still on its way.
var restful = []string{"select", "chan receive", "chan send", "sync.Cond.Wait", "IO wait", "sleep"}

// current returns the calling goroutine.
func current() goroutine {
	buf := make([]byte, 64)
	g, _, _ := header(string(buf[:runtime.Stack(buf, false)]))
	return g
}

// stacks returns the stack trace of every goroutine.
func stacks() map[goroutine]string {
	buf := make([]byte, 1<<16)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) {
			buf = buf[:n]
			break
		}
		buf = make([]byte, 2*len(buf))
	}
	all := map[goroutine]string{}
	for _, trace := range strings.Split(string(buf), "\n\n") {
		if g, _, ok := header(trace); ok {
			all[g] = trace
		}
	}
	return all
}

// header reads the first line of a trace: "goroutine 18 [chan receive, 2 minutes]:".
func header(trace string) (g goroutine, state string, ok bool) {
	rest, ok := strings.CutPrefix(trace, "goroutine ")
	if !ok {
		return "", "", false
	}
	number, rest, ok := strings.Cut(rest, " [")
	if !ok {
		return "", "", false
	}
	state, _, _ = strings.Cut(rest, "]")
	return goroutine(number), state, true
}

// waits reports whether a goroutine waits for an event.
func waits(g goroutine) bool {
	_, state, _ := header(stacks()[g])
	for _, s := range restful {
		if strings.HasPrefix(state, s) {
			return true
		}
	}
	return false
}

// left returns the traces of goroutines that were not there before and do not end within
// limit. Those of the testing package, and the caller, do not count.
func left(before map[goroutine]string, limit time.Duration) []string {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	deadline := time.Now().Add(limit)
	self := current()
	for {
		var traces []string
		for g, trace := range stacks() {
			if _, old := before[g]; !old && g != self && !strings.Contains(trace, "testing.(*T).Run(") && !strings.Contains(trace, "created by testing.") {
				traces = append(traces, trace)
			}
		}
		if len(traces) == 0 || time.Now().After(deadline) {
			return traces
		}
		<-tick.C
	}
}
