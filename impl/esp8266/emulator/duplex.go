package emulator

import (
	"io"
	"sync"
)

const duplexBuffer = 64 << 10

// newDuplex makes two ends of a buffered byte stream in memory.
func newDuplex() (a, b *duplex) {
	ab, ba := newLane(), newLane()
	return &duplex{in: ba, out: ab}, &duplex{in: ab, out: ba}
}

type duplex struct{ in, out *lane }

func (d *duplex) Read(p []byte) (int, error)  { return d.in.read(p) }
func (d *duplex) Write(p []byte) (int, error) { return d.out.write(p) }

func (d *duplex) Close() error {
	d.in.close(true)
	d.out.close(false)
	return nil
}

// lane is one direction of a duplex.
type lane struct {
	mu       sync.Mutex
	change   sync.Cond
	buf      []byte
	unread   bool // its reader has gone
	finished bool // its writer has gone
}

func newLane() *lane {
	l := &lane{}
	l.change.L = &l.mu
	return l
}

func (l *lane) read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		switch {
		case l.unread:
			return 0, io.ErrClosedPipe
		case len(p) == 0:
			return 0, nil
		case len(l.buf) > 0:
			n := copy(p, l.buf)
			l.buf = l.buf[n:]
			l.change.Broadcast()
			return n, nil
		case l.finished:
			return 0, io.EOF
		}
		l.change.Wait()
	}
}

func (l *lane) write(p []byte) (n int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		if l.unread || l.finished {
			return n, io.ErrClosedPipe
		}
		if k := min(duplexBuffer-len(l.buf), len(p)); k > 0 {
			l.buf = append(l.buf, p[:k]...)
			p, n = p[k:], n+k
			l.change.Broadcast()
		}
		if len(p) == 0 {
			return n, nil
		}
		l.change.Wait()
	}
}

func (l *lane) close(byReader bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if byReader {
		l.unread = true
	} else {
		l.finished = true
	}
	l.change.Broadcast()
}
