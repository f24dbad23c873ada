package gonet

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// waits returns how long it takes from now until ctx ends.
func waits(ctx context.Context) time.Duration {
	start := time.Now()
	<-ctx.Done()
	return time.Since(start)
}

func TestDeadlineMovesWhileCallsWait(t *testing.T) {
	tests := []struct {
		name  string
		moves []time.Duration // the deadline set after each second, from the start; -1 is none
		want  time.Duration
	}{
		{"later", []time.Duration{2 * time.Second, 10 * time.Second}, 10 * time.Second},
		{"sooner", []time.Duration{10 * time.Second, 2 * time.Second}, 2 * time.Second},
		{"into the past", []time.Duration{10 * time.Second, 0}, time.Second},
		{"away and back", []time.Duration{5 * time.Second, -1, 7 * time.Second}, 7 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var d deadline
				ctx := d.context()
				start := time.Now()
				go func() {
					for i, move := range tt.moves {
						if i > 0 {
							time.Sleep(time.Second)
						}
						at := time.Time{}
						if move >= 0 {
							at = start.Add(move)
						}
						d.set(at)
					}
				}()
				if got := waits(ctx); got != tt.want {
					t.Errorf("the wait ended after %v, want %v", got, tt.want)
				}
				if ctx.Err() != context.DeadlineExceeded {
					t.Errorf("Err() = %v", ctx.Err())
				}
			})
		})
	}
}

func TestDeadlineIsArmedAgainAfterItPassed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d deadline
		d.set(time.Now().Add(-time.Second))
		old := d.context()
		if old.Err() != context.DeadlineExceeded {
			t.Fatalf("Err() = %v", old.Err())
		}
		d.set(time.Now().Add(time.Second))
		if d.context().Err() != nil {
			t.Fatal("a call after the deadline moved has a context that has ended")
		}
		if old.Err() != context.DeadlineExceeded {
			t.Error("a context that had ended came back to life")
		}
		if got := waits(d.context()); got != time.Second {
			t.Errorf("the wait ended after %v, want a second", got)
		}
	})
}

func TestDeadlineClose(t *testing.T) {
	var idle, expired, waiting deadline
	idle.close()
	expired.set(time.Unix(1, 0))
	expired.close()
	ctx := waiting.context()
	waiting.close()
	<-ctx.Done()
	for name, d := range map[string]*deadline{"idle": &idle, "expired": &expired, "waiting": &waiting} {
		d.set(time.Now().Add(time.Hour))
		if err := d.context().Err(); err != context.Canceled {
			t.Errorf("%s: Err() = %v after close, want context.Canceled", name, err)
		}
	}
}

// A driver derives contexts of its own. They must end with the same error, and must not
// leave a goroutine behind (synctest fails on one that does not end).
func TestContextsDerivedFromADeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d deadline
		derived, cancel := context.WithTimeout(d.context(), time.Hour)
		defer cancel()
		d.set(time.Now().Add(time.Second))
		if got := waits(derived); got != time.Second {
			t.Errorf("the derived context ended after %v, want a second", got)
		}
		if !errors.Is(derived.Err(), context.DeadlineExceeded) {
			t.Errorf("Err() = %v", derived.Err())
		}
	})
}

func TestMovingADeadlineAllocatesNothing(t *testing.T) {
	var d deadline
	d.set(time.Now().Add(time.Hour))
	at := time.Now().Add(2 * time.Hour)
	if n := testing.AllocsPerRun(100, func() { d.set(at) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	d.set(time.Time{})
}
