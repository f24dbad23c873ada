// Package pace makes bytes take the time that they take on an asynchronous
// serial line.
//
// [Line] is the arithmetic: it keeps account of the bytes that are on their
// way and knows when each has arrived. [Wrap] applies it to any port. The
// in-memory pipe of package pipe uses the same Line.
//
// A byte is ten bits long, as 8N1 framing has it: a start bit, eight data
// bits, a stop bit. All sums are in whole nanoseconds counted from the first
// byte of a burst, so that no rounding adds up: 1152 bytes at 115200 baud take
// 100 ms exactly.
package pace

import "time"

// BitsPerByte is the length of one byte on the line with 8N1 framing.
const BitsPerByte = 10

// Chunk is the time that a waiting reader lets pass at most before it takes
// what has arrived, so that a busy line costs one timer a chunk and not one a
// byte. The last byte of what is on the line is never held back by it.
const Chunk = time.Millisecond

// A chunk is fifo bytes, as from a UART whose receive FIFO interrupts when it
// holds so many (a 16550 with its trigger level at 8): fewer where they take
// longer than Chunk, and more where they take less than fineChunk, since an
// answer that waits for the end of a chunk costs a fast line more.
const (
	fifo      = 8
	fineChunk = Chunk / 4
)

// Line is one direction of a serial line. Bytes are put on it with Send and
// come off it with Arrived, in order, at its baud. The zero Line has no pace:
// what is sent has arrived. A Line is not safe for concurrent use.
type Line struct {
	baud   int
	start  time.Time // when the first byte of this burst began
	done   int       // bytes of this burst that have arrived
	flying int       // bytes of this burst that are on the way
}

// NewLine returns a line of the given speed in bits a second. A speed of 0 or
// less gives a line without pace.
func NewLine(baud int) Line {
	return Line{baud: max(baud, 0)}
}

// Baud gives the speed in bits a second, 0 for a line without pace.
func (l *Line) Baud() int { return l.baud }

// Flying gives how many bytes have been sent and not been taken by Arrived.
func (l *Line) Flying() int { return l.flying }

// Send puts n bytes on the line. They follow those that are still on the way;
// on an idle line the first of them begins now.
func (l *Line) Send(now time.Time, n int) {
	if l.flying == 0 {
		l.start, l.done = now, 0
	}
	l.flying += n
}

// Arrived takes the bytes off the line that have arrived by now, and gives
// their number.
func (l *Line) Arrived(now time.Time) int {
	n := l.flying
	if n == 0 {
		return 0
	}
	if l.baud > 0 {
		n = min(l.flying, max(0, l.countAt(now)-l.done))
	}
	l.done += n
	l.flying -= n
	l.rebase()
	return n
}

// Next gives the time at which the next chunk will have arrived: all that is
// on the way, or a part that takes no longer than [Chunk], and one byte at
// least. It reports false if nothing is on the way.
func (l *Line) Next() (due time.Time, ok bool) {
	if l.flying == 0 {
		return time.Time{}, false
	}
	return l.due(l.done + min(l.flying, l.chunk())), true
}

// chunk is how many bytes a reader lets come before it takes them.
func (l *Line) chunk() int {
	within := func(d time.Duration) int { return int(int64(l.baud) * int64(d) / perByte) }
	return max(1, min(fifo, within(Chunk)), within(fineChunk))
}

// SetBaud changes the speed. It takes the bytes off the line that have arrived
// by now and gives their number, as Arrived does. Those still on the way go on
// at the new speed; the one that was cut in two begins again.
func (l *Line) SetBaud(now time.Time, baud int) (arrived int) {
	arrived = l.Arrived(now)
	l.start, l.done = now, 0
	l.baud = max(baud, 0)
	return arrived
}

// Clear takes all bytes off the line, arrived or not, and gives their number.
// The line is free at once.
func (l *Line) Clear() int {
	n := l.flying
	*l = Line{baud: l.baud}
	return n
}

// perByte is how long a byte takes at one baud, in nanoseconds.
const perByte = BitsPerByte * int64(time.Second)

// due is the time at which n bytes of the burst have arrived, rounded up to
// the nanosecond: a byte has arrived when its last bit has.
func (l *Line) due(n int) time.Time {
	if l.baud == 0 {
		return l.start
	}
	baud := int64(l.baud)
	return l.start.Add(time.Duration((int64(n)*perByte + baud - 1) / baud))
}

// countAt is the number of bytes of the burst that have arrived by now.
func (l *Line) countAt(now time.Time) int {
	all := l.done + l.flying
	if !now.Before(l.due(all)) {
		return all
	}
	// Whole seconds apart from the rest, so that no product overflows.
	elapsed := max(now.Sub(l.start), 0)
	seconds, rest := int64(elapsed/time.Second), int64(elapsed%time.Second)
	bits := seconds*int64(l.baud) + rest*int64(l.baud)/int64(time.Second)
	return int(bits / BitsPerByte)
}

// rebase moves the start of a long burst on by whole units of ten seconds, in
// which exactly baud bytes arrive, so that the sums never overflow.
func (l *Line) rebase() {
	if l.baud > 0 && l.done >= l.baud {
		units := l.done / l.baud
		l.start = l.start.Add(time.Duration(units) * BitsPerByte * time.Second)
		l.done -= units * l.baud
	}
}
