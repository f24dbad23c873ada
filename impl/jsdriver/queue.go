package jsdriver

import (
	"io"
	"net/netip"

	"drivergen/driver"
)

// A chunk is what the driver gave at once, and who sent it: the zero value where that is not known.
type chunk struct {
	data []byte
	from netip.AddrPort
}

// datagramCost is what a datagram counts beside its bytes, so that empty ones have a bound, too.
const datagramCost = 32

// A queue keeps what the driver gave until it is received: bytes of a stream, or datagrams one by one. Its owner locks it.
type queue struct {
	limit     int // bytes
	datagrams bool
	chunks    []chunk
	size      int
	ended     bool // nothing more comes
}

// put keeps data and reports false where there is no room for it.
func (q *queue) put(data []byte, from netip.AddrPort) bool {
	cost := q.cost(data)
	if q.size+cost > q.limit {
		return false
	}
	if cost > 0 {
		q.chunks = append(q.chunks, chunk{data, from})
		q.size += cost
	}
	return true
}

// cost returns what data counts against the limit.
func (q *queue) cost(data []byte) int {
	if q.datagrams {
		return len(data) + datagramCost
	}
	return len(data)
}

// take copies what is there to buf: of a stream as much as fits, else one datagram, cut. EAGAIN tells that nothing is there
// now, io.EOF that nothing more comes.
func (q *queue) take(buf []byte) (n int, from netip.AddrPort, err error) {
	if len(q.chunks) == 0 {
		if q.ended {
			return 0, from, io.EOF
		}
		return 0, from, driver.EAGAIN
	}
	for len(q.chunks) > 0 {
		first := q.chunks[0]
		taken := copy(buf[n:], first.data)
		n += taken
		if !q.datagrams && taken < len(first.data) {
			q.chunks[0].data = first.data[taken:]
			q.size -= taken
			return n, from, nil
		}
		q.chunks[0] = chunk{}
		q.chunks = q.chunks[1:]
		q.size -= q.cost(first.data)
		if q.datagrams {
			return n, first.from, nil
		}
	}
	return n, from, nil
}
