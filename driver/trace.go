package driver

import (
	"context"
	"io"
	"time"
)

// A Tracer takes what a generated tracing wrapper records. One wrapper may have
// several. Its methods are called from whatever goroutine makes the call or delivers
// the event, so several may run at once. A Call or Event belongs to the wrapper and is
// used again: a tracer that keeps something of it copies what it keeps.
type Tracer interface {
	// Begin is told of a call before the device is. The context that it returns goes to
	// its End, and by way of the tracers after it to the device: a tracer that makes spans
	// puts its span there. Others return ctx.
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

// A Binder is a Tracer that prepares itself for each device. A wrapper tells its calls and
// events to what Bind returns, in place of the Binder.
type Binder interface {
	Tracer
	// Bind returns the tracer of one device, whose description and interface are given as in
	// Call.Interface, or nil where it would record nothing of it: the wrapper then leaves it
	// out. It is asked once, when the device is wrapped.
	Bind(iface string) Tracer
}

// A SwitchedTracer is a Tracer that is off at times. While all tracers of a device are, its
// calls cost little more than those of a device that is not traced.
type SwitchedTracer interface {
	Tracer
	// Enabled is asked before each call, with its context, and before each event, with the
	// background one. A tracer that is off is still told of calls and events that are recorded
	// for another.
	Enabled(ctx context.Context) bool
}

// NoHandle is the handle of a call or an event that belongs to none.
const NoHandle int64 = -1 << 63

// A Call is one call of a device's method.
type Call struct {
	Interface string        // the description and its interface: netdev.NetDev
	Method    string        // the method as the description names it: send_to
	Handle    int64         // the handle that it works on, else the one that it has made, or NoHandle
	Args      []Attr        // the arguments, without out-buffers
	Results   []Attr        // the results without the error, and what was put in an out-buffer; set in End
	Err       error         // set in End; ErrNotReturned where the device panicked
	Start     time.Time     // when the device was called
	Duration  time.Duration // until it answered; set in End

	// Creates is the handle that the call has made, or NoHandle; set in End. A listener's
	// accept has the listener as Handle and the connection as Creates. A number that is
	// made again after its end is another handle.
	Creates int64
	// Ends tells that the method ends Handle; set in End. The handle is gone also where the
	// hardware failed to close it, and was none before where the error is that of a handle
	// that is not open.
	Ends bool

	Payloads
	contexts []context.Context // what each tracer's Begin has returned
	trace    *Trace
	open     bool // the tracers are to be told of the end
}

// ErrNotReturned is the error of a call from which the device did not return: it
// panicked, or ended its goroutine as testing.T.FailNow does. The panic goes on.
var ErrNotReturned error = notReturned{}

type notReturned struct{}

func (notReturned) Error() string {
	return "the device did not return: it panicked or ended its goroutine"
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
	Name      string    // the event as the description names it: close_cb; for a call of a function that was given to a method, both: NetNotify.cb
	Handle    int64     // the handle that it belongs to, or NoHandle
	Values    []Attr    // what it tells
	Time      time.Time // when it was delivered

	Payloads
}

// Payloads give a tracer as many bytes of each payload as it asked for. While a tracer is told of
// a Call or an Event they are its own; one that looks at a call between Begin and End keeps a copy.
type Payloads struct{ limit int }

// Payload returns the first bytes of a BytesKind attribute, as many as the tracer
// asked for. They are the caller's own: they must be copied to be kept.
func (p *Payloads) Payload(a Attr) []byte { return a.data[:min(len(a.data), p.limit)] }
