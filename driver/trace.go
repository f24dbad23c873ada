package driver

import (
	"context"
	"io"
	"sync"
	"time"
)

// A Tracer takes what a generated tracing wrapper records. One wrapper may have
// several. Its methods are called from whatever goroutine makes the call or delivers
// the event, so several may run at once. A Call or Event belongs to the wrapper and is
// used again: a tracer that keeps something of it copies what it keeps.
type Tracer interface {
	// Begin is told of a call before the device is. The context that it returns goes to
	// the device and to End: a tracer that makes spans puts its span there. Others
	// return ctx.
	Begin(ctx context.Context, call *Call) context.Context
	// End is told of the same call when the device has answered.
	End(ctx context.Context, call *Call)
	// Event is told of an event before the application's handlers are.
	Event(event *Event)
}

// A PayloadTracer is a Tracer that asks for the bytes that calls carry, where others are
// told their number alone.
type PayloadTracer interface {
	Tracer
	// PayloadLimit returns how many bytes of each payload the tracer wants at the most.
	// It is asked once, when the device is wrapped.
	PayloadLimit() int
}

// NoHandle is the handle of a call or an event that belongs to none.
const NoHandle int64 = -1 << 63

// A Call is one call of a device's method.
type Call struct {
	Interface string        // the description and its interface: netdev.NetDev
	Method    string        // the method as the description names it: send_to
	Handle    int64         // the handle that it works on or has made, or NoHandle
	Args      []Attr        // the arguments, without out-buffers
	Results   []Attr        // the results without the error, and what was put in an out-buffer; set in End
	Err       error         // set in End
	Start     time.Time     // when the device was called
	Duration  time.Duration // until it answered; set in End

	payload
	ctx   context.Context
	trace *Trace
}

// Errno returns the number of the call's error: 0 for a success and for the end of a
// stream, EIO where the error carries no number.
func (c *Call) Errno() Errno {
	if c.Err == io.EOF {
		return 0
	}
	return ErrnoOf(c.Err)
}

// Outcome returns the call's outcome in a word: "ok", "EOF", or the name of its errno.
func (c *Call) Outcome() string {
	switch c.Err {
	case nil:
		return "ok"
	case io.EOF:
		return "EOF"
	}
	errno := c.Errno()
	if name := errno.Name(); name != "" {
		return name
	}
	return errno.Error()
}

// An Event is something that a device told on its own.
type Event struct {
	Interface string    // the description and its interface: netdev.NetDev
	Name      string    // the event as the description names it: close_cb
	Handle    int64     // the handle that it belongs to, or NoHandle
	Values    []Attr    // what it tells
	Time      time.Time // when it was delivered

	payload
}

// A payload gives a tracer as many bytes as it asked for.
type payload struct{ limit int }

// Payload returns the first bytes of a BytesKind attribute, as many as the tracer
// asked for. They are the caller's own: they must be copied to be kept.
func (p *payload) Payload(a Attr) []byte { return a.data[:min(len(a.data), p.limit)] }

// A Trace hands what one wrapper records to its tracers.
type Trace struct {
	iface   string
	tracers []limitedTracer
}

type limitedTracer struct {
	Tracer
	limit int
}

// NewTrace returns the trace of an interface, or nil where no tracer is given. Nil
// tracers are left out.
func NewTrace(iface string, tracers []Tracer) *Trace {
	t := &Trace{iface: iface}
	for _, tracer := range tracers {
		if tracer == nil {
			continue
		}
		limited := limitedTracer{Tracer: tracer}
		if wants, ok := tracer.(PayloadTracer); ok {
			limited.limit = max(0, wants.PayloadLimit())
		}
		t.tracers = append(t.tracers, limited)
	}
	if len(t.tracers) == 0 {
		return nil
	}
	return t
}

var calls = sync.Pool{New: func() any { return new(Call) }}

// Begin tells the tracers of a call that is about to be made. The device is called with
// the context that it returns; then the call is ended with End, once.
func (t *Trace) Begin(ctx context.Context, method string, handle int64, args ...Attr) (context.Context, *Call) {
	c := calls.Get().(*Call)
	c.Interface, c.Method, c.Handle, c.trace = t.iface, method, handle, t
	c.Args = append(c.Args[:0], args...)
	for i := range t.tracers {
		c.limit = t.tracers[i].limit
		ctx = t.tracers[i].Begin(ctx, c)
	}
	c.ctx = ctx
	c.Start = time.Now()
	return ctx, c
}

// Created tells that the call has made a handle, if err is nil.
func (c *Call) Created(handle int64, err error) {
	if err == nil {
		c.Handle = handle
	}
}

// End tells the tracers what the device answered, the last tracer first. The Call must
// not be used afterwards.
func (c *Call) End(err error, results ...Attr) {
	c.Duration = time.Since(c.Start)
	c.Err = err
	c.Results = append(c.Results[:0], results...)
	tracers := c.trace.tracers
	for i := len(tracers) - 1; i >= 0; i-- {
		c.limit = tracers[i].limit
		tracers[i].End(c.ctx, c)
	}
	clear(c.Args)
	clear(c.Results)
	*c = Call{Args: c.Args[:0], Results: c.Results[:0]}
	calls.Put(c)
}

var events = sync.Pool{New: func() any { return new(Event) }}

// Event tells the tracers of an event.
func (t *Trace) Event(name string, handle int64, values ...Attr) {
	e := events.Get().(*Event)
	e.Interface, e.Name, e.Handle, e.Time = t.iface, name, handle, time.Now()
	e.Values = append(e.Values[:0], values...)
	for i := range t.tracers {
		e.limit = t.tracers[i].limit
		t.tracers[i].Event(e)
	}
	clear(e.Values)
	*e = Event{Values: e.Values[:0]}
	events.Put(e)
}
