package recording

import (
	"cmp"
	"context"
	"io"
	"slices"
	"sync"
	"time"

	"drivergen/driver"
)

const (
	flushSize  = 32 << 10
	flushAfter = time.Second
)

// A Tracer records what a generated tracing wrapper tells it. It may serve devices of different
// interfaces at once; handles of two devices of one interface cannot be told apart. Its methods may be
// called from any goroutine.
type Tracer struct {
	start      time.Time
	payload    int
	flushAfter time.Duration

	mu      sync.Mutex
	w       io.Writer
	buf     []byte // whole lines that are not written yet
	timer   *time.Timer
	armed   bool // the timer runs
	sockets sockets
	open    []begun // the calls that have not returned, few at any time
	err     error   // the first failure to write
	closed  bool
}

// begun is what is known of a call when it begins.
type begun struct {
	call     *driver.Call
	payloads driver.Payloads // the call's own are another tracer's at times
	handle   int64
	socket   int
	start    time.Duration
}

// New returns a Tracer that writes a recording to w, whole lines at a time. The first line waits with the
// others, so that a failure to write is told by Close. What w is stays the caller's to close.
func New(w io.Writer, opts ...Option) *Tracer {
	t := &Tracer{w: w, start: time.Now(), flushAfter: flushAfter}
	for _, opt := range opts {
		opt(t)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.write(appendHeader(nil, Header{Version: Version, Start: t.start, Payload: t.payload}), nil)
	return t
}

// PayloadLimit implements driver.PayloadTracer.
func (t *Tracer) PayloadLimit() int { return t.payload }

// Begin implements driver.Tracer.
func (t *Tracer) Begin(ctx context.Context, call *driver.Call) context.Context {
	start := time.Since(t.start)
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.closed {
		t.open = append(t.open, begun{call, call.Payloads, call.Handle, t.sockets.of(call.Interface, call.Handle), start})
	}
	return ctx
}

// lines holds the memory of lines that are being built.
var lines = sync.Pool{New: func() any { return new([]byte) }}

// End implements driver.Tracer.
func (t *Tracer) End(_ context.Context, call *driver.Call) {
	line := lines.Get().(*[]byte)
	*line = appendCall((*line)[:0], call, call.Start.Sub(t.start))
	t.mu.Lock()
	if b, known := t.take(call); known {
		ids := ids{handle: b.handle, socket: b.socket, creates: call.Creates, ends: call.Ends}
		if call.Creates != driver.NoHandle {
			ids.created = t.sockets.create(call.Interface, call.Creates)
			if b.handle == driver.NoHandle {
				ids.handle, ids.socket = call.Creates, ids.created
			}
		}
		var head [96]byte
		t.write(ids.append(head[:0]), *line)
	}
	t.mu.Unlock()
	lines.Put(line)
}

// take takes a call out of those that have not returned. The caller holds mu.
func (t *Tracer) take(call *driver.Call) (begun, bool) {
	last := len(t.open) - 1
	for i := last; i >= 0; i-- {
		if b := t.open[i]; b.call == call {
			t.open[i] = t.open[last]
			t.open[last] = begun{}
			t.open = t.open[:last]
			return b, true
		}
	}
	return begun{}, false
}

// Event implements driver.Tracer.
func (t *Tracer) Event(event *driver.Event) {
	line := lines.Get().(*[]byte)
	*line = appendEvent((*line)[:0], event, event.Time.Sub(t.start))
	t.mu.Lock()
	if !t.closed {
		ids := ids{handle: event.Handle, socket: t.sockets.told(event.Interface, event.Handle), creates: driver.NoHandle}
		var head [96]byte
		t.write(ids.append(head[:0]), *line)
	}
	t.mu.Unlock()
	lines.Put(line)
}

// write puts the two parts of a line behind those that wait. The caller holds mu.
func (t *Tracer) write(head, tail []byte) {
	if t.err != nil {
		return
	}
	t.buf = append(append(t.buf, head...), tail...)
	switch {
	case len(t.buf) >= flushSize || t.flushAfter == 0:
		t.flush()
	case t.armed:
	case t.timer == nil:
		t.armed, t.timer = true, time.AfterFunc(t.flushAfter, t.elapsed)
	default:
		t.armed = true
		t.timer.Reset(t.flushAfter)
	}
}

// elapsed writes the lines that have waited long enough.
func (t *Tracer) elapsed() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.armed = false
	t.flush()
}

// flush writes what waits. The caller holds mu.
func (t *Tracer) flush() {
	if t.err == nil && len(t.buf) > 0 {
		_, t.err = t.w.Write(t.buf)
	}
	t.buf = t.buf[:0]
}

// Flush writes what waits and returns the first failure to write.
func (t *Tracer) Flush() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.flush()
	return t.err
}

// Close ends the recording and returns the first failure to write. Calls that have not returned are
// recorded as unfinished; what is told later is not recorded.
func (t *Tracer) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return t.err
	}
	t.closed = true
	t.closeOpen()
	if t.timer != nil {
		t.timer.Stop()
	}
	t.flush()
	return t.err
}

// closeOpen records the calls that have not returned, in the order in which they began. The caller holds mu.
func (t *Tracer) closeOpen() {
	slices.SortFunc(t.open, func(a, b begun) int { return cmp.Compare(a.start, b.start) })
	now := time.Since(t.start)
	for _, b := range t.open {
		head := ids{handle: b.handle, socket: b.socket, creates: driver.NoHandle}.append(nil)
		t.write(head, appendUnfinished(nil, &b, now-b.start))
	}
	t.open = nil
}

var _ driver.PayloadTracer = (*Tracer)(nil)
