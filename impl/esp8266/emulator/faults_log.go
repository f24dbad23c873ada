package emulator

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// FaultCounts is how often each kind of fault has happened: FaultCounts[FaultDrop] bytes were dropped.
type FaultCounts [faultKinds]int

// Total is how many faults have happened.
func (c FaultCounts) Total() int {
	total := 0
	for _, n := range c {
		total += n
	}
	return total
}

// String lists the kinds that have happened: drop=2 busy=1.
func (c FaultCounts) String() string {
	var words []string
	for kind, n := range c {
		if n > 0 {
			words = append(words, fmt.Sprintf("%v=%d", FaultKind(kind), n))
		}
	}
	return strings.Join(words, " ")
}

// FaultRecord is one fault that happened.
type FaultRecord struct {
	Kind FaultKind
	At   time.Time
	// Sent and Received are how many bytes the module had printed and read when it happened. A fault on the line may
	// befall an earlier byte: Note says which.
	Sent, Received int64
	Note           string
}

// String gives the record as a trace shows it.
func (r FaultRecord) String() string {
	return fmt.Sprintf("%s %v: %s (sent %d, received %d)", r.At.Format(traceTime), r.Kind, r.Note, r.Sent, r.Received)
}

const faultLogMax = 1000 // records that are kept

// faultLog keeps what happened. It has a lock of its own, since the line has faults while the emulator's lock is free.
type faultLog struct {
	mu             sync.Mutex
	counts         FaultCounts
	records        []FaultRecord
	sent, received atomic.Int64 // bytes that the module printed and read
}

func (l *faultLog) add(kind FaultKind, times int, note string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counts[kind] += times
	if len(l.records) == faultLogMax {
		l.records = append(l.records[:0], l.records[faultLogMax/2:]...)
	}
	l.records = append(l.records, FaultRecord{kind, time.Now(), l.sent.Load(), l.received.Load(), note})
}

func (l *faultLog) counted() FaultCounts {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.counts
}

func (l *faultLog) last() []FaultRecord {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.records)
}

// fault notes that a fault happened: in the counts, the log and the trace.
func (e *Emulator) fault(kind FaultKind, format string, a ...any) {
	e.faultTimes(kind, 1, format, a...)
}

func (e *Emulator) faultTimes(kind FaultKind, times int, format string, a ...any) {
	note := fmt.Sprintf(format, a...)
	e.faultLog.add(kind, times, note)
	e.trace.note(kind.String() + ": " + note)
}
