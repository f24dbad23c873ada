package emulator

import (
	"errors"
	"io"
	"sync"
	"time"
)

const (
	outputHigh = 256 << 10 // bytes waiting for the host above which links and commands wait
	paceSlice  = 100       // a paced line moves this many portions a second
)

// host is one attached host.
type host struct {
	rw    io.ReadWriteCloser
	once  sync.Once
	gone  chan struct{} // closed when it is unplugged
	ended chan struct{} // closed when it is served no more
	out   []byte        // waiting to be written; guarded by the emulator's lock
	last  bool          // it sends no more, and goes when it has its answers; guarded by the emulator's lock
	over  bool          // nothing more is written; guarded by the emulator's lock
}

// unplug ends the host's connection and returns at once.
func (h *host) unplug() {
	h.once.Do(func() {
		close(h.gone)
		h.rw.Close()
	})
}

// plug makes rw the attached host in place of the one before.
func (e *Emulator) plug(rw io.ReadWriteCloser) (*host, error) {
	h := &host{rw: rw, gone: make(chan struct{}), ended: make(chan struct{})}
	for {
		e.mu.Lock()
		before := e.host
		if e.closed {
			e.mu.Unlock()
			return nil, ErrClosed
		}
		if before == nil {
			e.host = h
			e.wg.Add(1) // for serve
			e.mu.Unlock()
			return h, nil
		}
		e.mu.Unlock()
		before.unplug()
		<-before.ended
	}
}

// serve moves bytes between the host and the module.
func (e *Emulator) serve(h *host) error {
	defer e.wg.Done()
	var werr error
	written := make(chan struct{})
	go func() {
		defer close(written)
		werr = e.writeTo(h)
	}()
	err := e.readFrom(h)
	ended := errors.Is(err, io.EOF)
	if ended {
		e.drain(h, written)
	}
	h.unplug()
	e.mu.Lock()
	h.over = true
	e.host = nil
	e.change.Broadcast()
	e.mu.Unlock()
	<-written
	close(h.ended)
	switch {
	case ended:
		return nil
	case err == nil:
		return werr
	}
	return err
}

// drain lets a host that has closed only its sending side, as a shell's pipe into netcat does, hear what it asked for.
func (e *Emulator) drain(h *host, written <-chan struct{}) {
	e.mu.Lock()
	h.last = true
	e.change.Broadcast()
	e.mu.Unlock()
	select {
	case <-written:
	case <-h.gone:
	}
}

// readFrom feeds the module until the host is gone, or gives io.EOF where it sends no more. Each read is what the firmware finds in its UART at one time.
func (e *Emulator) readFrom(h *host) error {
	buf := make([]byte, 4096)
	for {
		n, err := h.rw.Read(buf[:e.portion(len(buf))])
		if n > 0 {
			e.pace(h, n)
			e.mu.Lock()
			for (len(h.out) > outputHigh || e.m.through.full()) && !h.over && !e.closed {
				e.change.Wait()
			}
			e.trace.in(buf[:n])
			e.m.feed(buf[:n])
			e.change.Broadcast()
			e.mu.Unlock()
		}
		if err != nil {
			select {
			case <-h.gone:
				return nil
			default:
			}
			return err
		}
	}
}

// writeTo writes what the module says until the host is over, or has its last answer.
func (e *Emulator) writeTo(h *host) error {
	for {
		e.mu.Lock()
		for len(h.out) == 0 && !h.over && (!h.last || e.m.working()) {
			e.change.Wait()
		}
		if h.over || len(h.out) == 0 {
			e.mu.Unlock()
			return nil
		}
		n := min(len(h.out), e.portionLocked(len(h.out)))
		piece := h.out[:n:n]
		h.out = h.out[n:]
		e.change.Broadcast()
		e.mu.Unlock()
		if _, err := h.rw.Write(piece); err != nil {
			select {
			case <-h.gone:
				err = nil
			default:
			}
			e.mu.Lock()
			h.over = true
			e.change.Broadcast()
			e.mu.Unlock()
			h.unplug()
			return err
		}
		e.pace(h, n)
	}
}

// send queues what the module says. What nobody is there to hear is lost.
func (e *Emulator) send(p []byte) {
	if e.host == nil || e.host.over {
		return
	}
	e.host.out = append(e.host.out, p...)
	e.change.Broadcast()
}

// crowded reports whether the host is behind with reading.
func (e *Emulator) crowded() bool { return e.host != nil && len(e.host.out) > outputHigh }

func (e *Emulator) portion(most int) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.portionLocked(most)
}

// portionLocked is how many bytes may move before the line's pace is kept by waiting.
func (e *Emulator) portionLocked(most int) int {
	if e.baud == 0 {
		return most
	}
	return min(most, max(1, e.baud/10/paceSlice))
}

// pace waits for as long as n bytes take on the line.
func (e *Emulator) pace(h *host, n int) {
	e.mu.Lock()
	baud := e.baud
	e.mu.Unlock()
	if baud == 0 {
		return
	}
	t := time.NewTimer(time.Duration(n) * 10 * time.Second / time.Duration(baud))
	defer t.Stop()
	select {
	case <-t.C:
	case <-h.gone:
	}
}
