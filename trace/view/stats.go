package view

import (
	"cmp"
	"slices"
	"time"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// Stats are the figures of a recording. Durations are in nanoseconds, as JSON too.
type Stats struct {
	Span     time.Duration `json:"spanNs"` // from the first entry's begin to the last one's end
	Calls    int           `json:"calls"`
	Failed   int           `json:"failed"`  // of Calls
	Waiting  int           `json:"waiting"` // of Calls: they had not returned when the recording ended
	Events   int           `json:"events"`
	Sent     int64         `json:"sent"`     // bytes of payload
	Received int64         `json:"received"` // bytes of payload
	Rate     float64       `json:"bytesPerSecond"`
	Methods  []MethodStats `json:"methods"` // sorted by interface and name
	Told     []EventStats  `json:"told"`    // the events, sorted by interface and name
	Sockets  []SocketStats `json:"sockets"` // in the order of their numbers
}

// MethodStats are the figures of a method's calls.
type MethodStats struct {
	Interface string       `json:"interface"`
	Name      string       `json:"name"`
	Calls     int          `json:"calls"`
	Failed    int          `json:"failed"`
	Ended     int          `json:"ended"`   // calls that told the end of a stream
	Waiting   int          `json:"waiting"` // calls that had not returned; the durations are those of the others
	Errors    []ErrorCount `json:"errors"`  // the most frequent first
	// The least duration that half of the calls, 90 and 99 percent of them, and all of them did not exceed.
	P50 time.Duration `json:"p50Ns"`
	P90 time.Duration `json:"p90Ns"`
	P99 time.Duration `json:"p99Ns"`
	Max time.Duration `json:"maxNs"`
	// Exact tells that the percentiles are exact: see ExactDurations.
	Exact bool `json:"exact"`
}

// An ErrorCount is how many calls failed with an errno.
type ErrorCount struct {
	Errno string `json:"errno"` // its name, as recording.Entry.Outcome returns it
	Count int    `json:"count"`
}

// EventStats tell how often an event was told.
type EventStats struct {
	Interface string `json:"interface"`
	Name      string `json:"name"`
	Count     int    `json:"count"`
}

// SocketStats are the figures of a socket.
type SocketStats struct {
	Interface string        `json:"interface"`
	Handle    int64         `json:"handle"`
	Number    int           `json:"socket"` // among all the recording's
	Calls     int           `json:"calls"`
	Failed    int           `json:"failed"`
	Events    int           `json:"events"`
	Sent      int64         `json:"sent"`
	Received  int64         `json:"received"`
	Rate      float64       `json:"bytesPerSecond"` // both ways, over its lifetime
	First     time.Duration `json:"firstNs"`        // when it was made, else when its first entry began; since the recording did
	Last      time.Duration `json:"lastNs"`         // when its last entry ended
	Closed    bool          `json:"closed"`         // it was still open at the end of the recording where this is false
}

// Lifetime returns how long the socket was seen.
func (s *SocketStats) Lifetime() time.Duration { return s.Last - s.First }

// perSecond returns a rate over a lifetime, or 0 for none.
func perSecond(bytes int64, lifetime time.Duration) float64 {
	if lifetime <= 0 {
		return 0
	}
	return float64(bytes) / lifetime.Seconds()
}

// Collect counts entries. What it keeps grows with the number of methods and of sockets alone. The
// error is the one that the entries end with; the figures of what stood before it are returned too.
func Collect(entries Entries) (*Stats, error) {
	c := collector{methods: map[name]*method{}, events: map[name]int{}, sockets: map[socketKey]*SocketStats{}}
	var fault error
	for e, err := range entries {
		if err != nil {
			fault = err
			break
		}
		c.add(e)
	}
	return c.stats(), fault
}

// A name is that of a method or an event.
type name struct{ iface, name string }

func byName(a, b name) int { return cmp.Or(cmp.Compare(a.iface, b.iface), cmp.Compare(a.name, b.name)) }

type method struct {
	MethodStats
	errors map[string]int
	took   durations
}

type socketKey struct {
	iface  string
	handle int64
	number int
}

type collector struct {
	s           Stats
	seen        bool
	first, last time.Duration
	methods     map[name]*method
	events      map[name]int
	sockets     map[socketKey]*SocketStats
}

func (c *collector) add(e *recording.Entry) {
	if !c.seen {
		c.seen, c.first = true, e.Start
	}
	c.first, c.last = min(c.first, e.Start), max(c.last, e.End())
	sent, received := payloads(e)
	c.s.Sent += sent
	c.s.Received += received
	c.socket(e, sent, received)
	if e.Kind == recording.Event {
		c.s.Events++
		c.events[name{e.Interface, e.Name}]++
		return
	}
	c.s.Calls++
	m := c.methods[name{e.Interface, e.Name}]
	if m == nil {
		m = &method{MethodStats: MethodStats{Interface: e.Interface, Name: e.Name}, errors: map[string]int{}}
		c.methods[name{e.Interface, e.Name}] = m
	}
	m.Calls++
	if e.Unfinished {
		c.s.Waiting++
		m.Waiting++
		return
	}
	m.took.add(e.Duration)
	switch {
	case e.EOF:
		m.Ended++
	case failed(e):
		c.s.Failed++
		m.Failed++
		m.errors[e.Outcome()]++
	}
}

// socket counts an entry for the socket that it belongs to, and begins the one that it has made.
func (c *collector) socket(e *recording.Entry, sent, received int64) {
	if e.Creates != driver.NoHandle && !e.Makes() {
		c.socketOf(socketKey{e.Interface, e.Creates, e.Created}, e.End())
	}
	if e.Handle == driver.NoHandle {
		return
	}
	s := c.socketOf(keyOf(e), e.Start)
	s.Last = max(s.Last, e.End())
	s.Sent += sent
	s.Received += received
	s.Closed = s.Closed || e.Ends
	switch {
	case e.Kind == recording.Event:
		s.Events++
	default:
		s.Calls++
		if failed(e) {
			s.Failed++
		}
	}
}

// socketOf returns the figures of a socket that was there at a time.
func (c *collector) socketOf(key socketKey, at time.Duration) *SocketStats {
	s := c.sockets[key]
	if s == nil {
		s = &SocketStats{Interface: key.iface, Handle: key.handle, Number: key.number, First: at, Last: at}
		c.sockets[key] = s
	}
	s.First = min(s.First, at)
	return s
}

func (c *collector) stats() *Stats {
	c.s.Span = c.last - c.first
	c.s.Rate = perSecond(c.s.Sent+c.s.Received, c.s.Span)
	c.s.Methods, c.s.Told, c.s.Sockets = []MethodStats{}, []EventStats{}, []SocketStats{}
	for _, m := range c.methods {
		m.took.sort()
		m.P50, m.P90, m.P99, m.Max = m.took.quantile(0.5), m.took.quantile(0.9), m.took.quantile(0.99), m.took.longest
		m.Exact = m.took.exact()
		m.Errors = []ErrorCount{}
		for errno, n := range m.errors {
			m.Errors = append(m.Errors, ErrorCount{errno, n})
		}
		slices.SortFunc(m.Errors, func(a, b ErrorCount) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Errno, b.Errno))
		})
		c.s.Methods = append(c.s.Methods, m.MethodStats)
	}
	for n, count := range c.events {
		c.s.Told = append(c.s.Told, EventStats{n.iface, n.name, count})
	}
	for _, s := range c.sockets {
		s.Rate = perSecond(s.Sent+s.Received, s.Lifetime())
		c.s.Sockets = append(c.s.Sockets, *s)
	}
	slices.SortFunc(c.s.Methods, func(a, b MethodStats) int { return byName(name{a.Interface, a.Name}, name{b.Interface, b.Name}) })
	slices.SortFunc(c.s.Told, func(a, b EventStats) int { return byName(name{a.Interface, a.Name}, name{b.Interface, b.Name}) })
	slices.SortFunc(c.s.Sockets, func(a, b SocketStats) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Interface, b.Interface), cmp.Compare(a.Handle, b.Handle))
	})
	return &c.s
}
