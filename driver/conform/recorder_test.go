package conform

import (
	"strings"
	"testing"
	"time"

	"drivergen/driver"
)

// recorded returns a recorder of strings and what puts them into the device's queue.
func recorded() (*Recorder[string], *driver.Events[string]) {
	events := &driver.Events[string]{}
	r := NewRecorder(func(e string) string { return e })
	r.Subscribed(events.Subscribe(r.Add))
	return r, events
}

func named(name string) Event[string] {
	return Event[string]{Name: name, Match: func(e string) bool { return e == name }}
}

func TestRecorder(t *testing.T) {
	latest := named("b")
	latest.Latest = true
	tests := []struct {
		name   string
		events string // one letter each
		test   func(t *T, r *Recorder[string])
		says   string // "" for a test that passes
	}{
		{"in order", "ab", func(t *T, r *Recorder[string]) { r.Wait(t, named("a")); r.Wait(t, named("b")); r.Done(t) }, ""},
		{"others between", "axb", func(t *T, r *Recorder[string]) { r.Wait(t, named("a")); r.Wait(t, named("b")); r.Done(t) }, ""},
		{"out of order", "ba", func(t *T, r *Recorder[string]) { r.Wait(t, named("a")); r.Wait(t, named("b")) }, "event b did not come"},
		{"twice", "aa", func(t *T, r *Recorder[string]) { r.Wait(t, named("a")); r.Done(t) }, "a came 2 times, want 1"},
		{"twice on purpose", "aa", func(t *T, r *Recorder[string]) { r.Wait(t, named("a")); r.Wait(t, named("a")); r.Done(t) }, ""},
		{"before it was waited for", "bab", func(t *T, r *Recorder[string]) { r.Wait(t, named("a")); r.Wait(t, named("b")); r.Done(t) }, "b came 2 times, want 1"},
		{"latest any number of times", "bbb", func(t *T, r *Recorder[string]) { r.Wait(t, latest); r.Done(t) }, ""},
		{"quiet", "a", func(t *T, r *Recorder[string]) { r.Wait(t, named("a")); r.Quiet(t, named("a")); r.Done(t) }, ""},
		{"not quiet", "ab", func(t *T, r *Recorder[string]) { r.Wait(t, named("a")); r.Quiet(t, named("b")) }, "event b came, where none may come"},
		{"never", "", func(t *T, r *Recorder[string]) { r.WaitFor(t, time.Millisecond, named("a")) }, "there came no event"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, events := recorded()
			defer r.Close()
			for _, e := range strings.Split(test.events, "") {
				events.Put(e)
			}
			out, _ := body(Options{Timeout: 100 * time.Millisecond}.withDefaults(), func(t *T) { test.test(t, r) })
			if (out.Status == Passed) != (test.says == "") || !strings.Contains(out.Reason, test.says) {
				t.Errorf("%v (%s), want it to say %q", out.Status, out.Reason, test.says)
			}
		})
	}
}

func TestRecorderWaitsForWhatComesLater(t *testing.T) {
	r, events := recorded()
	defer r.Close()
	out, _ := body(Options{}.withDefaults(), func(t *T) {
		call := t.Start(&Call{Name: "wait"}, func() { r.Wait(t, named("a")) })
		events.Put("a")
		t.Join(call)
		r.Done(t)
	})
	if out.Status != Passed {
		t.Error(out.Reason)
	}
}
