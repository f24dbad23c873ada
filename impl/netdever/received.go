package netdever

import (
	"io"
	"net/netip"
	"sync"

	"drivergen/driver"
)

// receiveBound is how many bytes wait for Read at the most, but for a datagram that is longer. Then the Netdever
// keeps the rest, and the peer of a stream waits.
const receiveBound = 8192

// pieceCost is what a piece counts beside its bytes, so that empty datagrams are bounded too.
const pieceCost = 16

// received is what a socket received and nobody has read: a piece for each Recv. Its zero
// value is ready to use.
type received struct {
	mu     sync.Mutex
	room   chan struct{} // closed when there is room again, nil where nobody waits for it
	pieces []piece
	bytes  int
	err    error // what comes after the pieces: io.EOF, or the failure
	deaf   bool  // what is received is dropped
	closed bool
}

// A piece is a datagram, or part of a stream.
type piece struct {
	data  []byte
	from  netip.AddrPort // of a datagram
	whole bool           // a datagram: what does not fit the reader's buffer is lost
}

// waitRoom waits until there is room. It reports false once the socket is closed.
func (r *received) waitRoom() bool {
	for {
		r.mu.Lock()
		if r.closed || r.bytes < receiveBound {
			defer r.mu.Unlock()
			return !r.closed
		}
		if r.room == nil {
			r.room = make(chan struct{})
		}
		room := r.room
		r.mu.Unlock()
		<-room
	}
}

// freed wakes who waits for room. The caller holds r.mu.
func (r *received) freed() {
	if r.room != nil {
		close(r.room)
		r.room = nil
	}
}

// put adds a piece.
func (r *received) put(p piece) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.deaf || r.closed {
		return
	}
	r.pieces = append(r.pieces, p)
	r.bytes += pieceCost + len(p.data)
}

// end says what comes after the pieces.
func (r *received) end(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.err = err
}

// drop drops all that was received and all that comes.
func (r *received) drop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.deaf, r.pieces, r.bytes = true, nil, 0
	r.freed()
}

func (r *received) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	r.freed()
}

// take takes what is there, as Hardware.Read does.
func (r *received) take(buf []byte) (n int, from netip.AddrPort, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.closed:
		return 0, from, driver.ECONNABORTED
	case len(r.pieces) > 0:
	case r.err != nil:
		return 0, from, r.err
	case r.deaf:
		return 0, from, io.EOF
	default:
		return 0, from, driver.EAGAIN
	}
	for len(r.pieces) > 0 {
		p := &r.pieces[0]
		k := copy(buf[n:], p.data)
		n += k
		if p.whole {
			from, k = p.from, len(p.data)
		}
		r.bytes -= k
		if k < len(p.data) {
			p.data = p.data[k:]
			break
		}
		r.bytes -= pieceCost
		whole := p.whole
		r.pieces[0] = piece{}
		r.pieces = r.pieces[1:]
		if whole {
			break
		}
	}
	r.freed()
	return n, from, nil
}
