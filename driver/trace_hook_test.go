package driver_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
)

// call is what a generated wrapper makes of a call of does.
func call(trace *driver.Trace, method string, does func()) {
	_, call := trace.Begin(context.Background(), method, driver.NoHandle, driver.StringAttr("arg", method))
	defer call.Release()
	does()
	call.End(nil, driver.StringAttr("result", method))
}

// ends keeps what it is told at the end of calls.
type ends struct {
	mu   sync.Mutex
	errs map[string]error
	odd  []string
}

func (*ends) Begin(ctx context.Context, _ *driver.Call) context.Context { return ctx }

func (e *ends) End(_ context.Context, call *driver.Call) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.errs[call.Method] = call.Err
	returned := len(call.Results) == 1 && call.Results[0].String() == call.Method
	if call.Args[0].String() != call.Method || returned != (call.Err == nil) {
		e.odd = append(e.odd, call.Method)
	}
}

func (*ends) Event(*driver.Event) {}

func TestCallsThatDoNotReturn(t *testing.T) {
	e := &ends{errs: map[string]error{}}
	trace := driver.NewTrace("x.X", []driver.Tracer{e})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				func() {
					defer func() {
						if r := recover(); r != "broken" {
							t.Errorf("the panic is %v", r)
						}
					}()
					call(trace, "panics", func() { call(trace, "inner", func() {}); panic("broken") })
				}()
				call(trace, "returns", func() {})
			}
			call(trace, "exits", runtime.Goexit)
			t.Error("the goroutine goes on")
		})
	}
	wg.Wait()
	for method, want := range map[string]error{"panics": driver.ErrNotReturned, "exits": driver.ErrNotReturned, "inner": nil, "returns": nil} {
		if got, ok := e.errs[method]; !ok || got != want {
			t.Errorf("%s ended with %v (%v), want %v", method, got, ok, want)
		}
	}
	if len(e.odd) > 0 {
		t.Errorf("calls with another's arguments or results: %v", e.odd)
	}
}

// binder is a tracer that records one interface only.
type binder struct {
	ends
	only string
}

func (b *binder) Bind(iface string) driver.Tracer {
	if iface != b.only {
		return nil
	}
	return &b.ends
}

func TestBinderIsAskedOnceForEachDevice(t *testing.T) {
	b := &binder{ends: ends{errs: map[string]error{}}, only: "x.X"}
	if driver.NewTrace("x.Y", []driver.Tracer{b}) != nil {
		t.Error("a trace without a tracer that records is not nil")
	}
	call(driver.NewTrace("x.X", []driver.Tracer{b}), "do", func() {})
	if _, ok := b.errs["do"]; !ok {
		t.Error("the bound tracer is told nothing")
	}
}

func TestHandlesMadeAndEnded(t *testing.T) {
	var got []driver.Call
	trace := driver.NewTrace("x.X", []driver.Tracer{keeper{&got}})
	for _, tt := range []struct {
		handle, created int64
		err             error
		want            driver.Call
	}{
		{driver.NoHandle, 3, nil, driver.Call{Handle: 3, Creates: 3}},
		{driver.NoHandle, 0, driver.EMFILE, driver.Call{Handle: driver.NoHandle, Creates: driver.NoHandle}},
		{3, 4, nil, driver.Call{Handle: 3, Creates: 4}},
	} {
		_, call := trace.Begin(t.Context(), "make", tt.handle)
		call.Created(tt.created, tt.err)
		call.End(tt.err)
		call.Release()
		if last := got[len(got)-1]; last.Handle != tt.want.Handle || last.Creates != tt.want.Creates || last.Ends {
			t.Errorf("handle %d, creates %d, ends %v; want %d, %d", last.Handle, last.Creates, last.Ends, tt.want.Handle, tt.want.Creates)
		}
	}
}

// keeper keeps calls, without their lists.
type keeper struct{ calls *[]driver.Call }

func (keeper) Begin(ctx context.Context, _ *driver.Call) context.Context { return ctx }

func (k keeper) End(_ context.Context, call *driver.Call) {
	*k.calls = append(*k.calls, driver.Call{Handle: call.Handle, Creates: call.Creates, Ends: call.Ends, Start: call.Start, Duration: call.Duration})
}

func (keeper) Event(*driver.Event) {}

func TestTimesOfCalls(t *testing.T) {
	var got []driver.Call
	trace := driver.NewTrace("x.X", []driver.Tracer{keeper{&got}})
	measure := func(long time.Duration) {
		before := time.Now()
		_, call := trace.Begin(t.Context(), "wait", driver.NoHandle)
		if long > 0 {
			time.Sleep(long)
		}
		call.End(nil)
		call.Release()
		last := got[len(got)-1]
		if off := last.Start.Sub(before).Abs(); off > time.Minute || last.Start.Round(0).Sub(before.Round(0)).Abs() > time.Minute {
			t.Errorf("the call starts %v from when it was made", off)
		}
		if last.Duration < long {
			t.Errorf("the call took %v, want %v", last.Duration, long)
		}
	}
	measure(0)
	synctest.Test(t, func(t *testing.T) { // a clock of its own, which begins elsewhere
		measure(10 * time.Millisecond)
		time.Sleep(time.Hour)
		measure(2 * time.Second)
		measure(0)
	})
	measure(0)
}

// switched is a tracer that may be off.
type switched struct {
	ends
	on bool
}

func (s *switched) Enabled(context.Context) bool { return s.on }

func (s *switched) Event(e *driver.Event) { s.errs[e.Name] = nil }

func TestTracersThatAreOff(t *testing.T) {
	first, second := &switched{ends: ends{errs: map[string]error{}}}, &switched{ends: ends{errs: map[string]error{}}}
	trace := driver.NewTrace("x.X", []driver.Tracer{first, second})
	call(trace, "both off", func() {})
	trace.Event("event, both off", driver.NoHandle)
	call(trace, "made while off", func() { second.on = true })
	call(trace, "second on", func() {})
	call(trace, "made while on", func() { second.on = false })
	call(trace, "off again", func() {})
	second.on = true
	trace.Event("event, second on", driver.NoHandle)
	for _, s := range []*switched{first, second} {
		for name, want := range map[string]bool{
			"both off": false, "event, both off": false, "made while off": false, "second on": true, "made while on": true, "off again": false, "event, second on": true,
		} {
			if _, told := s.errs[name]; told != want {
				t.Errorf("%s: told %v, want %v", name, told, want)
			}
		}
		if len(s.odd) > 0 {
			t.Errorf("calls with another's arguments or results: %v", s.odd)
		}
	}
	always := &ends{errs: map[string]error{}}
	first.on = false
	call(driver.NewTrace("x.X", []driver.Tracer{first, always}), "one is always on", func() {})
	if _, told := always.errs["one is always on"]; !told {
		t.Error("a tracer without switch is not told")
	}
}

func TestSecretsPassedWhileOffStaySecret(t *testing.T) {
	s := &switched{ends: ends{errs: map[string]error{}}}
	trace := driver.NewTrace("x.X", []driver.Tracer{s})
	_, c := trace.Begin(t.Context(), "join", driver.NoHandle)
	trace.Secret("correct horse")
	c.Created(3, nil)
	c.Ended()
	c.End(nil)
	c.Release()
	s.on = true
	_, c = trace.Begin(t.Context(), "later", driver.NoHandle, driver.StringAttr("arg", "later"))
	c.End(errors.New("sent correct horse"))
	c.Release()
	if err := s.errs["later"]; strings.Contains(err.Error(), "horse") {
		t.Errorf("told %v", err)
	}
}
