package esp8266

import (
	"encoding/binary"
	"io"
	"net/netip"
)

// queue holds what a socket received, in blocks of a pool: a stream's bytes, or datagrams, each behind a header with its
// size and its sender. It holds at most limit bytes. module.mu guards it.
type queue struct {
	pool   *pool
	limit  int // blocks
	stream bool

	first, last *block
	head        int // of the first block: bytes that were taken
	size        int // bytes that are in
	owed        int // bytes that are promised
	held        int // blocks for both

	whole int // datagrams that have come to their end
	begun int // bytes of the datagram under way that are in, its header too; 0 where there is none
	rest  int // bytes of it that are still to come
}

// gramHeader is how many bytes stand before each datagram: its size, and its sender's address and port.
const gramHeader = 2 + 4 + 2

// used is how many blocks n bytes behind head take.
func used(head, n int) int { return (head + n + blockSize - 1) / blockSize }

// room is how many more bytes can be promised.
func (q *queue) room() int {
	blocks := min(q.held+q.pool.free(q.held), q.limit)
	return max(0, blocks*blockSize-q.head-q.size-q.owed)
}

// promise keeps the memory for n more bytes, or reports that there is not so much.
func (q *queue) promise(n int) bool {
	if q.room() < n {
		return false
	}
	q.owed += n
	q.count()
	return true
}

// settle gives back what was promised and not used.
func (q *queue) settle() {
	q.owed = 0
	q.count()
}

// count tells the pool how many blocks the queue needs.
func (q *queue) count() {
	need := used(q.head, q.size+q.owed)
	q.pool.account(q.held, need)
	q.held = need
}

// append adds bytes, those that were promised first, or nothing where they do not fit.
func (q *queue) append(p []byte) bool {
	if len(p) > q.owed && !q.promise(len(p)-q.owed) {
		return false
	}
	end := q.head + q.size
	q.size, q.owed = q.size+len(p), q.owed-len(p)
	q.pool.buffered += len(p)
	for len(p) > 0 {
		if end%blockSize == 0 {
			q.extend()
		}
		n := copy(q.last.data[end%blockSize:], p)
		p, end = p[n:], end+n
	}
	return true
}

func (q *queue) extend() {
	b := q.pool.get()
	if q.last == nil {
		q.first = b
	} else {
		q.last.next = b
	}
	q.last = b
}

// take removes n bytes, which are in the queue, and copies them to p as far as that goes.
func (q *queue) take(p []byte, n int) {
	q.size -= n
	q.pool.buffered -= n
	for n > 0 {
		k := min(n, blockSize-q.head)
		p = p[copy(p, q.first.data[q.head:q.head+k]):]
		q.head, n = q.head+k, n-k
		if q.head == blockSize {
			q.drop()
		}
	}
	if q.size == 0 && q.first != nil {
		q.drop()
	}
	q.count()
}

// drop gives the first block back.
func (q *queue) drop() {
	b := q.first
	if q.first = b.next; q.first == nil {
		q.last = nil
	}
	q.pool.put(b)
	q.head = 0
}

// clear empties the queue.
func (q *queue) clear() {
	q.take(nil, q.size)
	q.settle()
	q.whole, q.begun, q.rest = 0, 0, 0
}

// ready reports whether get has something to give.
func (q *queue) ready() bool {
	if q.stream {
		return q.size > 0
	}
	return q.whole > 0
}

// begin starts a datagram of n bytes. It reports false where there is no room for it.
func (q *queue) begin(n int, from netip.AddrPort) bool {
	if !q.promise(gramHeader + n) {
		return false
	}
	var h [gramHeader]byte
	binary.BigEndian.PutUint16(h[:], uint16(n))
	if from.Addr().Is4() {
		ip := from.Addr().As4()
		copy(h[2:], ip[:])
	}
	binary.BigEndian.PutUint16(h[6:], from.Port())
	q.append(h[:])
	q.begun, q.rest = gramHeader, n
	return true
}

// more adds a piece of the datagram that was begun.
func (q *queue) more(p []byte) {
	p = p[:min(len(p), q.rest)]
	q.append(p)
	q.begun += len(p)
	if q.rest -= len(p); q.rest == 0 {
		q.begun = 0
		q.whole++
	}
}

// open reports whether a datagram was begun whose end has not come.
func (q *queue) open() bool { return q.begun > 0 }

// cancel drops the datagram whose end never came.
func (q *queue) cancel() {
	if q.begun == 0 {
		return
	}
	keep := q.size - q.begun
	q.pool.buffered -= q.begun
	q.size, q.begun, q.rest = keep, 0, 0
	blocks, b := used(q.head, keep), q.first
	if keep == 0 {
		blocks = 0
	}
	q.last = nil
	for ; blocks > 0; blocks-- {
		q.last, b = b, b.next
	}
	if q.last == nil {
		q.first, q.head = nil, 0
	} else {
		q.last.next = nil
	}
	for b != nil {
		next := b.next
		q.pool.put(b)
		b = next
	}
	q.settle()
}

// get takes bytes of a stream, or one datagram, of which it drops what p has no room for. It fails with io.EOF where
// nothing is ready.
func (q *queue) get(p []byte) (n int, from netip.AddrPort, err error) {
	if !q.ready() {
		return 0, from, io.EOF
	}
	if q.stream {
		n = min(len(p), q.size)
		q.take(p, n)
		return n, from, nil
	}
	var h [gramHeader]byte
	q.take(h[:], gramHeader)
	size := int(binary.BigEndian.Uint16(h[:]))
	if port := binary.BigEndian.Uint16(h[6:]); port != 0 {
		from = netip.AddrPortFrom(netip.AddrFrom4([4]byte(h[2:6])), port)
	}
	q.take(p, size)
	q.whole--
	return min(len(p), size), from, nil
}
