package pcapng

import (
	"context"
	"io"
	"net/netip"
	"strconv"
	"sync"

	"drivergen/driver"
)

// A Tracer writes a capture of the sockets that it is told of. Wrapping several devices
// with one Tracer gives one capture with an interface for each device. Its methods may be
// called from several goroutines at once.
type Tracer struct {
	config config

	mu      sync.Mutex // guards all that follows
	c       *capture
	q       queue
	ports   ports
	names   names
	isn     uint32
	direct  map[string]*device // of an interface, for calls that are told to the Tracer itself
	wrapped map[string]int     // how many devices of an interface there are
	closed  bool
}

// New returns a tracer that writes to w. What it writes is buffered: Close, or Flush from
// time to time, writes it out. It does not close w.
func New(w io.Writer, opts ...Option) *Tracer {
	t := &Tracer{
		config:  newConfig(opts),
		c:       newCapture(w),
		ports:   ports{live: map[pair]*stream{}},
		names:   names{told: map[string]netip.Addr{}, made: map[string]netip.Addr{}},
		wrapped: map[string]int{},
		direct:  map[string]*device{},
	}
	t.q.c = t.c
	return t
}

// Bind returns the tracer of one device, or nil for an interface without sockets.
func (t *Tracer) Bind(iface string) driver.Tracer {
	known, ok := roles[iface]
	if !ok {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.device(iface, known)
}

// device returns a new device. The lock is held.
func (t *Tracer) device(iface string, known role) *device {
	t.wrapped[iface]++
	name := iface
	if n := t.wrapped[iface]; n > 1 {
		name += " " + strconv.Itoa(n)
	}
	return newDevice(t, known, t.c.addInterface(name))
}

// unbound returns the device that calls of an interface belong to which are told to the
// Tracer itself, or nil for an interface without sockets.
func (t *Tracer) unbound(iface string) *device {
	known, ok := roles[iface]
	if !ok {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	d := t.direct[iface]
	if d == nil {
		d = t.device(iface, known)
		t.direct[iface] = d
	}
	return d
}

// PayloadLimit implements driver.PayloadTracer.
func (t *Tracer) PayloadLimit() int { return t.config.limit }

// Begin implements driver.Tracer, for one device an interface. Calls of the past may be told
// by End alone; where Begin is told of one, End must be told of the same *driver.Call.
func (t *Tracer) Begin(ctx context.Context, call *driver.Call) context.Context {
	if d := t.unbound(call.Interface); d != nil {
		d.Begin(ctx, call)
	}
	return ctx
}

// End implements driver.Tracer.
func (t *Tracer) End(ctx context.Context, call *driver.Call) {
	if d := t.unbound(call.Interface); d != nil {
		d.End(ctx, call)
	}
}

// Event implements driver.Tracer.
func (t *Tracer) Event(event *driver.Event) {
	if d := t.unbound(event.Interface); d != nil {
		d.Event(event)
	}
}

// Flush writes out what is complete, for whoever reads the capture while it grows. It
// returns the first error of writing.
func (t *Tracer) Flush() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.c.flush()
}

// Close ends the capture and returns the first error of writing it. Calls that have not
// ended are left out; those that are told later are ignored.
func (t *Tracer) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.closed {
		t.closed = true
		t.q.drain()
		if t.c.ng == nil {
			t.c.addInterface("no device")
		}
	}
	return t.c.flush()
}

// isnStep is how far the initial sequence numbers of two connections are apart: odd, so that
// they come to be everywhere.
const isnStep = 0x01000193

// nextISN returns the initial sequence number of a connection.
func (t *Tracer) nextISN() uint32 {
	t.isn += isnStep
	return t.isn
}

var (
	_ driver.PayloadTracer = (*Tracer)(nil)
	_ driver.Binder        = (*Tracer)(nil)
)
