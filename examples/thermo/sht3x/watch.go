package sht3x

import (
	"context"
	"time"
)

// pollTime is how often the watch looks at what the sensor has measured. It is longer than the
// sensor's own period, so that there is always something new.
const pollTime = 300 * time.Millisecond

// A watch fetches what the sensor measures on its own, and tells alarms. On a board that connects
// the pin ALERT, an interrupt of that would take the place of the ticker.
type watch struct {
	cancel context.CancelFunc
	done   chan struct{} // closed when it has ended
}

func (h *hardware) startWatch() *watch {
	ctx, cancel := context.WithCancel(context.Background())
	w := &watch{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(w.done)
		h.poll(ctx)
	}()
	return w
}

// stop ends the watch and waits for its end.
func (w *watch) stop() {
	w.cancel()
	<-w.done
}

// poll runs until ctx ends. It tells an alarm once for each time the temperature rises above the limit.
func (h *hardware) poll(ctx context.Context) {
	ticker := time.NewTicker(pollTime)
	defer ticker.Stop()
	hot := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		// The status is read first, so that the reading of an alarm is no older than its cause.
		above, err := h.chip.isHot(ctx)
		if err != nil {
			h.keep(outcome{err: err}) // Measure tells it
			continue
		}
		reading, err := h.chip.fetch(ctx)
		h.keep(outcome{reading, err})
		if err != nil {
			continue
		}
		if above && !hot {
			h.dev.Alarm(reading)
		}
		hot = above
	}
}
