package pcapng

import (
	"bytes"
	"time"
)

// How long a frame waits for a call that began before it, and how much payload and how
// many entries may wait.
const (
	heldFor     = time.Second
	heldBytes   = 1 << 20
	heldEntries = 4096
)

// An entry is something that happened on the network: it becomes frames when all that
// began before it is known.
type entry struct {
	at     time.Time
	emit   func(c *capture, e *entry) // writes the frames; nil where there are none
	stream *stream                    // of what belongs to a connection
	dev    *device                    // of what does not
	ends   pair                       // of a datagram: the device's, the peer's
	ours   bool                       // the datagram is the device's
	data   []byte                     // the payload, as much as is written of it
	length int                        // the whole payload
	query  query
	note   string

	since   time.Time // when it came into the queue
	held    int       // how much of data is the queue's own
	pending bool      // the call has not ended
	early   bool      // may be written nevertheless, where it takes long
	out     bool      // no longer in the queue
	written bool
}

// A queue holds entries in the order of their times until they may be written.
type queue struct {
	c       *capture
	entries []*entry
	bytes   int // of payload that is held
	single  entry
}

// begin adds an entry that is not complete.
func (q *queue) begin(e *entry, now time.Time) {
	e.pending = true
	q.append(e, now)
}

// end completes an entry. One that has waited too long goes to the queue's end.
func (q *queue) end(e *entry, now time.Time) {
	e.pending = false
	if !e.out {
		q.run(now)
	} else if !e.written && e.emit != nil {
		q.append(e, now)
	}
	q.keep(e)
}

// add adds an entry that has happened.
func (q *queue) add(e entry) {
	if len(q.entries) == 0 {
		q.single = e
		e.emit(q.c, &q.single)
		q.single = entry{}
		return
	}
	held := e
	q.append(&held, e.at)
	q.keep(&held)
}

func (q *queue) append(e *entry, now time.Time) {
	e.out, e.since = false, now
	q.entries = append(q.entries, e)
	q.run(now)
}

// keep makes a payload the queue's own where its entry is still in the queue.
func (q *queue) keep(e *entry) {
	if e.out || len(e.data) == 0 {
		return
	}
	e.data = bytes.Clone(e.data)
	e.held = len(e.data)
	q.bytes += e.held
	q.run(e.at)
}

// run writes what need not wait any longer.
func (q *queue) run(now time.Time) {
	done := 0
	for _, e := range q.entries {
		if e.pending && !q.overdue(e, now, done) {
			break
		}
		q.write(e)
		done++
	}
	if done == 0 {
		return
	}
	n := copy(q.entries, q.entries[done:])
	clear(q.entries[n:])
	q.entries = q.entries[:n]
}

// overdue tells whether entries that come after e have waited for it long enough.
func (q *queue) overdue(e *entry, now time.Time, done int) bool {
	return now.Sub(e.since) > heldFor || q.bytes > heldBytes || len(q.entries)-done > heldEntries
}

// write writes an entry, where it may be.
func (q *queue) write(e *entry) {
	e.out = true
	if e.pending && !e.early {
		return
	}
	e.written = true
	if e.emit != nil {
		e.emit(q.c, e)
	}
	q.bytes -= e.held
	e.held = 0
}

// drain writes everything, as far as it is known.
func (q *queue) drain() {
	for _, e := range q.entries {
		q.write(e)
	}
	q.entries = nil
}
