package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"
)

// A journal prints what happens, with the time since its start. Its methods may be called from any goroutine.
type journal struct {
	mu    sync.Mutex
	out   io.Writer
	start time.Time
}

func newJournal(out io.Writer) *journal { return &journal{out: out, start: time.Now()} }

// tell prints a line: when, of what, and what happened.
func (j *journal) tell(of, format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	fmt.Fprintf(j.out, "%7.2f s  %-4s  %s\n", time.Since(j.start).Seconds(), of, fmt.Sprintf(format, args...))
}

// A network knows whether the module has one.
type network struct {
	mu   sync.Mutex
	up   chan struct{} // closed while it is there
	lost int           // how often it was lost
}

// newNetwork returns a network that is there.
func newNetwork() *network {
	n := &network{up: make(chan struct{})}
	close(n.up)
	return n
}

// set notes whether the network is there.
func (n *network) set(up bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	select {
	case <-n.up:
		if !up {
			n.up = make(chan struct{})
			n.lost++
		}
	default:
		if up {
			close(n.up)
		}
	}
}

func (n *network) losses() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.lost
}

// await waits until the network is there, but no longer than limit: word of it may be lost. It fails where the context ends.
func (n *network) await(ctx context.Context, limit time.Duration) error {
	n.mu.Lock()
	up := n.up
	n.mu.Unlock()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-up:
	case <-timer.C:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return nil
}
