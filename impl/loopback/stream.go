package loopback

import (
	"context"
	"io"
	"net/netip"

	"drivergen/driver"
)

// window is how many bytes one end takes before its reader has fetched them.
const window = 1 << 16

// An owner is told what happens at its end of a connection, without a lock held. It must
// not wait.
type owner interface {
	// readable tells that read gives something.
	readable()
	// ended tells that the other side closed (nil) or reset the connection.
	ended(err error)
}

// An end is one end of a stream connection. The network's lock guards it.
type end struct {
	network       *Network
	local, remote netip.AddrPort
	peer          *end
	owner         owner

	received []byte
	finished bool          // the other side sends nothing more
	shut     bool          // this side sends nothing more
	closed   bool          // this side has closed
	broken   bool          // one side has reset the connection
	room     chan struct{} // closed when a writer to this end may go on, or must end; nil where none waits
}

// newPair returns the two ends of a connection. The caller holds the network's lock.
func newPair(n *Network, near, far netip.AddrPort) (*end, *end) {
	a := &end{network: n, local: near, remote: far}
	b := &end{network: n, local: far, remote: near}
	a.peer, b.peer = b, a
	return a, b
}

// own sets who is told of the end, and tells at once what has happened already.
func (e *end) own(o owner) {
	e.network.mu.Lock()
	e.owner = o
	readable := len(e.received) > 0 || e.finished
	gone, broken := e.peer.closed, e.broken
	e.network.mu.Unlock()
	if readable {
		o.readable()
	}
	switch {
	case broken:
		o.ended(driver.ECONNRESET)
	case gone:
		o.ended(nil)
	}
}

// moved wakes writers that wait for room at e. The caller holds the network's lock.
func (e *end) moved() {
	if e.room != nil {
		close(e.room)
		e.room = nil
	}
}

// write sends all of data, and waits while the other end has no room.
func (e *end) write(ctx context.Context, data []byte) error {
	for len(data) > 0 {
		n, room, err := e.offer(data)
		if err != nil {
			return err
		}
		if data = data[n:]; len(data) == 0 {
			return nil
		}
		select {
		case <-room:
		case <-ctx.Done():
			return driver.FromContext("write", ctx)
		}
	}
	return nil
}

// offer sends as much of data as the other end has room for, and returns what is closed when
// it has more.
func (e *end) offer(data []byte) (int, <-chan struct{}, error) {
	e.network.mu.Lock()
	switch {
	case e.broken:
		e.network.mu.Unlock()
		return 0, nil, driver.ECONNRESET
	case e.shut, e.closed, e.peer.closed:
		e.network.mu.Unlock()
		return 0, nil, driver.EPIPE
	}
	n := min(len(data), window-len(e.peer.received))
	e.peer.received = append(e.peer.received, data[:n]...)
	if n < len(data) && e.peer.room == nil {
		e.peer.room = make(chan struct{})
	}
	room, o := e.peer.room, e.peer.owner
	e.network.mu.Unlock()
	if n > 0 && o != nil {
		o.readable()
	}
	return n, room, nil
}

// read takes what has been received: EAGAIN where there is nothing now, io.EOF at the end.
func (e *end) read(buf []byte) (int, error) {
	e.network.mu.Lock()
	defer e.network.mu.Unlock()
	switch {
	case e.broken:
		return 0, driver.ECONNRESET
	case len(e.received) > 0:
		n := copy(buf, e.received)
		e.received = append(e.received[:0], e.received[n:]...)
		e.moved()
		return n, nil
	case e.finished:
		return 0, io.EOF
	}
	return 0, driver.EAGAIN
}

// finish ends this side's sending.
func (e *end) finish() {
	e.network.mu.Lock()
	e.shut = true
	e.peer.finished = true
	e.peer.moved() // this side's own writers
	o := e.peer.owner
	e.network.mu.Unlock()
	if o != nil {
		o.readable()
	}
}

// close ends the connection in good order: the other side still reads what was sent.
func (e *end) close() {
	e.network.mu.Lock()
	if e.closed {
		e.network.mu.Unlock()
		return
	}
	e.closed, e.shut = true, true
	e.received = nil
	e.peer.finished = true
	e.moved()
	e.peer.moved() // this side's own writers
	told := e.peer.owner
	if e.peer.closed || e.broken {
		told = nil
	}
	e.network.mu.Unlock()
	if told != nil {
		told.readable()
		told.ended(nil)
	}
}

// reset breaks the connection: what was not read is lost.
func (e *end) reset() {
	e.network.mu.Lock()
	e.closed = true
	for _, side := range []*end{e, e.peer} {
		side.broken = true
		side.received = nil
		side.moved()
	}
	told := e.peer.owner
	if e.peer.closed {
		told = nil
	}
	e.network.mu.Unlock()
	if told != nil {
		told.ended(driver.ECONNRESET)
	}
}
