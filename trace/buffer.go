package trace

import (
	"io"
	"sync"
	"time"
)

// A Buffer holds bufferSize bytes for bufferDelay at the most.
const (
	bufferSize  = 64 << 10
	bufferDelay = time.Second
)

// A Buffer is a writer in front of a slower one, such as a file, whose every write is a system
// call: a sink then costs the traced call little more than one to memory. What is written
// goes on when the buffer is full and at the latest after a second, in order and in whole writes.
// A program that dies loses what is still in it. Several goroutines may write at once.
type Buffer struct {
	mu    sync.Mutex // guards all but w
	full  []byte     // what waits
	spare []byte
	timer *time.Timer
	armed bool
	done  bool
	err   error // the first of w

	writing sync.Mutex // held while w is written to
	w       io.Writer
}

// NewBuffer returns a Buffer in front of w. Close writes what is left; it does not close w.
func NewBuffer(w io.Writer) *Buffer {
	b := &Buffer{w: w, full: make([]byte, 0, bufferSize), spare: make([]byte, 0, bufferSize)}
	b.timer = time.AfterFunc(bufferDelay, func() { _ = b.Flush() }) // the error is the next Write's
	b.timer.Stop()
	return b
}

// Write takes p. It fails with the error of an earlier write to the writer behind, from
// which on everything is dropped.
func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	for b.err == nil && len(b.full) > 0 && len(b.full)+len(p) > bufferSize {
		b.mu.Unlock()
		_ = b.Flush() // the error is in b.err
		b.mu.Lock()
	}
	defer b.mu.Unlock()
	switch {
	case b.err != nil:
		return 0, b.err
	case b.done:
		return 0, io.ErrClosedPipe
	}
	b.full = append(b.full, p...)
	if !b.armed {
		b.armed = true
		b.timer.Reset(bufferDelay)
	}
	return len(p), nil
}

// Flush writes what waits, and returns the first error of the writer behind.
func (b *Buffer) Flush() error {
	b.writing.Lock()
	defer b.writing.Unlock()
	b.mu.Lock()
	waiting := b.full
	b.full, b.spare = b.spare[:0], nil
	if b.armed {
		b.armed = false
		b.timer.Stop()
	}
	err := b.err
	b.mu.Unlock()

	if err == nil && len(waiting) > 0 {
		_, err = b.w.Write(waiting)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.spare = waiting
	if b.err == nil {
		b.err = err
	}
	return b.err
}

// Close writes what waits, and ends the Buffer: later writes fail.
func (b *Buffer) Close() error {
	b.mu.Lock()
	b.done = true
	b.mu.Unlock()
	return b.Flush()
}
