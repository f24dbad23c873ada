package esp8266_test

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"drivergen/impl/esp8266/emulator"
)

// soakTally is what a soak has done.
type soakTally struct {
	mu           sync.Mutex
	runs         int
	transactions int
	up, down     int // bytes that were reported as delivered, and found so
	links        int
	failed       int // links that ended in an error
	soiled       int // those of them on which something else than the user's data followed at the end
	errors       int // transactions that ended in an error
	late         time.Duration
	latest       string // the call that returned the latest after its deadline
	virtual      time.Duration
	faults       emulator.FaultCounts
}

func (s *soakTally) add(o *soakTally) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs += o.runs
	s.transactions += o.transactions
	s.up += o.up
	s.down += o.down
	s.links += o.links
	s.failed += o.failed
	s.soiled += o.soiled
	s.errors += o.errors
	s.virtual += o.virtual
	for kind, n := range o.faults {
		s.faults[kind] += n
	}
	if o.late > s.late {
		s.late, s.latest = o.late, o.latest
	}
}

// count changes the tally under its lock.
func (s *soakTally) count(f func(*soakTally)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s)
}

func (s *soakTally) report(real time.Duration) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d transactions in %d runs\n", s.transactions, s.runs)
	fmt.Fprintf(&b, "  delivered     %d bytes up, %d bytes down, each once and in order\n", s.up, s.down)
	fmt.Fprintf(&b, "  links         %d, of which %d failed, %d with foreign bytes at the end; %d transactions ended in an error\n",
		s.links, s.failed, s.soiled, s.errors)
	fmt.Fprintf(&b, "  faults        %d: %v\n", s.faults.Total(), s.faults)
	fmt.Fprintf(&b, "  longest call  %v beyond its deadline%s\n", s.late, s.latest)
	fmt.Fprintf(&b, "  time          %v virtual, %v real", s.virtual.Round(time.Second), real.Round(100*time.Millisecond))
	return b.String()
}
