package emulator

import "time"

const bitsPerByte = 10 // 8N1: a start bit, eight data bits, a stop bit

// burst is the bytes that follow each other on the line without a pause. Times are counted from its beginning, so that
// no rounding adds up.
type burst struct {
	begin time.Time
	baud  int
	done  int // bytes that have arrived
}

// at is when the n-th byte from the burst's beginning has arrived.
func (b *burst) at(n int) time.Time {
	return b.begin.Add((time.Duration(n)*bitsPerByte*time.Second + time.Duration(b.baud) - 1) / time.Duration(b.baud))
}

// arrived is how many of the next n bytes have arrived.
func (b *burst) arrived(now time.Time, n int) int {
	if !now.Before(b.at(b.done + n)) {
		return n
	}
	passed := now.Sub(b.begin)
	if passed <= 0 {
		return 0
	}
	return int(passed*time.Duration(b.baud)/(bitsPerByte*time.Second)) - b.done
}

// follow goes on to the next piece: in the same burst, or in a new one where there is a pause, another rate, or where
// the sums grow large.
func (b *burst) follow(p *chunk) {
	const long = 1 << 28
	if b.baud == p.baud && b.done < long && !p.at.After(b.at(b.done)) {
		return
	}
	begin := p.at
	if b.baud != 0 && b.at(b.done).After(begin) {
		begin = b.at(b.done)
	}
	*b = burst{begin: begin, baud: p.baud}
}

// now is the time, where the line needs to know it.
func (w *wire) now() time.Time {
	if !w.paced && w.pieces.len() == 0 {
		return time.Time{}
	}
	return time.Now()
}

// arrive takes in what has arrived by now.
func (w *wire) arrive(now time.Time) {
	for w.pieces.len() > 0 {
		p := &w.pieces.all()[0]
		n := w.landing(p, now)
		if n > 0 {
			w.land(w.flying.all()[:n], p)
			w.flying.drop(n)
			p.n -= n
			w.pace.done += n
		}
		if p.n > 0 {
			return
		}
		w.pieces.drop(1)
		if w.pieces.len() == 0 || w.paced && w.pieces.all()[0].at.After(w.pace.at(w.pace.done)) {
			w.silence()
		}
	}
}

// landing is how many bytes of the piece in front have arrived and find room.
func (w *wire) landing(p *chunk, now time.Time) int {
	n := p.n
	switch {
	case !w.paced && p.at.After(now):
		return 0
	case w.paced:
		if !p.started {
			p.started = true
			w.pace.follow(p)
		}
		if w.stalled {
			return 0
		}
		n = w.pace.arrived(now, n)
	}
	if w.held && w.room > 0 {
		if free := max(0, w.room-w.ready.len()); n > free {
			n, w.stalled = free, true
		}
	}
	return n
}

// resume has a sender that was held back go on.
func (w *wire) resume() {
	if !w.stalled || w.held && w.ready.len() >= w.room {
		return
	}
	w.stalled = false
	now := time.Now()
	if w.paced {
		w.pace = burst{begin: now, baud: w.pace.baud}
	}
	w.arrive(now)
}

// rearm sets the timer for what happens next without anybody doing anything.
func (w *wire) rearm() {
	next := w.next()
	switch {
	case next.Equal(w.alarm):
	case next.IsZero():
		w.timer.Stop()
	default:
		w.timer.Reset(time.Until(next))
	}
	w.alarm = next
}

// next is when bytes have arrived that somebody waits for. Zero is never.
func (w *wire) next() time.Time {
	if w.pieces.len() == 0 || w.stalled || w.unread || w.waiting == 0 && w.wanted == 0 {
		return time.Time{}
	}
	p := &w.pieces.all()[0]
	if !w.paced {
		return p.at
	}
	n := p.n
	if w.waiting > 0 && n >= 2*w.threshold { // no few bytes are left over, which might be +++ and so not the data they are
		n = w.threshold
	}
	if w.wanted > 0 && w.holds() >= w.wanted {
		n = min(n, w.holds()-w.wanted+1)
	}
	return w.pace.at(w.pace.done + n)
}

// land takes in bytes of a piece: as they are read, less what is damaged or finds no room.
func (w *wire) land(p []byte, of *chunk) {
	to := w.read
	if to == 0 {
		to = of.to
	}
	if mismatched(of.baud, to) {
		p = w.sampler.sample(p, of.baud, to)
	}
	w.store(p)
}

// silence ends a burst: a receiver at another rate finishes the byte that it is reading.
func (w *wire) silence() {
	if w.sampler.reading() {
		w.store(w.sampler.finish())
	}
}

func (w *wire) store(p []byte) {
	p = w.damage.apply(w, p)
	w.position += int64(len(p))
	if free := w.room - w.ready.len(); w.room > 0 && !w.held && len(p) > free {
		w.overrun += len(p) - max(0, free)
		p = p[:max(0, free)]
	}
	w.ready.push(p...)
}

// tellOverrun notes what was lost since the reader last read.
func (w *wire) tellOverrun() {
	if w.overrun > 0 {
		w.e.faultTimes(FaultOverrun, w.overrun, "%d bytes %s found no room", w.overrun, w.direction())
		w.overrun = 0
	}
}

// rate is the sender's rate: a host that has set none goes with the module.
func (w *wire) rate() int {
	if w.sent == 0 {
		return w.read
	}
	return w.sent
}
