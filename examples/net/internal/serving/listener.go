package serving

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/rounds"
)

// A listener listens at a port of the module, and again after a restart of the module has ended that.
type listener struct {
	ctx    context.Context
	cancel context.CancelFunc
	board  *board.Board
	port   uint16

	mu  sync.Mutex
	now net.Listener
}

func listen(ctx context.Context, b *board.Board, port uint16) (*listener, error) {
	ctx, cancel := context.WithCancel(ctx)
	l := &listener{ctx: ctx, cancel: cancel, board: b, port: port}
	var err error
	if l.now, err = l.open(); err != nil {
		cancel()
		return nil, fmt.Errorf("listening at port %d of the module: %w", port, err)
	}
	return l, nil
}

func (l *listener) open() (net.Listener, error) {
	return l.board.Stack.ListenContext(l.ctx, "tcp", ":"+strconv.Itoa(int(l.port)))
}

// Accept waits for a client.
func (l *listener) Accept() (net.Conn, error) {
	for {
		conn, err := l.current().Accept()
		if err == nil {
			return conn, nil
		}
		if l.ctx.Err() != nil {
			return nil, net.ErrClosed
		}
		if err := l.again(err); err != nil {
			return nil, err
		}
	}
}

// reopenTries is how often a listener tries to listen again; the pause before the last takes 13 seconds.
const reopenTries = 10

// again listens again after an error.
func (l *listener) again(cause error) error {
	l.board.Step("again", "listening, after: %v", cause)
	l.current().Close()
	wait := firstWait
	for try := 1; ; try++ {
		now, err := l.open()
		if err == nil {
			l.replace(now)
			return nil
		}
		if try == reopenTries {
			return fmt.Errorf("listening again at port %d of the module: %w", l.port, err)
		}
		if rounds.Pause(l.ctx, wait) != nil {
			return net.ErrClosed
		}
		wait *= 2
	}
}

func (l *listener) current() net.Listener {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now
}

// replace puts a new listener in place. One that comes after Close is closed.
func (l *listener) replace(now net.Listener) {
	l.mu.Lock()
	l.now = now
	l.mu.Unlock()
	if l.ctx.Err() != nil {
		now.Close()
	}
}

// Close ends listening. A second one does nothing.
func (l *listener) Close() error {
	l.cancel()
	err := l.current().Close()
	if errors.Is(err, net.ErrClosed) {
		err = nil
	}
	return err
}

// Addr returns the address that is listened at.
func (l *listener) Addr() net.Addr { return l.current().Addr() }
