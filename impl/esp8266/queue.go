package esp8266

import (
	"io"
	"net/netip"
)

// queue holds what a socket received: a stream's bytes, or whole datagrams with their senders. It holds at most limit
// bytes and allocates only while it grows.
type queue struct {
	limit  int
	stream bool
	buf    []byte
	head   int // of what is in buf
	grams  []gram
}

// gram is one datagram in a queue.
type gram struct {
	size int // of what is in buf
	rest int // bytes that are still to come
	from netip.AddrPort
}

func (q *queue) size() int { return len(q.buf) - q.head }

// ready reports whether get has something to give.
func (q *queue) ready() bool {
	if q.stream {
		return q.size() > 0
	}
	return len(q.grams) > 0 && q.grams[0].rest == 0
}

// append adds bytes, or nothing where they do not fit.
func (q *queue) append(p []byte) bool {
	if q.size()+len(p) > q.limit {
		return false
	}
	if q.head > 0 && (q.head == len(q.buf) || len(q.buf)+len(p) > cap(q.buf)) {
		q.buf = q.buf[:copy(q.buf, q.buf[q.head:])]
		q.head = 0
	}
	q.buf = append(q.buf, p...)
	return true
}

// begin starts a datagram of n bytes. It reports false where there is no room for it.
func (q *queue) begin(n int, from netip.AddrPort) bool {
	// Each datagram counts for a little more than its bytes, so that empty ones are bounded too.
	const overhead = 32
	if q.size()+n+overhead*(len(q.grams)+1) > q.limit {
		return false
	}
	q.grams = append(q.grams, gram{rest: n, from: from})
	return true
}

// more adds a piece of the datagram that was begun last.
func (q *queue) more(p []byte) {
	g := &q.grams[len(q.grams)-1]
	g.size += len(p)
	g.rest -= len(p)
	q.append(p)
}

// open reports whether a datagram was begun whose end has not come.
func (q *queue) open() bool {
	return len(q.grams) > 0 && q.grams[len(q.grams)-1].rest > 0
}

// cancel drops a datagram whose end never came.
func (q *queue) cancel() {
	if q.open() {
		last := len(q.grams) - 1
		q.buf = q.buf[:len(q.buf)-q.grams[last].size]
		q.grams = q.grams[:last]
	}
}

// get takes bytes of a stream, or one datagram, of which it drops what p has no room for. It fails with io.EOF where
// nothing is ready.
func (q *queue) get(p []byte) (int, netip.AddrPort, error) {
	if !q.ready() {
		return 0, netip.AddrPort{}, io.EOF
	}
	if q.stream {
		n := copy(p, q.buf[q.head:])
		q.head += n
		return n, netip.AddrPort{}, nil
	}
	g := q.grams[0]
	n := copy(p, q.buf[q.head:q.head+g.size])
	q.head += g.size
	q.grams = q.grams[:copy(q.grams, q.grams[1:])]
	return n, g.from, nil
}
