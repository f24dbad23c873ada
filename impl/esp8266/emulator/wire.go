package emulator

import (
	"io"
	"sync"
	"time"
)

const (
	wireBuffer = 64 << 10 // bytes of a host's writes that wait for the module before the next write does

	// What waits for bytes on a paced line is woken at the end of each piece, and in a long piece every so many bytes, as
	// a UART's FIFO interrupts at its threshold.
	hostThreshold   = 64
	moduleThreshold = 120
)

// wire is one direction of the UART's line: a sender, bytes on their way, and what the receiver has taken in and not
// been asked for. Bytes are misread, damaged and lost as they arrive.
type wire struct {
	e         *Emulator
	toHost    bool
	paced     bool // bytes take their time
	threshold int

	mu       sync.Mutex
	change   sync.Cond // something that mu guards changed
	flying   queue[byte]
	pieces   queue[chunk] // what flying is made of
	ready    queue[byte]
	finished bool // the sender has gone
	unread   bool // the reader has gone
	waiting  int  // readers that wait
	wanted   int  // somebody waits until fewer bytes than this are held; 0: nobody

	sent, read int  // the sender's rate and the receiver's, in baud; 0: the host's, which is as the module's
	room       int  // bytes that the receiver holds before it loses more; 0: any number
	held       bool // the receiver holds the sender back instead
	stalled    bool // and does

	pace     burst
	timer    *time.Timer
	alarm    time.Time // when timer fires; zero: never
	sampler  sampler
	damage   damage
	overrun  int   // bytes lost since the reader last read
	position int64 // bytes that have arrived
}

// chunk is what one side sends in one go.
type chunk struct {
	n       int
	at      time.Time // not before; zero: at any time
	baud    int       // the sender's rate
	to      int       // the rate of a receiver that has set none
	started bool
}

func (e *Emulator) newWire(toHost bool) *wire {
	w := &wire{e: e, toHost: toHost, paced: e.cfg.Baud != 0, threshold: moduleThreshold}
	if toHost {
		w.threshold, w.room = hostThreshold, e.cfg.Overrun
	}
	w.change.L = &w.mu
	w.timer = time.AfterFunc(time.Hour, w.tick)
	w.timer.Stop()
	return w
}

// put sends what the module says, a text and a payload without a pause. It waits for nothing. A rate of 0 is the module's
// own.
func (w *wire) put(head, payload []byte, baud int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.unread && !w.finished {
		w.launch(head, payload, baud)
	}
}

// write sends what the host writes. It waits while too much of it is on its way.
func (w *wire) write(p []byte) (n int, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for {
		if w.unread || w.finished {
			return n, io.ErrClosedPipe
		}
		if k := min(wireBuffer-w.flying.len()-w.ready.len(), len(p)); k > 0 {
			w.launch(p[:k], nil, 0)
			p, n = p[k:], n+k
		}
		if len(p) == 0 {
			return n, nil
		}
		w.change.Wait()
	}
}

// launch puts a piece on the line, behind what is on it.
func (w *wire) launch(head, payload []byte, baud int) {
	n := len(head) + len(payload)
	if n == 0 {
		return
	}
	now := w.now()
	piece := chunk{n: n, baud: baud, to: w.read}
	if baud == 0 {
		piece.baud = w.rate()
	}
	if w.toHost {
		piece.to = w.sent
	}
	if w.paced {
		piece.at = now
	}
	if d := w.damage.late(); d > 0 {
		piece.at = time.Now().Add(d)
		w.e.fault(FaultDelay, "%d bytes %s by %v", n, w.direction(), d)
	}
	if !w.paced && piece.at.IsZero() && w.pieces.len() == 0 && !w.held { // it is there at once
		w.land(head, &piece)
		w.land(payload, &piece)
		w.silence()
		w.wake()
		return
	}
	w.flying.push(head...)
	w.flying.push(payload...)
	w.pieces.push(piece)
	w.arrive(now)
	w.wake()
	w.rearm()
}

// tick takes in what has arrived and wakes whom that concerns.
func (w *wire) tick() {
	w.mu.Lock()
	w.alarm = time.Time{}
	w.arrive(w.now())
	w.wake()
	lowered := w.lowered()
	w.rearm()
	w.mu.Unlock()
	if lowered {
		w.e.notify()
	}
}

// wake wakes readers that have something to read.
func (w *wire) wake() {
	if w.waiting > 0 && w.ready.len() > 0 {
		w.change.Broadcast()
	}
}

// take reads what has arrived, and waits until something has. It gives io.EOF when nothing more comes.
func (w *wire) take(p []byte) (int, error) {
	n, lowered, err := w.takeLocked(p)
	if lowered {
		w.e.notify()
	}
	return n, err
}

func (w *wire) takeLocked(p []byte) (n int, lowered bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for {
		w.arrive(w.now())
		switch {
		case w.unread:
			return 0, false, io.ErrClosedPipe
		case len(p) == 0:
			return 0, false, nil
		case w.ready.len() > 0:
			n = copy(p, w.ready.all())
			w.ready.drop(n)
			w.resume()
			w.tellOverrun()
			w.change.Broadcast()
			lowered = w.lowered()
			w.rearm()
			return n, lowered, nil
		case w.finished && w.pieces.len() == 0:
			return 0, false, io.EOF
		}
		w.waiting++
		w.rearm()
		w.change.Wait()
		w.waiting--
	}
}

// below reports whether fewer bytes than limit are held. If not, the emulator's change is told when they are.
func (w *wire) below(limit int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.arrive(w.now())
	if w.holds() < limit {
		return true
	}
	w.wanted = max(w.wanted, limit)
	w.rearm()
	return false
}

// holds is how many bytes the sender still has on its hands. What a receiver that loses bytes has taken in is not its
// concern.
func (w *wire) holds() int {
	if w.room > 0 && !w.held {
		return w.flying.len()
	}
	return w.flying.len() + w.ready.len()
}

// lowered reports, once, that as few bytes are held as somebody waits for.
func (w *wire) lowered() bool {
	if w.wanted == 0 || w.holds() >= w.wanted {
		return false
	}
	w.wanted = 0
	return true
}

// finish says that the sender has gone: the reader gets what is on its way, and then io.EOF.
func (w *wire) finish() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.finished = true
	w.change.Broadcast()
}

// deaf reports whether the reader has gone.
func (w *wire) deaf() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.unread
}

// abandon says that the reader has gone.
func (w *wire) abandon() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.unread = true
	w.clear()
	w.timer.Stop()
	w.change.Broadcast()
}

// cut drops what has not arrived, as when the sender loses its power.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.arrive(w.now())
	w.flying.drop(w.flying.len())
	w.pieces.drop(w.pieces.len())
	w.stalled = false
	w.silence()
	w.rearm()
}

// reset drops what has arrived and was not read.
func (w *wire) reset() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.arrive(w.now())
	w.ready.drop(w.ready.len())
	w.resume()
	w.rearm()
	w.change.Broadcast()
}

// clear drops all that is held.
func (w *wire) clear() {
	w.ready.drop(w.ready.len())
	w.flying.drop(w.flying.len())
	w.pieces.drop(w.pieces.len())
}

func (w *wire) direction() string {
	if w.toHost {
		return "to the host"
	}
	return "to the module"
}
