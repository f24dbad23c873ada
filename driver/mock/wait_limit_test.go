package mock_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// A hurried test ends soon.
type hurried struct {
	recorder
	left time.Duration
}

func (h *hurried) Deadline() (time.Time, bool) { return time.Now().Add(h.left), h.left > 0 }

func TestWaitWithoutADeadlineEndsBeforeTheTestDoes(t *testing.T) {
	h := hurried{left: 10 * time.Millisecond}
	start := time.Now()
	s := newSensor(&h)
	if s.wait(context.Background(), set) || s.ctl.Idle(context.Background(), nil) {
		t.Error("what never came came")
	}
	if waited := time.Since(start); waited > 30*time.Second {
		t.Errorf("waited for %v", waited)
	}
	wantFailures(t, h.failures,
		"waited for 1 call of Set, got 0: it did not come within ",
		"waited for the events' handlers to return: it did not come within ")
}

func TestWaitWithoutADeadlineInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		s := newSensor(&r)
		s.SetFunc = accept
		go func() {
			time.Sleep(23 * time.Hour)
			_ = s.Set(ctx, "late", nil, "")
		}()
		if !s.wait(t.Context(), set) {
			t.Error("a call that came late did not come")
		}
		if s.wait(t.Context(), set.Times(2)) {
			t.Error("what never came came")
		}
		wantFailures(t, r.failures, "waited for 2 calls of Set, got 1: it did not come within 24h0m0s")
	})
}

// A test in a bubble must not be asked for its deadline; that of a *testing.T panics.
func TestWaitOfATestInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSensor(t)
		s.SetFunc = accept
		go func() {
			time.Sleep(time.Hour)
			_ = s.Set(ctx, "late", nil, "")
		}()
		if !s.wait(t.Context(), set) {
			t.Error("a call that came late did not come")
		}
	})
}

func TestWaitHasItsContextsOwnDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		s := newSensor(&r)
		two, cancel := context.WithTimeout(context.Background(), 48*time.Hour)
		defer cancel()
		start := time.Now()
		s.wait(two, set)
		if waited := time.Since(start); waited != 48*time.Hour {
			t.Errorf("waited for %v", waited)
		}
		wantFailures(t, r.failures, "waited for 1 call of Set, got 0: context deadline exceeded")
	})
}
