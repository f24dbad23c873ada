package pace

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"time"

	"drivergen/driver"
)

// readBuffer is how much a Port reads ahead of the line's pace: what a UART's
// driver holds. While it is full the Port reads no further, so what lies below
// holds its sender back.
const readBuffer = 4096

// Port is a port whose bytes arrive at the pace of a serial line, in both
// directions. One goroutine may read while another writes.
type Port struct {
	inner io.ReadWriteCloser

	closeOnce sync.Once
	closed    chan struct{}
	closeErr  error

	// rmu and wmu keep Reads and Writes from each other's way as the locks in an
	// os.File do; nothing else takes them, Close and SetBaud least of all.
	rmu     sync.Mutex
	space   []byte // what Read reads into; pending lies in it
	readErr error  // what inner said after pending
	wmu     sync.Mutex

	mu      sync.Mutex // guards what follows, never held while waiting
	rx, tx  Line
	pending []byte // read from inner, not yet given out
	ready   int    // bytes of pending that have arrived
}

// Wrap gives a port whose bytes take the time that they would take on a serial
// line of the given baud, in bits a second. Write returns when the last byte
// has been handed on, which is when a line would have carried it. The Port
// owns inner: Close closes it.
func Wrap(inner io.ReadWriteCloser, baud int) (*Port, error) {
	if baud <= 0 {
		return nil, fmt.Errorf("pace: %d baud: want a speed above 0", baud)
	}
	return &Port{
		inner:  inner,
		closed: make(chan struct{}),
		space:  make([]byte, readBuffer),
		rx:     NewLine(baud),
		tx:     NewLine(baud),
	}, nil
}

// Unwrap gives the port below.
func (p *Port) Unwrap() io.ReadWriteCloser { return p.inner }

// SetBaud changes the pace of both directions and the speed of the port below
// if it has one.
func (p *Port) SetBaud(baud int) error {
	if baud <= 0 {
		return fmt.Errorf("pace: %d baud: want a speed above 0", baud)
	}
	if below, ok := p.inner.(interface{ SetBaud(int) error }); ok {
		if err := below.SetBaud(baud); err != nil && !errors.Is(err, errors.ErrUnsupported) {
			return err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	p.ready += p.rx.SetBaud(now, baud)
	p.tx.SetBaud(now, baud)
	return nil
}

// SetRTSCTS turns flow control of the port below on or off. It fails with
// driver.EOPNOTSUPP if that has none.
func (p *Port) SetRTSCTS(on bool) error {
	if below, ok := p.inner.(interface{ SetRTSCTS(bool) error }); ok {
		return below.SetRTSCTS(on)
	}
	return fmt.Errorf("pace: the port below has no flow control: %w", driver.EOPNOTSUPP)
}

// ResetInput drops what has arrived here, and what the port below holds if it
// can drop it. Bytes that are on their way still arrive.
func (p *Port) ResetInput() error {
	p.mu.Lock()
	p.ready += p.rx.Arrived(time.Now())
	p.pending, p.ready = p.pending[p.ready:], 0
	p.mu.Unlock()
	if below, ok := p.inner.(interface{ ResetInput() error }); ok {
		return below.ResetInput()
	}
	return nil
}

// Read gives what has arrived, and waits for the next chunk if nothing has.
// What was read before the port below failed is given out first.
func (p *Port) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	p.rmu.Lock()
	defer p.rmu.Unlock()
	for {
		if p.isClosed() {
			return 0, errClosed
		}
		if n := p.take(b); n > 0 {
			return n, nil
		}
		p.mu.Lock()
		due, flying := p.rx.Next()
		arrived := p.ready > 0 // by a change of speed just now
		p.mu.Unlock()
		switch {
		case arrived:
		case flying:
			if !p.waitUntil(due) {
				return 0, errClosed
			}
		case p.readErr != nil:
			return 0, p.readErr
		default:
			p.fill()
		}
	}
}

// fill reads from below what there is, and puts it on the line.
func (p *Port) fill() {
	n, err := p.inner.Read(p.space)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rx.Send(time.Now(), n)
	p.pending, p.readErr = p.space[:n], err
}

// take moves what has arrived into b.
func (p *Port) take(b []byte) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ready += p.rx.Arrived(time.Now())
	n := copy(b, p.pending[:p.ready])
	p.pending, p.ready = p.pending[n:], p.ready-n
	return n
}

// Write hands b on, a chunk at a time, each when a line would have carried it.
func (p *Port) Write(b []byte) (int, error) {
	p.wmu.Lock()
	defer p.wmu.Unlock()
	if p.isClosed() {
		return 0, errClosed
	}
	p.mu.Lock()
	p.tx.Send(time.Now(), len(b))
	p.mu.Unlock()
	sent := 0
	for sent < len(b) {
		p.mu.Lock()
		due, flying := p.tx.Next()
		p.mu.Unlock()
		if flying && !p.waitUntil(due) {
			return sent, errClosed
		}
		p.mu.Lock()
		p.tx.Arrived(time.Now())
		carried := len(b) - p.tx.Flying()
		p.mu.Unlock()
		n, err := p.inner.Write(b[sent:carried])
		sent += n
		if err != nil {
			p.mu.Lock()
			p.tx.Clear()
			p.mu.Unlock()
			return sent, err
		}
	}
	return sent, nil
}

// Close closes the port below and wakes whoever reads or writes.
func (p *Port) Close() error {
	p.closeOnce.Do(func() {
		close(p.closed)
		p.closeErr = p.inner.Close()
	})
	return p.closeErr
}

var errClosed = fmt.Errorf("pace: %w", fs.ErrClosed)

func (p *Port) isClosed() bool {
	select {
	case <-p.closed:
		return true
	default:
		return false
	}
}

// waitUntil waits for due. It reports false if the port was closed before.
func (p *Port) waitUntil(due time.Time) bool {
	d := time.Until(due)
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-p.closed:
		return false
	}
}
