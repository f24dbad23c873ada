package mock_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver/mock"
)

func accept(context.Context, string, []byte, string) error { return nil }

func TestWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, other := newSensor(t), newSensor(t)
		s.SetFunc = accept
		once := s.EXPECT().Set("expected", nil, "")
		twice := other.EXPECT().Set("elsewhere", nil, "").Times(2)
		done := make(chan bool, 1)
		go func() { done <- s.wait(ctx, set.Times(3), read, hot.Times(2), once, twice) }()
		for name, happens := range map[string]func(){
			"three calls": func() {
				for range 3 {
					_ = s.Set(ctx, "x", nil, "")
				}
			},
			"another call":     func() { _, _, _ = s.Read(ctx, nil) },
			"two events":       func() { s.ctl.Handled(int(hot)); s.ctl.Handled(int(hot)) },
			"an expected call": func() { _ = s.Set(ctx, "expected", nil, "") },
			"another mock's":   func() { _ = other.Set(ctx, "elsewhere", nil, ""); _ = other.Set(ctx, "elsewhere", nil, "") },
		} {
			synctest.Wait()
			if len(done) > 0 {
				t.Fatalf("Wait returned %v before %s", <-done, name)
			}
			if name == "another call" {
				s.EXPECT().Read()
			}
			happens()
		}
		if !<-done {
			t.Error("all came, and Wait says not")
		}
		if !s.wait(ctx) || !s.wait(ctx, set, set.Times(0)) {
			t.Error("Wait for what is there already says that it did not come")
		}
	})
}

func TestWaitUntilItsContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		s := newSensor(&r)
		s.SetFunc = accept
		_ = s.Set(ctx, "a", nil, "")
		s.ctl.Handled(int(hot))
		x := s.EXPECT().Set("b", nil, "").Times(2)
		expired, cancel := context.WithTimeout(ctx, time.Hour)
		defer cancel()
		if s.wait(expired, set, set.Times(2), read, hot.Times(3), x) {
			t.Error("Wait says that all came")
		}
		wantFailures(t, r.failures, `waited for 2 calls of Set, got 1; 1 call of Read, got 0; 3 handled events Hot, got 1; `+
			`the call of Set("b", "", [redacted]) expected at wait_test.go:`)
	})
}

func TestWaitForAnExpectationOfAMockThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		s, other := newSensor(&r), newSensor(&r)
		x := other.EXPECT().Set("a", nil, "")
		done := make(chan bool)
		go func() { done <- s.wait(ctx, x) }()
		synctest.Wait()
		_ = other.Set(ctx, "b", nil, "")
		if <-done {
			t.Error("Wait says that the call came")
		}
		wantFailures(t, r.failures, `unexpected call Set("b"`)
	})
}

func TestWaitForWhatAnotherMockHas(t *testing.T) {
	var r recorder
	s := newSensor(&r)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if s.wait(cancelled, mock.MethodOf[int](1)) || s.wait(cancelled, mock.EventOf[int](1)) {
		t.Error("Wait says that it came")
	}
	wantFailures(t, r.failures, "a method of another interface, which this mock does not have", "an event of another interface")
}

func TestIdle(t *testing.T) {
	var r recorder
	s := newSensor(&r)
	idle := make(chan struct{})
	close(idle)
	if !s.ctl.Idle(ctx, idle) {
		t.Error("the events are handled, and Idle says not")
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if s.ctl.Idle(cancelled, nil) {
		t.Error("Idle says that the events are handled")
	}
	wantFailures(t, r.failures, "waited for the events' handlers to return: context canceled")
}
