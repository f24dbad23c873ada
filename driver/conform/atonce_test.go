package conform

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"drivergen/driver"
)

// outcome takes a test with short times.
func outcome(run func(t *T)) Outcome {
	out, _ := body(Options{Timeout: 100 * time.Millisecond, Prompt: 20 * time.Millisecond}, run)
	return out
}

func want(t *testing.T, out Outcome, status Status, says string) {
	t.Helper()
	if out.Status != status || !strings.Contains(out.Reason, says) {
		t.Errorf("%v (%s), want %v (%s)", out.Status, out.Reason, status, says)
	}
}

// TestAtOnce: all run together, and the test ends as the worst of them.
func TestAtOnce(t *testing.T) {
	var inside, most atomic.Int32
	met := make(chan struct{})
	out := outcome(func(t *T) {
		t.AtOnce(8, func(t *T, _ int) {
			if n := inside.Add(1); n == 8 {
				most.Store(n)
				close(met)
			}
			<-met
		})
	})
	want(t, out, Passed, "")
	if most.Load() != 8 {
		t.Error("8 were not inside at once")
	}
	want(t, outcome(func(t *T) {
		t.AtOnce(3, func(t *T, i int) {
			switch i {
			case 0:
				t.NotApplicable("it lacks something")
			case 1:
				t.Fatalf("number %d failed", i)
			}
		})
	}), Failed, "number 1 failed")
	want(t, outcome(func(t *T) { t.AtOnce(2, func(*T, int) { panic("a wrong index") }) }), Failed, "panic: a wrong index")
	end := make(chan struct{})
	defer close(end)
	want(t, outcome(func(t *T) { t.AtOnce(2, func(*T, int) { <-end }) }), Failed, "of 2 at once number 1 did not come to its end")
}

// TestTogether: each of the goroutines makes each call as often as the others.
func TestTogether(t *testing.T) {
	var first, second atomic.Int32
	want(t, outcome(func(t *T) {
		t.Together([]func(*T){func(*T) { first.Add(1) }, func(*T) { second.Add(1) }})
	}), Passed, "")
	if n := int32(Crowd * Rounds); first.Load() != n || second.Load() != n {
		t.Errorf("%d and %d calls, want %d of each", first.Load(), second.Load(), n)
	}
}

func TestOwned(t *testing.T) {
	want(t, outcome(func(t *T) {
		o := NewOwned[int]()
		o.Take(t, 3)
		o.Take(t, 4)
		Equal(t, "all", o.All(), []int{3, 4})
	}), Passed, "")
	want(t, outcome(func(t *T) {
		o := NewOwned[int]()
		o.Take(t, 3)
		o.Take(t, 3)
	}), Failed, "3 was given to two callers at once")
}

// TestLate: what is late is taken again with another device, and fails when it always is.
func TestLate(t *testing.T) {
	opened := 0
	suite := func(slow func(try int) bool) Suite[int] {
		return Suite[int]{Groups: []Group[int]{{Name: "g", Tests: []Test[int]{{Name: "waits", Run: func(try int, t *T) {
			t.Canceled(&dial, func(ctx context.Context) {
				<-ctx.Done()
				if slow(try) {
					<-time.After(60 * time.Millisecond)
				}
			})
		}}}}}}
	}
	open := func(*testing.T) (int, Options) {
		opened++
		return opened, Options{Prompt: 20 * time.Millisecond}
	}
	report := Check(t, suite(func(try int) bool { return try == 1 }), open)
	want(t, report.Outcomes[0], Passed, "")
	if opened < 2 {
		t.Errorf("%d devices were opened, want another one for the second try", opened)
	}
	opened = 0
	report = Check(t, suite(func(int) bool { return true }), open)
	want(t, report.Outcomes[0], Failed, "after its context was cancelled; at most 20ms is allowed")
	if opened != tries {
		t.Errorf("%d devices were opened, want %d", opened, tries)
	}
}

// TestDeafToCancel: a call that does not look at its context is not waited for longer than it may take.
func TestDeafToCancel(t *testing.T) {
	end := make(chan struct{})
	defer close(end)
	out, _ := body(Options{Timeout: time.Minute, Prompt: time.Millisecond}, func(t *T) {
		t.Canceled(&dial, func(context.Context) { <-end })
	})
	want(t, out, Failed, "did not return within")
	if !out.late {
		t.Error("a device that is not tried again, where a machine under load may have been late")
	}
}

func TestCloseDevice(t *testing.T) {
	want(t, outcome(func(t *T) { t.CloseDevice(nil) }), NotApplicable, "gives no Close")
	want(t, outcome(func(t *T) { t.CloseDevice(func() error { return driver.EIO }) }), Failed, "closing the device")
	closed := make(chan struct{})
	end := func() error { close(closed); return nil }
	want(t, outcome(func(t *T) {
		p := t.Start(&dial, func() { <-closed })
		t.CloseDevice(end, p)
		t.Join(p)
	}), Passed, "")
	want(t, outcome(func(t *T) {
		p := t.Start(&dial, func() { <-t.Context().Done(); <-time.After(30 * time.Millisecond) })
		t.CloseDevice(func() error { return nil }, p)
		t.Join(p)
	}), Failed, "after its device was closed")
	want(t, outcome(func(t *T) { t.Gone(&dial, nil) }), Failed, "want an errno, such as ENODEV, got success")
	want(t, outcome(func(t *T) { t.Gone(&dial, driver.ENODEV) }), Passed, "")
}

// TestEndedBeforeItWasWoken: a call that the time of the test ended says nothing of what should have ended it.
func TestEndedBeforeItWasWoken(t *testing.T) {
	out, _ := body(Options{Timeout: time.Millisecond, Prompt: time.Minute}, func(t *T) {
		p := t.Start(&dial, func() { <-t.Context().Done() })
		<-p.done
		t.CloseDevice(func() error { return nil }, p)
		t.Join(p)
	})
	want(t, out, Failed, "ended with the time of the test, before its device was closed")
	if !out.late {
		t.Error("the test is not tried again, where the machine may have been under load")
	}
}

func TestCapability(t *testing.T) {
	for _, test := range []struct {
		listed any
		is     bool
		says   string
	}{{nil, false, ""}, {1, true, ""}, {nil, true, "do not list"}, {1, false, "a int, is none"}} {
		out := outcome(func(t *T) { t.Capability("Lamp", test.listed, test.is) })
		status := Failed
		if test.says == "" {
			status = Passed
		}
		want(t, out, status, test.says)
	}
	want(t, outcome(func(t *T) { t.Claims(nil) }), NotApplicable, "no queues that can be claimed")
}

func TestOneOf(t *testing.T) {
	want(t, outcome(func(t *T) { OneOf(t, "state", 3, 1, 2) }), Failed, "state: want 1 or 2, got 3")
	want(t, outcome(func(t *T) { OneOf(t, "state", 2, 1, 2) }), Passed, "")
}
