package driver

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestMovableContextMovesUntilItHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := NewMovableContext()
		for _, d := range []time.Duration{time.Second, time.Hour, 5 * time.Second} {
			if !c.Move(start.Add(d)) {
				t.Fatalf("moving the deadline to %v is refused", d)
			}
		}
		c.Move(time.Time{})
		if _, ok := c.Deadline(); ok {
			t.Error("a context without a deadline has one")
		}
		c.Move(start.Add(7 * time.Second))
		<-c.Done()
		if took := time.Since(start); took != 7*time.Second || c.Err() != context.DeadlineExceeded {
			t.Errorf("it ended after %v with %v", took, c.Err())
		}
		if c.Move(start.Add(time.Hour)) || c.Cancel() || c.Err() != context.DeadlineExceeded {
			t.Error("a context that had ended came back to life")
		}
	})
}

func TestMovableContextCancel(t *testing.T) {
	c := NewMovableContext()
	if !c.Cancel() || c.Cancel() {
		t.Error("the first Cancel ends the context, and no other")
	}
	if <-c.Done(); c.Err() != context.Canceled {
		t.Errorf("Err() = %v", c.Err())
	}
}

// A driver derives contexts of its own. They end with the same error, and leave neither a
// goroutine (synctest fails on one that does not end) nor a function behind.
func TestContextsDerivedFromAMovableContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := NewMovableContext()
		derived, cancel := context.WithTimeout(c, time.Hour)
		defer cancel()
		c.Move(time.Now().Add(time.Second))
		start := time.Now()
		if <-derived.Done(); time.Since(start) != time.Second || !errors.Is(derived.Err(), context.DeadlineExceeded) {
			t.Errorf("the derived context ended after %v with %v", time.Since(start), derived.Err())
		}
		other := NewMovableContext()
		_, stop := context.WithCancel(other)
		stop()
		if n := len(other.after); n != 0 {
			t.Errorf("%d functions wait for a derived context that was cancelled", n)
		}
	})
}

func TestMovingADeadlineAllocatesNothing(t *testing.T) {
	c := NewMovableContext()
	c.Move(time.Now().Add(time.Hour))
	at := time.Now().Add(2 * time.Hour)
	if n := testing.AllocsPerRun(100, func() { c.Move(at) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	c.Move(time.Time{})
}
