package driver

import (
	"context"
	"errors"
	"io"
	"net/netip"
)

// A ReadFunc is the hardware call that takes what a link has received, in one
// transaction. It answers EAGAIN when nothing is there and io.EOF at the end. The
// address is the sender of a datagram; what belongs to a stream has none.
type ReadFunc func(ctx context.Context, link Link, buf []byte) (int, netip.AddrPort, error)

// unreadChunk is what the owner of a claim gave back.
type unreadChunk struct {
	data []byte
	from netip.AddrPort
}

// Readable notes that the hardware has something to read and wakes who waits for it.
// It reports whether that is to be told now.
func (h *Handle[P]) Readable() bool {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	notify(h.readable)
	if h.closing || h.ended {
		return false
	}
	if h.defers {
		h.late.Readable = true
		return false
	}
	return true
}

// Receive waits until the link has received something, and takes it. One caller reads
// at a time; the others wait for their turn. It fails with io.EOF at the end of the
// stream, with EBUSY while somebody else has claimed the queue, with ECONNABORTED when
// the handle is closed, and with the context's error.
func (h *Handle[P]) Receive(ctx context.Context, r *Rule, buf []byte, read ReadFunc) (int, netip.AddrPort, error) {
	closed := error(h.table.rules.Invalid)
	for {
		wait, err := h.enterReceive(ctx, r, closed)
		closed = ECONNABORTED // the handle was open when the wait began
		mine := false
		switch {
		case err != nil:
		case wait != nil:
			err = h.await(ctx, r.Op, wait, nil)
		default:
			mine, err = h.takeTurn(ctx, r.Op)
		}
		if err != nil {
			return 0, netip.AddrPort{}, err
		}
		if !mine {
			continue
		}
		n, from, err := h.receive(ctx, r, buf, read)
		<-h.reader
		if err != errClaimed {
			return n, from, err
		}
	}
}

// errClaimed says that somebody claimed the queue during the wait.
var errClaimed = errors.New("queue claimed")

// takeTurn makes the caller the one that reads. It reports false where somebody claimed
// the queue first.
func (h *Handle[P]) takeTurn(ctx context.Context, op string) (bool, error) {
	select {
	case h.reader <- struct{}{}:
		return true, nil
	default:
	}
	h.table.mu.Lock()
	claimed := h.incoming.untilClaimed()
	h.table.mu.Unlock()
	select {
	case h.reader <- struct{}{}:
		return true, nil
	case <-claimed:
		return false, nil
	case <-ctx.Done():
		return false, FromContext(op, ctx)
	case <-h.closed:
		return false, ECONNABORTED
	}
}

// receive is Receive for the one that reads.
func (h *Handle[P]) receive(ctx context.Context, r *Rule, buf []byte, read ReadFunc) (int, netip.AddrPort, error) {
	for {
		n, from, claimed, done, err := h.pending(ctx, buf)
		if done {
			return n, from, err
		}
		gone, cause := h.lost()
		n, from, err = read(ctx, h.link, buf)
		if n > 0 && err != nil {
			// Data goes first. The hardware need not tell the end again.
			if err == io.EOF {
				h.End()
			}
			err = nil
		}
		if !again(err) {
			return h.received(n, from, err, cause)
		}
		if gone {
			// The link was gone before this read: nothing can follow.
			return h.received(0, netip.AddrPort{}, io.EOF, cause)
		}
		if err := h.await(ctx, r.Op, h.readable, claimed); err != nil {
			return 0, netip.AddrPort{}, err
		}
	}
}

// enterReceive is Enter for a queue: what was received before the other side ended
// the handle can still be taken, and the end of the stream after it. A channel that is
// not nil is to be waited for before another try. The error where the handle is closed is
// the caller's.
func (h *Handle[P]) enterReceive(ctx context.Context, r *Rule, closed error) (wait <-chan struct{}, err error) {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	if h.closing {
		return nil, closed
	}
	if h.incoming.claim.keepsOut(ctx) {
		return h.incoming.claim.wait()
	}
	if !h.gone && !r.Allows(h.state) {
		return nil, r.Refusal(h.state)
	}
	return nil, nil
}

// pending answers from what needs no hardware: data that was given back, the end of a queue.
func (h *Handle[P]) pending(ctx context.Context, buf []byte) (n int, from netip.AddrPort, claimed <-chan struct{}, done bool, err error) {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	if h.closing {
		return 0, from, nil, true, ECONNABORTED
	}
	if h.incoming.claim.keepsOut(ctx) {
		return 0, from, nil, true, errClaimed
	}
	if len(h.unread) > 0 {
		chunk := &h.unread[0]
		n = copy(buf, chunk.data)
		from = chunk.from
		if n == len(chunk.data) || from.IsValid() {
			h.unread = h.unread[1:]
		} else {
			chunk.data = chunk.data[n:]
		}
		return n, from, nil, true, nil
	}
	if h.ended {
		return 0, from, nil, true, io.EOF
	}
	return 0, from, h.incoming.untilClaimed(), false, nil
}

func (h *Handle[P]) lost() (bool, error) {
	h.table.mu.Lock()
	defer h.table.mu.Unlock()
	return h.gone, h.cause
}

func again(err error) bool {
	return err != nil && (err == EAGAIN || errors.Is(err, EAGAIN))
}

// received turns the end of a lost connection into its cause.
func (h *Handle[P]) received(n int, from netip.AddrPort, err, cause error) (int, netip.AddrPort, error) {
	if err == io.EOF && cause != nil {
		err = cause
	}
	return n, from, err
}
