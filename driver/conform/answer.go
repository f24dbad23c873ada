package conform

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"drivergen/driver"
)

// An Answer is what the callback form told of one call: the callbacks of the events that belong to it, and how
// often the call's own callback was called, with what.
type Answer struct {
	mu     sync.Mutex
	log    []string      // connect_cb, callback(0)
	errno  driver.Errno  // set before called is closed
	called chan struct{} // closed when the call's callback was called
}

// NewAnswer returns an Answer to a call that is about to be made.
func NewAnswer() *Answer { return &Answer{called: make(chan struct{})} }

// Tell notes that an event's callback was called.
func (a *Answer) Tell(event string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.log = append(a.log, event)
}

// Called notes that the call's callback was called, with its status and the errno property of that moment.
func (a *Answer) Called(status, errno int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.log = append(a.log, fmt.Sprintf("callback(%d)", status))
	select {
	case <-a.called:
		return
	default:
	}
	if status != 0 {
		a.errno = driver.Errno(errno)
	}
	close(a.called)
}

// Succeeds checks that the call's callback was called once, with 0, behind the callbacks of the events. settle
// waits until the device's queue is empty.
func (a *Answer) Succeeds(t *T, c *Call, settle func(*T), events ...string) {
	a.wait(t, c, settle)
	a.told(t, c, append(slices.Clone(events), "callback(0)"))
}

// Listed checks that the call's callback was called once, with 0, or with -1 and one of the method's errnos.
func (a *Answer) Listed(t *T, c *Call, settle func(*T)) {
	a.wait(t, c, settle)
	if a.errno == 0 {
		a.told(t, c, []string{"callback(0)"})
		return
	}
	a.told(t, c, []string{"callback(-1)"})
	t.Listed(c, a.errno)
}

// Fails checks that the call's callback was called once, with -1, and that the errno property was set then.
func (a *Answer) Fails(t *T, c *Call, settle func(*T), want driver.Errno) {
	a.wait(t, c, settle)
	a.told(t, c, []string{"callback(-1)"})
	if a.errno != want {
		t.Fatalf("%s: errno in the callback: want %s, got %s", c.Name, name(want), name(a.errno))
	}
}

func (a *Answer) wait(t *T, c *Call, settle func(*T)) {
	select {
	case <-a.called:
	case <-t.ctx.Done():
		t.Fatalf("%s: its callback was not called", c.Name)
	}
	if a.errno == driver.ENOSYS && c.Hardware != "" {
		t.filled(driver.NotFilledIn{Call: c.Hardware})
	}
	settle(t)
}

func (a *Answer) told(t *T, c *Call, want []string) {
	a.mu.Lock()
	got := slices.Clone(a.log)
	a.mu.Unlock()
	if !slices.Equal(got, want) {
		t.Fatalf("%s: want the callbacks %s, got %s", c.Name, strings.Join(want, ", "), strings.Join(got, ", "))
	}
}
