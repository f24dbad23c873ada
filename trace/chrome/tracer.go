package chrome

import (
	"context"
	"io"
	"strconv"
	"sync"
	"time"

	"drivergen/driver"
)

// A Tracer writes a timeline of the calls and events that it is told of. Wrapping several
// devices with one Tracer gives one timeline with a process for each device. Its methods may
// be called from several goroutines at once.
type Tracer struct {
	payload int

	mu     sync.Mutex // guards all that follows
	w      io.Writer
	buf    []byte // whole events
	err    error  // the first of writing
	begun  bool   // the file has its opening bracket
	closed bool
	zero   time.Time // the time 0 of the timeline
	ids    int       // how many asynchronous events there were

	devices []*device
	direct  map[string]*device // of an interface, for calls that are told to the Tracer itself
	named   map[string]int     // how many devices of an interface there are
}

// bufferSize is how much is gathered before it is written.
const bufferSize = 64 << 10

// New returns a tracer that writes to w. What it writes is buffered: Close, or Flush from
// time to time, writes it out. It does not close w.
func New(w io.Writer, opts ...Option) *Tracer {
	t := &Tracer{w: w, direct: map[string]*device{}, named: map[string]int{}}
	for _, opt := range opts {
		opt(t)
	}
	return t
}

// Bind returns the tracer of one device.
func (t *Tracer) Bind(iface string) driver.Tracer {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.device(iface)
}

// device returns a new device. The lock is held.
func (t *Tracer) device(iface string) *device {
	t.named[iface]++
	name := iface
	if n := t.named[iface]; n > 1 {
		name += " " + strconv.Itoa(n)
	}
	d := newDevice(t, len(t.devices)+1, iface)
	t.devices = append(t.devices, d)
	if !t.closed {
		d.name(name)
	}
	return d
}

// unbound returns the device that calls of an interface belong to which are told to the
// Tracer itself.
func (t *Tracer) unbound(iface string) *device {
	t.mu.Lock()
	defer t.mu.Unlock()
	d := t.direct[iface]
	if d == nil {
		d = t.device(iface)
		t.direct[iface] = d
	}
	return d
}

// PayloadLimit implements driver.PayloadTracer.
func (t *Tracer) PayloadLimit() int { return t.payload }

// Begin implements driver.Tracer, for one device an interface. Calls of the past may be told
// by End alone; where Begin is told of one, End must be told of the same *driver.Call.
func (t *Tracer) Begin(ctx context.Context, call *driver.Call) context.Context {
	return t.unbound(call.Interface).Begin(ctx, call)
}

// End implements driver.Tracer.
func (t *Tracer) End(ctx context.Context, call *driver.Call) {
	t.unbound(call.Interface).End(ctx, call)
}

// Event implements driver.Tracer.
func (t *Tracer) Event(event *driver.Event) { t.unbound(event.Interface).Event(event) }

// Flush writes out what is buffered and returns the first error of writing.
func (t *Tracer) Flush() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.flush()
	return t.err
}

// Close ends the timeline and returns the first error of writing it. Calls that have not
// ended stay open in it; what is told later is ignored.
func (t *Tracer) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return t.err
	}
	for _, d := range t.devices {
		d.leave()
	}
	if !t.begun {
		t.buf = append(t.buf, '[')
	}
	t.buf = append(t.buf, "\n]\n"...)
	t.closed = true
	t.flush()
	return t.err
}

// flush writes what is buffered. Nothing is written after an error.
func (t *Tracer) flush() {
	if t.err == nil && len(t.buf) > 0 {
		_, t.err = t.w.Write(t.buf)
	}
	t.buf = t.buf[:0]
}

var (
	_ driver.PayloadTracer = (*Tracer)(nil)
	_ driver.Binder        = (*Tracer)(nil)
)
