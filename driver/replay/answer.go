package replay

import (
	"context"
	"fmt"
	"strconv"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// A source is a line of the recording from which values are taken.
type source struct {
	p               *Player
	s               *step
	handle, created int64 // of the line, as the program knows them
	bad             bool  // a value did not fit
}

// live returns the number under which the program knows a handle that the line names.
func (o *source) live(number int64) int64 {
	switch {
	case number == o.s.Creates:
		return o.created
	case number == o.s.Handle:
		return o.handle
	}
	o.p.mu.Lock()
	defer o.p.mu.Unlock()
	return o.p.handle(number, o.s.Line)
}

// misfit fails the test because the recording does not hold what the description wants.
func (o *source) misfit(text string) {
	o.bad = true
	o.p.fail(fmt.Sprintf("replay: %s, %s: %s", o.p.recorded(o.s.Line), o.s.Name, text))
}

// value returns the value of a name in a list of the line.
func (o *source) value(list []recording.Value, what, name string) Value {
	for i := range list {
		if list[i].Name == name {
			return Value{&list[i], o, what + " " + name}
		}
	}
	o.misfit("there is no " + what + " " + name + ": the description has changed since, record again")
	return Value{}
}

// An Answer is what a call returns.
type Answer struct {
	source
	err error
}

// Err returns the call's error.
func (a *Answer) Err() error {
	if a.bad {
		return driver.Fail(a.s.Name, driver.EIO, ErrDeparted)
	}
	return a.err
}

// Result returns a result, named as the description names it. It is nothing where the call is not answered
// from the recording, or departs from it.
func (a *Answer) Result(name string) Value {
	if a.s == nil || a.bad {
		return Value{}
	}
	return a.value(a.s.Results, "result", name)
}

// Fill fills a buffer of the program with what the recorded call put into one, of which the first result is the
// length. What was redacted leaves it as it is.
func (a *Answer) Fill(name string, buf []byte) {
	v := a.Result(name)
	if v.v == nil || v.v.Kind != driver.RedactedKind && !v.is(driver.BytesKind) {
		return
	}
	if length := max(v.v.Len, a.filled()); length > len(buf) {
		a.bad = true
		a.p.fail(fmt.Sprintf("%s: %s(%s)%s departs from the recording\n  %s: %s has room for %d bytes, the recording has %d for it",
			callPlace(), a.s.Name, a.s.Arguments(), on(a.s.lane, a.handle), a.p.line(a.s.Line), name, len(buf), length))
		return
	}
	copy(buf, v.v.Data)
}

// filled returns how many bytes the call put into the program's buffer, by its first result.
func (a *Answer) filled() int {
	if len(a.s.Results) == 0 || a.s.Results[0].Kind != driver.IntKind && a.s.Results[0].Kind != driver.UintKind {
		return 0
	}
	n, err := strconv.Atoi(a.s.Results[0].Text)
	if err != nil { // what it is taken for tells so
		return 0
	}
	return n
}

// Values are what an event tells.
type Values struct{ source }

// Value returns a value, named as the description names it.
func (v *Values) Value(name string) Value { return v.value(v.s.Args, "value", name) }

// Handle returns the handle that the event belongs to, as the program knows it.
func (v *Values) Handle() int64 { return v.handle }

// capture turns the arguments of a call into what a recording has of them.
type capture struct{}

type captured struct{}

func (capture) PayloadLimit() int { return int(^uint(0) >> 1) }

func (capture) Begin(ctx context.Context, call *driver.Call) context.Context {
	return context.WithValue(ctx, captured{}, recording.ValuesOf(call.Args, call))
}

func (capture) End(context.Context, *driver.Call) {}
func (capture) Event(*driver.Event)               {}

// values returns arguments as a recording has them.
func (p *Player) values(args []driver.Attr) []recording.Value {
	ctx, call := p.capture.Begin(context.Background(), "", driver.NoHandle, args...)
	defer call.Release()
	call.End(nil)
	values, _ := ctx.Value(captured{}).([]recording.Value)
	return values
}
