package driver_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"drivergen/driver"
)

// log collects what happened, in order.
type log struct {
	mu    sync.Mutex
	lines []string
}

func (l *log) add(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, fmt.Sprintf(format, args...))
}

func (l *log) want(t *testing.T, want ...string) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.Equal(l.lines, want) {
		t.Errorf("got  %q\nwant %q", l.lines, want)
	}
	l.lines = nil
}

func TestEventsKeepOrder(t *testing.T) {
	var events driver.Events[int]
	var got []int // only the handler writes, one at a time
	sub := events.Subscribe(func(n int) { got = append(got, n) })
	for n := range 500 {
		events.Put(n)
	}
	<-events.Idle()
	if len(got) != 500 || !slices.IsSorted(got) {
		t.Errorf("got %d events: %v", len(got), got)
	}
	sub.Cancel()
	events.Put(1)
	<-events.Idle()
	if len(got) != 500 {
		t.Error("an event was delivered after Cancel")
	}
}

func TestEventsFromManyGoroutinesComeOneAtATime(t *testing.T) {
	var events driver.Events[[2]int]
	last := make([]int, 4)
	running := 0
	defer events.Subscribe(func(e [2]int) {
		running++
		if running != 1 {
			t.Error("two handlers at once")
		}
		if e[1] != last[e[0]]+1 {
			t.Errorf("goroutine %d: %d after %d", e[0], e[1], last[e[0]])
		}
		last[e[0]] = e[1]
		running--
	}).Cancel()
	var wg sync.WaitGroup
	for g := range last {
		wg.Go(func() {
			for n := range 200 {
				events.Put([2]int{g, n + 1})
			}
		})
	}
	wg.Wait()
	<-events.Idle()
	if want := []int{200, 200, 200, 200}; !slices.Equal(last, want) {
		t.Errorf("got %v", last)
	}
}

func TestEventsHandlerMayUseTheQueue(t *testing.T) {
	var events driver.Events[string]
	var l log
	var first, second driver.Subscription
	first = events.Subscribe(func(e string) {
		l.add("first %s", e)
		if e == "a" {
			first.Cancel()
			events.Put("b")
			first.Post(func() { l.add("posted") })
			second = events.Subscribe(func(e string) { l.add("second %s", e) })
			events.Put("c")
		}
	})
	events.Put("a")
	<-events.Idle()
	l.want(t, "first a", "posted", "second c")
	second.Cancel()
}

func TestEventsSubscriberGetsOnlyWhatComesAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var events driver.Events[string]
		var l log
		hold := make(chan struct{})
		first := events.Subscribe(func(e string) { <-hold; l.add("first %s", e) })
		events.Put("a")
		events.Put("b")
		synctest.Wait() // a is being delivered, b waits
		second := events.Subscribe(func(e string) { l.add("second %s", e) })
		events.Put("c")
		close(hold)
		<-events.Idle()
		l.want(t, "first a", "first b", "first c", "second c")
		first.Cancel()
		second.Cancel()
	})
}

func TestEventsCancelLetsTheRunningHandlerFinish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var events driver.Events[string]
		var l log
		hold := make(chan struct{})
		sub := events.Subscribe(func(e string) { <-hold; l.add("%s", e) })
		events.Put("a")
		events.Put("b")
		synctest.Wait()
		sub.Cancel()
		close(hold)
		<-events.Idle()
		l.want(t, "a")
	})
}

func TestEventsPutLatest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var events driver.Events[string]
		var l log
		hold := make(chan struct{})
		defer events.Subscribe(func(e string) {
			if e == "gate" {
				<-hold
				return
			}
			l.add("%s", e)
		}).Cancel()
		events.Put("gate")
		synctest.Wait()
		events.PutLatest(1, "one 1")
		events.Put("between")
		events.PutLatest(2, "two 1")
		events.PutLatest(1, "one 2")
		events.PutLatest(1, "one 3")
		close(hold)
		<-events.Idle()
		l.want(t, "one 3", "between", "two 1")
		events.PutLatest(1, "one 4")
		<-events.Idle()
		l.want(t, "one 4")
	})
}

func TestEventsPostRunsInItsPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var events driver.Events[string]
		var l log
		hold := make(chan struct{})
		sub := events.Subscribe(func(e string) { <-hold; l.add("%s", e) })
		events.Put("a")
		sub.Post(func() { l.add("posted") })
		events.Put("b")
		close(hold)
		<-events.Idle()
		l.want(t, "a", "posted", "b")
		sub.Cancel()
		sub.Post(func() { l.add("still runs") })
		<-events.Idle()
		l.want(t, "still runs")
	})
}

func TestEventsBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var events driver.Events[int]
		var got []int
		posted := 0
		hold := make(chan struct{})
		sub := events.Subscribe(func(n int) { <-hold; got = append(got, n) })
		events.Put(-1)
		synctest.Wait() // -1 has left the queue
		sub.Post(func() { posted++ })
		events.PutLatest(7, -7)
		for n := range driver.DefaultBound + 8 {
			events.Put(n)
		}
		if got := events.Dropped(); got != 10 {
			t.Errorf("%d dropped, want 10", got)
		}
		close(hold)
		<-events.Idle()
		want := []int{-1, -7}
		for n := 10; n < driver.DefaultBound+8; n++ {
			want = append(want, n)
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %d events, want %d: %v…", len(got), len(want), got[:min(len(got), 6)])
		}
		if posted != 1 {
			t.Errorf("the posted function ran %d times", posted)
		}
		sub.Cancel()
	})
}

func TestEventsIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var events driver.Events[int]
		<-events.Idle() // nothing was ever put in
		hold := make(chan struct{})
		defer events.Subscribe(func(int) { <-hold }).Cancel()
		events.Put(1)
		idle, again := events.Idle(), events.Idle()
		synctest.Wait()
		select {
		case <-idle:
			t.Error("idle while a handler runs")
		default:
		}
		close(hold)
		<-idle
		<-again
	})
}

func TestEventsWithoutSubscriberKeepNothing(t *testing.T) {
	var events driver.Events[int]
	events.Put(1)
	got := 0
	sub := events.Subscribe(func(n int) { got = n })
	<-events.Idle()
	if got != 0 {
		t.Error("an event was kept for a later subscriber")
	}
	sub.Cancel()
	sub.Cancel()
}

func TestEventsTellWhenTheyAreHandled(t *testing.T) {
	var events driver.Events[int]
	var l log
	events.OnHandled(func(n int) { l.add("handled %d", n) })
	events.Put(1) // nobody subscribes: there is no handler to return
	<-events.Idle()
	for _, name := range []string{"first", "second"} {
		events.Subscribe(func(n int) { l.add("%s %d", name, n) }).Post(func() { l.add("posted") })
	}
	events.Put(2)
	events.Put(3)
	<-events.Idle()
	l.want(t, "handled 1", "posted", "posted", "first 2", "second 2", "handled 2", "first 3", "second 3", "handled 3")
}
