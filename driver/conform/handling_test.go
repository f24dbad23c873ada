package conform

import (
	"sync"
	"testing"
)

// TestHandling: what a device may do wrong with the handlers of its events ends the test.
func TestHandling(t *testing.T) {
	nothing := func(*T) {}
	end := make(chan struct{})
	defer close(end)
	for name, test := range map[string]struct {
		tell   func(h *Handling)
		status Status
		says   string
	}{
		"one after the other": {func(h *Handling) { h.Handle("shut", nothing); h.Handle("closed", nothing) }, Passed, ""},
		"at once": {func(h *Handling) {
			h.Handle("shut", func(*T) { h.Handle("closed", nothing) })
		}, Failed, "closed was told while the handler of shut was running"},
		"by two goroutines": {func(h *Handling) {
			var both sync.WaitGroup
			both.Go(func() { h.Handle("shut", nothing) })
			both.Go(func() { h.Handle("closed", nothing) })
			both.Wait()
		}, Failed, "was running"},
		"no answer": {func(h *Handling) {
			h.Handle("shut", func(*T) { <-end })
		}, Failed, "the handler of shut called the device, which did not answer within 25ms"},
		"wrong answer": {func(h *Handling) {
			h.Handle("shut", func(t *T) { Equal(t, "state", 1, 2) })
		}, Failed, "in the handler of shut: conform/handling_test.go:"},
		"panic":     {func(h *Handling) { h.Handle("shut", func(*T) { panic("a wrong index") }) }, Failed, "panic: a wrong index"},
		"cancelled": {func(h *Handling) { h.Canceled("shut") }, Failed, "shut was told to a subscription that was cancelled"},
		"too few":   {func(h *Handling) { h.Handle("shut", nothing) }, Failed, "1 handler of a second subscription did not run"},
		"too many": {func(h *Handling) {
			h.Handle("shut", nothing)
			h.Handle("closed", nothing)
			h.Handle("closed", nothing)
		}, Passed, ""}, // events that come twice are the Recorder's to find
	} {
		t.Run(name, func(t *testing.T) {
			want(t, outcome(func(t *T) {
				h := t.Handling(2)
				test.tell(h)
				h.Done(t, nothing)
			}), test.status, test.says)
		})
	}
}
