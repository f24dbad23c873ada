package loopback

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"sync"

	"drivergen/driver"
)

// A peer is the other side of a device's connections, as a test drives it: its calls
// wait. It is the owner of its end of a stream, or of a datagram socket.
type peer struct {
	mu      sync.Mutex
	end     *end
	packets *packets
	last    netip.AddrPort // the sender of the last datagram
	changed chan struct{}  // closed and replaced when something happened
}

func newPeer() *peer { return &peer{changed: make(chan struct{})} }

func (p *peer) readable() { p.wake() }

func (p *peer) ended(error) { p.wake() }

func (p *peer) wake() {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.changed)
	p.changed = make(chan struct{})
}

// take makes a connection that came the peer's. A peer takes one.
func (p *peer) take(e *end) bool {
	p.mu.Lock()
	if p.end != nil {
		p.mu.Unlock()
		return false
	}
	p.end = e
	p.mu.Unlock()
	e.own(p)
	return true
}

// wait calls ready, under the peer's lock, whenever something happened, until it
// reports true.
func (p *peer) wait(ctx context.Context, ready func() bool) error {
	for {
		p.mu.Lock()
		ok, changed := ready(), p.changed
		p.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// send sends on the stream, or one datagram to the last sender.
func (p *peer) send(ctx context.Context, data []byte) error {
	p.mu.Lock()
	e, to := p.end, p.last
	p.mu.Unlock()
	switch {
	case e != nil:
		return e.write(ctx, data)
	case p.packets != nil && to.IsValid():
		return p.packets.send(data, to)
	}
	return errors.New("the peer has nobody to send to")
}

// receive waits for size bytes of the stream.
func (p *peer) receive(ctx context.Context, size int) ([]byte, error) {
	data := make([]byte, 0, size)
	var failed error
	err := p.wait(ctx, func() bool {
		for p.end != nil && len(data) < size {
			n, err := p.end.read(data[len(data):size])
			if err == driver.EAGAIN {
				return false
			}
			if err != nil {
				failed = fmt.Errorf("after %d of %d bytes: %w", len(data), size, err)
				return true
			}
			data = data[:len(data)+n]
		}
		return len(data) == size
	})
	return data, errors.Join(err, failed)
}

// drain waits for the end of the stream, or its reset.
func (p *peer) drain(ctx context.Context) error {
	var failed error
	err := p.wait(ctx, func() bool {
		if p.end == nil {
			return false
		}
		buf := make([]byte, 64)
		n, err := p.end.read(buf)
		if n > 0 {
			failed = fmt.Errorf("received %q before the end", buf[:n])
			return true
		}
		return err == io.EOF || err == driver.ECONNRESET
	})
	return errors.Join(err, failed)
}

// datagram waits for a datagram.
func (p *peer) datagram(ctx context.Context) (data []byte, from netip.AddrPort, err error) {
	buf := make([]byte, maxDatagram)
	err = p.wait(ctx, func() bool {
		n, sender, err := p.packets.read(buf)
		if err != nil {
			return false
		}
		data, from, p.last = slices.Clone(buf[:n]), sender, sender
		return true
	})
	return data, from, err
}
