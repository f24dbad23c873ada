package hostworld

import (
	"context"
	"errors"
	"net"
	"syscall"
	"time"
)

// unanswered is for how long a connect must wait to count as one that nobody answers.
const unanswered = 30 * time.Millisecond

// fill connects to a listener until its backlog is full: Linux then leaves whoever connects without an answer (listen(2),
// tcp_abort_on_overflow in tcp(7)).
func (w *World) fill(ctx context.Context, l *net.TCPListener) error {
	if err := shorten(l); err != nil {
		return err
	}
	for range 16 {
		d := net.Dialer{Timeout: unanswered}
		c, err := d.DialContext(ctx, "tcp4", l.Addr().String())
		var late net.Error
		switch {
		case errors.As(err, &late) && late.Timeout():
			return nil
		case err != nil:
			return err
		}
		p := &peer{conn: c.(*net.TCPConn), taken: make(chan struct{})}
		close(p.taken)
		w.add(p)
	}
	return errors.New("a backlog of 0 does not fill up")
}

// shorten gives a listener the shortest backlog. listen(2) may be called again for that.
func shorten(l *net.TCPListener) error {
	raw, err := l.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = syscall.Listen(int(fd), 0) }); err != nil {
		return err
	}
	return failed
}
