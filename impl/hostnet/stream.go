package hostnet

import (
	"context"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// received is how many bytes of a stream wait for Read at the most. Then the peer waits.
const received = 32 << 10

// A stream is a connection with what it received. One goroutine receives, another ends
// writes whose context has ended.
type stream struct {
	socket *socket
	conn   *net.TCPConn

	writing chan struct{}        // holds a token while somebody writes
	begin   chan context.Context // a write begins
	end     chan struct{}        // it ended
	gone    chan struct{}        // the stream is closed

	mu     sync.Mutex
	room   sync.Cond
	ring   []byte
	head   int // where the oldest byte is
	count  int
	err    error // what comes after the received bytes: io.EOF, or the failure
	deaf   bool  // what is received is dropped
	closed bool
}

func newStream(s *socket, conn *net.TCPConn) *stream {
	st := &stream{
		socket: s, conn: conn, ring: make([]byte, received),
		writing: make(chan struct{}, 1), begin: make(chan context.Context),
		end: make(chan struct{}), gone: make(chan struct{}),
	}
	st.room.L = &st.mu
	return st
}

func (st *stream) start() error {
	hw := st.socket.hw
	if !hw.spawn(st.receive) || !hw.spawn(st.guard) {
		st.close()
		return driver.ENODEV
	}
	return nil
}

// receive fills the ring until the stream ends.
func (st *stream) receive() {
	stub, link := st.socket.hw.stub, st.socket.link
	for {
		space := st.space()
		if space == nil {
			return
		}
		n, err := st.conn.Read(space)
		if st.filled(n, err) {
			return
		}
		stub.Readable(link)
		if err == nil {
			continue
		}
		if err == io.EOF {
			err = nil
		}
		stub.Closed(link, asErrno("recv", err))
		return
	}
}

// space waits for room and returns it, or nil once the stream is closed.
func (st *stream) space() []byte {
	st.mu.Lock()
	defer st.mu.Unlock()
	for st.count == len(st.ring) && !st.closed {
		st.room.Wait()
	}
	if st.closed {
		return nil
	}
	tail := (st.head + st.count) % len(st.ring)
	if tail < st.head {
		return st.ring[tail:st.head]
	}
	return st.ring[tail:]
}

// filled takes over what was read into space. It reports true once the stream is closed.
func (st *stream) filled(n int, err error) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	if !st.deaf {
		st.count += n
	}
	if err != nil && err != io.EOF {
		err = asErrno("recv", err)
	}
	st.err = err
	return st.closed
}

func (st *stream) read(buf []byte) (n int, from netip.AddrPort, err error) {
	st.mu.Lock()
	defer st.mu.Unlock()
	switch {
	case st.closed:
		return 0, from, driver.ECONNABORTED
	case st.count == 0 && st.err != nil:
		return 0, from, st.err
	case st.deaf:
		return 0, from, io.EOF
	case st.count == 0:
		return 0, from, driver.EAGAIN
	}
	for n < len(buf) && st.count > 0 {
		piece := copy(buf[n:], st.ring[st.head:min(st.head+st.count, len(st.ring))])
		st.head = (st.head + piece) % len(st.ring)
		st.count -= piece
		n += piece
	}
	st.room.Signal()
	return n, from, nil
}

// write hands data to the system. It waits while others write, and while the peer takes
// nothing.
func (st *stream) write(ctx context.Context, data []byte, _ netip.AddrPort) error {
	select {
	case st.writing <- struct{}{}:
	case <-ctx.Done():
		return driver.FromContext("write", ctx)
	case <-st.gone:
		return driver.ECONNABORTED
	}
	defer func() { <-st.writing }()
	if ctx.Err() != nil {
		return driver.FromContext("write", ctx)
	}
	select {
	case st.begin <- ctx:
	case <-st.gone:
		return driver.ECONNABORTED
	}
	_, err := st.conn.Write(data)
	st.end <- struct{}{}
	if err != nil && ctx.Err() != nil {
		return driver.FromContext("write", ctx)
	}
	return err
}

// guard interrupts a write when its context ends. It is one goroutine for all writes, so
// that a write allocates nothing.
func (st *stream) guard() {
	for {
		var ctx context.Context
		select {
		case ctx = <-st.begin:
		case <-st.gone:
			return
		}
		select {
		case <-ctx.Done():
			st.conn.SetWriteDeadline(time.Unix(1, 0)) // fails only where the write has failed too
			<-st.end
			st.conn.SetWriteDeadline(time.Time{})
		case <-st.end:
		}
	}
}

// shutdown ends a direction. The reading side is shut here and not in the system: the
// peer's close is still to be seen.
func (st *stream) shutdown(how netdev.How) error {
	if how != netdev.ShutWR {
		st.mu.Lock()
		st.deaf, st.count = true, 0
		st.room.Signal()
		st.mu.Unlock()
	}
	if how != netdev.ShutRD {
		return st.conn.CloseWrite()
	}
	return nil
}

func (st *stream) close() error {
	st.mu.Lock()
	if st.closed {
		st.mu.Unlock()
		return nil
	}
	st.closed = true
	st.room.Signal()
	st.mu.Unlock()
	err := st.conn.Close()
	close(st.gone)
	return err
}
