package driver

import (
	"context"
	"sync"
	"time"
)

// A Trace hands what one wrapper records to its tracers. Generated wrappers alone use it.
type Trace struct {
	iface   string
	tracers []limitedTracer
	// switches is as long as tracers where each of these is switched, else empty: then one of
	// them is always on.
	switches []SwitchedTracer
	off      Call // stands for the calls that are made while all are off; nothing is written to it
	secrets  secrets
}

type limitedTracer struct {
	Tracer
	limit int
}

// NewTrace returns the trace of an interface, or nil where no tracer is given that records
// anything. Nil tracers are left out.
func NewTrace(iface string, tracers []Tracer) *Trace {
	t := &Trace{iface: iface}
	for _, tracer := range tracers {
		if binder, ok := tracer.(Binder); ok {
			tracer = binder.Bind(iface)
		}
		if tracer == nil {
			continue
		}
		limited := limitedTracer{Tracer: tracer}
		if wants, ok := tracer.(PayloadTracer); ok {
			limited.limit = max(0, wants.PayloadLimit())
		}
		t.tracers = append(t.tracers, limited)
		if switched, ok := tracer.(SwitchedTracer); ok {
			t.switches = append(t.switches, switched)
		}
	}
	if len(t.tracers) == 0 {
		return nil
	}
	if len(t.switches) < len(t.tracers) {
		t.switches = nil
	}
	t.off.trace = t
	return t
}

// enabled reports whether a tracer is on.
func (t *Trace) enabled(ctx context.Context) bool {
	for _, s := range t.switches {
		if s.Enabled(ctx) {
			return true
		}
	}
	return len(t.switches) == 0
}

var calls = sync.Pool{New: func() any { return new(Call) }}

// Begin tells the tracers of a call that is about to be made. The device is called with
// the context that it returns; then the call is ended with End, once. Release is deferred
// in between.
func (t *Trace) Begin(ctx context.Context, method string, handle int64, args ...Attr) (context.Context, *Call) {
	if !t.enabled(ctx) {
		return ctx, &t.off
	}
	c := calls.Get().(*Call)
	c.Interface, c.Method, c.Handle, c.Creates, c.trace, c.open = t.iface, method, handle, NoHandle, t, true
	c.Args = append(c.Args[:0], args...)
	t.secrets.withholdFrom(method, c.Args)
	for i := range t.tracers {
		c.limit = t.tracers[i].limit
		ctx = t.tracers[i].Begin(ctx, c)
		c.contexts = append(c.contexts, ctx)
	}
	c.Start = now()
	return ctx, c
}

// Created tells that the call has made a handle, if err is nil.
func (c *Call) Created(handle int64, err error) {
	if err != nil || !c.open {
		return
	}
	c.Creates = handle
	if c.Handle == NoHandle {
		c.Handle = handle
	}
}

// Ended tells that the method ends the handle.
func (c *Call) Ended() {
	if c.open {
		c.Ends = true
	}
}

// End tells the tracers what the device answered, the last tracer first.
func (c *Call) End(err error, results ...Attr) {
	if !c.open {
		return
	}
	t := c.trace
	c.open = false
	c.Duration = since(c.Start)
	if err != nil {
		err = t.secrets.withhold(c.Method, err)
	}
	c.Err = err
	c.Results = append(c.Results[:0], results...)
	t.secrets.withholdFrom(c.Method, c.Results)
	for i := len(t.tracers) - 1; i >= 0; i-- {
		c.limit = t.tracers[i].limit
		t.tracers[i].End(c.contexts[i], c)
	}
}

// Release ends a call that End did not, with ErrNotReturned: its device is unwinding the
// goroutine. The Call must not be used afterwards.
func (c *Call) Release() {
	if c == &c.trace.off {
		return
	}
	c.End(ErrNotReturned) // unless it has ended
	clear(c.Args)
	clear(c.Results)
	clear(c.contexts)
	c.Args, c.Results, c.contexts = c.Args[:0], c.Results[:0], c.contexts[:0]
	c.Err, c.Ends, c.trace = nil, false, nil
	c.Start, c.Duration = time.Time{}, 0
	calls.Put(c)
}

var events = sync.Pool{New: func() any { return new(Event) }}

// Event tells the tracers of an event.
func (t *Trace) Event(name string, handle int64, values ...Attr) {
	if !t.enabled(context.Background()) {
		return
	}
	e := events.Get().(*Event)
	e.Interface, e.Name, e.Handle, e.Time = t.iface, name, handle, now()
	e.Values = append(e.Values[:0], values...)
	t.secrets.withholdFrom(name, e.Values)
	for i := range t.tracers {
		e.limit = t.tracers[i].limit
		t.tracers[i].Event(e)
	}
	clear(e.Values)
	*e = Event{Values: e.Values[:0]}
	events.Put(e)
}
