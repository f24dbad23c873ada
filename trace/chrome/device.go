package chrome

import (
	"context"
	"io"
	"time"

	"drivergen/driver"
	"drivergen/trace/internal/handles"
)

// A device is a process of the timeline.
type device struct {
	t       *Tracer
	pid     int
	handles handles.Finder
	tracks  map[int64]*track
	lives   map[int64]*life // of the handles that are open
	running map[*driver.Call]running
}

// running is a call that has begun.
type running struct {
	method string
	start  time.Time
	track  *track
	lane   int
	life   *life // of the handle when it began
}

// A life is that of a handle, from the call that made it to the call that ended it.
type life struct {
	handle int64
	id     int
	ended  bool
}

func newDevice(t *Tracer, pid int, iface string) *device {
	return &device{
		t: t, pid: pid, handles: handles.Of(iface),
		tracks: map[int64]*track{}, lives: map[int64]*life{}, running: map[*driver.Call]running{},
	}
}

// PayloadLimit implements driver.PayloadTracer.
func (d *device) PayloadLimit() int { return d.t.payload }

// Begin implements driver.Tracer.
func (d *device) Begin(ctx context.Context, call *driver.Call) context.Context {
	d.t.mu.Lock()
	defer d.t.mu.Unlock()
	if d.t.closed {
		return ctx
	}
	d.running[call] = d.begin(call)
	return ctx
}

// begin gives a call its place.
func (d *device) begin(call *driver.Call) running {
	handle := d.handles.Handle(call)
	r := running{method: call.Method, start: call.Start, track: d.track(handle), life: d.lives[handle]}
	if r.start.IsZero() {
		r.start = time.Now()
	}
	r.lane = r.track.enter()
	d.t.clock(r.start)
	return r
}

// End implements driver.Tracer.
func (d *device) End(_ context.Context, call *driver.Call) {
	d.t.mu.Lock()
	defer d.t.mu.Unlock()
	if d.t.closed {
		return
	}
	r, begun := d.running[call]
	if !begun { // it began before the trace, or its end alone is told: others may overlap with it
		r = d.begin(call)
		r.track.leave(r.lane)
		r.lane = noLane
	}
	delete(d.running, call)
	end := call.Start.Add(call.Duration)
	d.writeCall(call, r)
	if made, ok := d.handles.Made(call); ok {
		d.create(call, made, end)
	}
	switch none := failed(call, driver.EBADF); {
	case d.handles.Ends(call) && !none:
		d.end(r, end)
	case none && r.life == nil:
		r.track.ended = true
	}
	r.track.leave(r.lane)
	d.drop(r.track)
}

// Event implements driver.Tracer.
func (d *device) Event(event *driver.Event) {
	d.t.mu.Lock()
	defer d.t.mu.Unlock()
	if d.t.closed {
		return
	}
	tr := d.track(event.Handle)
	if tr.named == 0 { // the handle has ended, and this is one of its last events
		tr.ended = d.lives[event.Handle] == nil
	}
	d.writeEvent(event, tr)
	d.drop(tr)
}

// failed tells whether a call has failed, with errno if it is not 0. The end of a stream is
// no failure.
func failed(call *driver.Call, errno driver.Errno) bool {
	if call.Err == nil || call.Err == io.EOF {
		return false
	}
	return errno == 0 || driver.ErrnoOf(call.Err) == errno
}

// create begins the life of a handle.
func (d *device) create(call *driver.Call, handle int64, at time.Time) {
	d.t.ids++
	l := &life{handle: handle, id: d.t.ids}
	d.lives[handle] = l
	tr := d.track(handle)
	tr.ended = false
	d.writeLife('b', l, d.thread(tr, 0), at, call)
}

// end ends the life of a handle: that which it had when the call began.
func (d *device) end(r running, at time.Time) {
	l := r.life
	if l == nil {
		r.track.ended = true
		return
	}
	if l.ended {
		return
	}
	l.ended = true
	d.writeLife('e', l, d.thread(r.track, 0), at, nil)
	if d.lives[l.handle] == l {
		delete(d.lives, l.handle)
		r.track.ended = true
	}
}

// drop forgets the track of a handle that has ended, when no call runs on it.
func (d *device) drop(tr *track) {
	if tr.ended && tr.idle() && tr.handle != driver.NoHandle {
		delete(d.tracks, tr.handle)
	}
}

// leave writes the calls that have not ended.
func (d *device) leave() {
	for _, r := range d.running {
		d.writeOpen(r)
	}
	clear(d.running)
}
