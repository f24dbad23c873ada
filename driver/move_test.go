package driver_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"drivergen/driver"
)

const (
	idle = iota
	running
	broken
)

func stateOf(h *driver.Handle[struct{}]) int {
	state, _ := h.Snapshot()
	return state
}

func TestMove(t *testing.T) {
	h := driver.NewSelf(idle)
	told := 0
	trip := &driver.Rule{Op: "trip", From: driver.States(running), To: broken}
	h.Move(trip, func() { told++ })
	if stateOf(h) != idle || told != 1 {
		t.Errorf("an event moved the state %d from where it leads nowhere; told %d times", stateOf(h), told)
	}
	h.Move(&driver.Rule{Op: "begin", To: running}, func() { told++ })
	h.Move(trip, func() { told++ })
	if stateOf(h) != broken || told != 3 {
		t.Errorf("state %d, told %d times", stateOf(h), told)
	}
}

// What the hardware tells during a call counts behind it, whether the call succeeds or fails.
func TestMoveDuringACall(t *testing.T) {
	start := &driver.Rule{Op: "start", From: driver.States(idle), To: running, Failed: driver.States(broken), Alone: true}
	var order []string
	trip := func(h *driver.Handle[struct{}]) {
		h.Move(&driver.Rule{Op: "trip", From: driver.States(running), To: idle}, func() { order = append(order, "trip") })
		if len(order) > 0 {
			t.Error("an event was told while a call was under way")
		}
	}

	h := driver.NewSelf(idle)
	if err := h.Enter(start); err != nil {
		t.Fatal(err)
	}
	if err := h.Enter(start); err != driver.EALREADY {
		t.Errorf("a second call: %v", err)
	}
	trip(h)
	if err := h.Done(start); err != nil || stateOf(h) != running {
		t.Errorf("%v, state %d", err, stateOf(h))
	}
	order = append(order, "start")
	h.Settle().Tell()
	if stateOf(h) != idle || !slices.Equal(order, []string{"start", "trip"}) {
		t.Errorf("state %d, told %v", stateOf(h), order)
	}

	h, order = driver.NewSelf(idle), nil
	if err := h.Enter(start); err != nil {
		t.Fatal(err)
	}
	trip(h)
	if err := h.Abort(driver.EIO); err != driver.EIO || stateOf(h) != broken || len(order) != 1 {
		t.Errorf("%v, state %d, told %v", err, stateOf(h), order)
	}
	if err := h.Enter(start); err != driver.EINVAL {
		t.Errorf("a call from a state that nobody spoke of: %v", err)
	}
}

func TestPutBounded(t *testing.T) {
	for _, c := range []struct {
		newest bool
		want   []int
	}{{false, []int{0, 7, 2, 3}}, {true, []int{0, 7, 1, 2}}} {
		var events driver.Events[int]
		held, release := make(chan struct{}), make(chan struct{})
		var got []int
		events.Subscribe(func(n int) {
			if n == 0 {
				close(held)
				<-release
			}
			got = append(got, n)
		})
		events.Put(0)
		<-held
		events.PutBounded(1, 2, c.newest, 1)
		events.Put(7)
		events.PutBounded(1, 2, c.newest, 2)
		events.PutBounded(1, 2, c.newest, 3)
		close(release)
		<-events.Idle()
		slices.Sort(c.want)
		slices.Sort(got)
		if !slices.Equal(got, c.want) || events.Dropped() != 1 {
			t.Errorf("newest %v: told %v, want %v; dropped %d", c.newest, got, c.want, events.Dropped())
		}
	}
}

func TestNewSubscription(t *testing.T) {
	s := driver.NewSubscription()
	done := make(chan struct{})
	s.Post(func() { close(done) })
	<-done
	s.Cancel()
}

func TestUntilDeadline(t *testing.T) {
	ctx, cancel := driver.UntilDeadline(time.Time{})
	cancel()
	if ctx.Err() != nil {
		t.Error("no deadline ends the call")
	}
	at := time.Now().Add(-time.Second)
	ctx, cancel = driver.UntilDeadline(at)
	defer cancel()
	if got, ok := ctx.Deadline(); !ok || !got.Equal(at) || ctx.Err() == nil {
		t.Errorf("the deadline is %v, %v", got, ctx.Err())
	}
	late := driver.TimeoutError("late")
	for _, c := range []struct{ err, want error }{
		{nil, nil}, {driver.EIO, driver.EIO}, {driver.FromContext("wait", ctx), late}, {ctx.Err(), late},
	} {
		if got := driver.TimeoutAs(c.err, late); !errors.Is(got, c.want) {
			t.Errorf("%v is %v, want %v", c.err, got, c.want)
		}
	}
}

func TestBadCountsAndDurations(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{driver.BadCount("set", "ns", driver.EINVAL, 4, 1, 3), "set: invalid argument: ns has 4 elements, want 1 to 3"},
		{driver.BadCount("set", driver.Element("ns", 2), driver.EINVAL, 0, 1, -1), "set: invalid argument: ns[2] has 0 elements, want 1 or more"},
		{driver.BadDuration("set", "wait", driver.EINVAL, time.Millisecond, "10ms or more"), "set: invalid argument: wait is 1ms, want 10ms or more"},
	} {
		if c.err.Error() != c.want {
			t.Errorf("got %q, want %q", c.err, c.want)
		}
	}
}
