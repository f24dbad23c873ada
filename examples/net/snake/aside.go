package main

import (
	"bytes"
	"io"
	"sync"
)

// An aside is standard output for what is told while the game may have the terminal, by any goroutine: it is kept until the terminal
// is given back.
type aside struct {
	mu   sync.Mutex
	w    io.Writer
	held bool
	kept bytes.Buffer
}

// Write writes, or keeps.
func (a *aside) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.held {
		return a.kept.Write(p)
	}
	return a.w.Write(p)
}

// hold begins to keep what is written.
func (a *aside) hold() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.held = true
}

// release writes what was kept, and all that follows.
func (a *aside) release() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.held = false
	a.kept.WriteTo(a.w) // an output that is gone takes nothing more, either
}
