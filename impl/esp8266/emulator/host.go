package emulator

import (
	"errors"
	"io"
	"sync"
)

const (
	outputHigh = 64 << 10 // bytes waiting for the host above which its commands wait
	// Links wait while the host has this much to take. On a paced line that is just enough to leave it no pause: what
	// the host asks for is not to wait behind a long queue of what its links have received.
	linksHigh      = 64 << 10
	linksHighPaced = 256
)

// host is one attached host.
type host struct {
	up, down *wire              // from the host, and to it
	rw       io.ReadWriteCloser // nil for a Port
	once     sync.Once
	gone     chan struct{} // closed when it is unplugged
	written  chan struct{} // closed when nothing more is written to rw
	ended    chan struct{} // closed when it is served no more

	// The emulator's lock guards these.
	baud  int  // the host's rate; 0: the module's
	flow  bool // the host keeps its side of flow control
	apart bool // the rates differ too much
}

func (e *Emulator) newHost(rw io.ReadWriteCloser) *host {
	return &host{
		up: e.newWire(false), down: e.newWire(true), rw: rw,
		gone: make(chan struct{}), written: make(chan struct{}), ended: make(chan struct{}),
	}
}

// unplug ends the host's connection and returns at once.
func (h *host) unplug() {
	h.once.Do(func() {
		close(h.gone)
		h.up.abandon()
		h.down.finish()
		if h.rw != nil {
			h.rw.Close()
		}
	})
}

// isGone reports whether the host was unplugged.
func (h *host) isGone() bool {
	select {
	case <-h.gone:
		return true
	default:
		return false
	}
}

// plug makes h the attached host in place of the one before.
func (e *Emulator) plug(h *host) error {
	for {
		e.mu.Lock()
		before := e.host
		if e.closed {
			e.mu.Unlock()
			return ErrClosed
		}
		if before == nil {
			e.host = h
			e.hosts++
			e.armLine(h)
			e.tune(h)
			e.wg.Add(1) // for serve
			e.mu.Unlock()
			return nil
		}
		e.mu.Unlock()
		before.unplug()
		e.notify()
		<-before.ended
	}
}

// serve feeds the module until the host is gone, or sends no more and has its answers.
func (e *Emulator) serve(h *host) {
	defer e.wg.Done()
	e.readFrom(h)
	e.answerLast(h)
	h.down.finish()
	if h.rw != nil {
		select {
		case <-h.written:
		case <-h.gone:
		}
	}
	h.unplug()
	e.mu.Lock()
	e.host = nil
	e.change.Broadcast()
	e.mu.Unlock()
	close(h.ended)
}

// readFrom feeds the module until no more comes. Each read is what the firmware finds in its UART at one time.
func (e *Emulator) readFrom(h *host) {
	buf := make([]byte, 4096)
	for {
		n, err := h.up.take(buf)
		if err != nil {
			return
		}
		e.mu.Lock()
		for !e.closed && !h.isGone() && (!h.down.below(outputHigh) || e.m.through.full()) {
			e.change.Wait()
		}
		e.m.receive(buf[:n])
		e.change.Broadcast()
		e.mu.Unlock()
	}
}

// answerLast lets a host that has closed only its sending side, as a shell's pipe into netcat does, hear what it asked
// for.
func (e *Emulator) answerLast(h *host) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for !e.closed && !h.isGone() && (e.m.working() || !h.down.below(1)) && !h.down.deaf() {
		e.change.Wait()
	}
}

// carry moves bytes between an attached host and its wires until it ends. It gives the reason if that is a failure.
func (e *Emulator) carry(h *host) error {
	var broken error
	go func() {
		defer close(h.written)
		_, err := io.Copy(portion{write: h.rw.Write}, portion{read: h.down.take})
		h.down.abandon()
		e.notify()
		if err != nil && !h.isGone() {
			broken = err
			h.unplug()
		}
	}()
	_, err := io.Copy(portion{write: h.up.write}, portion{read: h.rw.Read})
	own := err == nil || h.isGone() || errors.Is(err, io.ErrClosedPipe) // an end that needs no reason
	if !own {
		h.unplug()
	}
	closed := err == nil && !h.isGone()
	h.up.finish()
	<-h.ended
	<-h.written
	switch {
	case closed:
		return nil
	case own:
		return broken
	}
	return err
}

// send has the module say something. What nobody is there to hear is lost. A rate of 0 is the module's own.
func (e *Emulator) send(head, payload []byte, baud int) {
	if e.host != nil {
		e.host.down.put(head, payload, baud)
	}
}

// crowded reports whether the host is behind with reading, so that links wait.
func (e *Emulator) crowded() bool {
	limit := linksHigh
	if e.cfg.Baud != 0 {
		limit = linksHighPaced
	}
	return e.host != nil && !e.host.down.below(limit)
}
