package netdever

import (
	"context"
	"errors"
	"io"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// writePiece is how much of a stream goes to the Netdever in one Send.
const writePiece = 2048

// A sender hands a socket's data to Send, which takes no context, in a goroutine of its own.
// It has a copy of the data: a write that was given up keeps nothing of its caller's. Its
// zero value is ready to use.
type sender struct {
	mu      sync.Mutex
	turn    chan struct{} // holds a token while somebody writes
	jobs    chan job
	gone    chan struct{} // closed with the socket
	started bool
	closed  bool
}

// A job is one Send.
type job struct {
	data     []byte
	deadline time.Time
	done     chan<- error // has room for the result
}

// startSending starts the goroutine, where it does not run.
func (s *socket) startSending() error {
	w := &s.sender
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return driver.ECONNABORTED
	}
	if w.started {
		return nil
	}
	w.turn, w.jobs, w.gone = make(chan struct{}, 1), make(chan job, 1), make(chan struct{})
	if !s.hw.spawn(s.send) {
		return driver.ENODEV
	}
	w.started = true
	return nil
}

func (w *sender) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.started && !w.closed {
		close(w.gone)
	}
	w.closed = true
}

// send sends what is written, until the socket is closed.
func (s *socket) send() {
	for {
		select {
		case j := <-s.sender.jobs:
			j.done <- s.sendAll(j)
			<-s.sender.turn
		case <-s.sender.gone:
			return
		}
	}
}

func (s *socket) sendAll(j job) error {
	fd, end, ok := s.begin()
	if !ok {
		return driver.ECONNABORTED
	}
	n, err := s.hw.dev.Send(fd, j.data, 0, j.deadline)
	err = socketErrnos.errno("write", err)
	end(err == nil || n > 0 || driver.ErrnoOf(err) == driver.ETIMEDOUT) // part of the data may be sent
	switch {
	case errors.Is(err, io.EOF): // as some Netdevers tell that the peer has closed
		return driver.Fail("write", driver.EPIPE, io.EOF)
	case err != nil:
		return err
	case n != len(j.data):
		return fail("write", driver.EIO, "the Netdever sent "+strconv.Itoa(n)+" of "+strconv.Itoa(len(j.data))+" bytes and tells no error")
	}
	return nil
}

// write sends data: all of it, or it fails.
func (s *socket) write(ctx context.Context, data []byte, to netip.AddrPort) error {
	if s.protocol == netdev.ProtocolDgram {
		if err := s.address(ctx, to); err != nil {
			return err
		}
		return s.writePiece(ctx, data)
	}
	if to.IsValid() {
		return driver.EOPNOTSUPP
	}
	for len(data) > 0 {
		n := min(len(data), writePiece)
		if err := s.writePiece(ctx, data[:n]); err != nil {
			return err
		}
		data = data[n:]
	}
	return nil
}

// writePiece hands one Send to the sender and waits for it. Where the context ends first the
// Send goes on, and the next one waits for it.
func (s *socket) writePiece(ctx context.Context, data []byte) error {
	if err := s.startSending(); err != nil {
		return err
	}
	w := &s.sender
	select {
	case w.turn <- struct{}{}:
	case <-ctx.Done():
		return driver.FromContext("write", ctx)
	case <-w.gone:
		return driver.ECONNABORTED
	}
	done := make(chan error, 1)
	deadline, _ := ctx.Deadline()
	w.jobs <- job{data: append([]byte(nil), data...), deadline: deadline, done: done}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return driver.FromContext("write", ctx)
	case <-w.gone:
		return driver.ECONNABORTED
	}
}

// address gives a datagram socket the peer that it sends to. A Netdever's socket has one.
func (s *socket) address(ctx context.Context, to netip.AddrPort) error {
	s.mu.Lock()
	peer := s.peer
	s.mu.Unlock()
	switch {
	case !to.IsValid() || to == peer:
		return nil
	case peer.IsValid():
		return fail("send_to", driver.EOPNOTSUPP, "a Netdever's socket sends to one peer, and this one's is "+peer.String())
	}
	if err := s.do(ctx, "send_to", func(fd int) error { return s.hw.dev.Connect(fd, "", to) }); err != nil {
		return err
	}
	s.mu.Lock()
	s.peer = to
	s.mu.Unlock()
	return s.startReading()
}
