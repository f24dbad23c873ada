package wifi

import (
	"errors"
	"sync"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

// A feed makes Events of what the device tells, which does not say of which network: that is
// the one asked for last when it became associated. What is asked goes through the
// device's queue of events, so that it takes its place among them.
type feed struct {
	dev ieee80211dev.WiFiDev

	mu       sync.Mutex
	watchers []*watcher
	sub      driver.Subscription // while there are watchers
	asked    string              // the network that was asked for last
	before   string              // the one that was asked for before it
	current  string              // the one that the device is in, as far as was told
}

type watcher struct{ f func(Event) }

// watch calls f with each event until stop is called.
func (d *feed) watch(f func(Event)) (stop func()) {
	w := &watcher{f}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.watchers = append(d.watchers[:len(d.watchers):len(d.watchers)], w)
	if d.sub == nil {
		d.sub = d.dev.Subscribe(ieee80211dev.WiFiDevEvents{
			Associated:   func() { d.tell(Associated, 0) },
			Connected:    func() { d.tell(Connected, 0) },
			Disconnected: func() { d.tell(Disconnected, 0) },
			Left:         func(why ieee80211dev.LeaveReason) { d.tell(Left, why) },
		})
	}
	return func() { d.unwatch(w) }
}

func (d *feed) unwatch(w *watcher) {
	d.mu.Lock()
	defer d.mu.Unlock()
	kept := make([]*watcher, 0, len(d.watchers))
	for _, other := range d.watchers {
		if other != w {
			kept = append(kept, other)
		}
	}
	d.watchers = kept
	if len(kept) == 0 && d.sub != nil {
		d.sub.Cancel()
		d.sub = nil
	}
}

// tell tells the watchers. No lock is held while they run.
func (d *feed) tell(change Change, why ieee80211dev.LeaveReason) {
	d.mu.Lock()
	if change == Associated || change == Connected && d.current == "" {
		d.current = d.asked
	}
	event := Event{Change: change, SSID: d.current, Reason: why}
	if change == Left {
		d.current = ""
	}
	watchers := d.watchers
	d.mu.Unlock()
	for _, w := range watchers {
		if d.watches(w) {
			w.f(event)
		}
	}
}

func (d *feed) watches(w *watcher) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, other := range d.watchers {
		if other == w {
			return true
		}
	}
	return false
}

// ask notes that a network is about to be asked for.
func (d *feed) ask(ssid string) {
	d.order(func() { d.before, d.asked = d.asked, ssid })
}

// found notes a network that the device says it is in.
func (d *feed) found(ssid string) {
	d.order(func() { d.asked, d.current = ssid, ssid })
}

// answer notes what came of it. A device that did not try goes on with what was asked before.
func (d *feed) answer(ssid string, err error) {
	d.mu.Lock()
	unwatched := d.sub == nil
	d.mu.Unlock()
	switch {
	case err == nil && unwatched:
		d.order(func() { d.current = ssid })
	case errors.Is(err, ieee80211dev.EBUSY), errors.Is(err, ieee80211dev.EINVAL):
		d.order(func() { d.asked = d.before })
	}
}

// order runs f under the lock: behind the events that wait, or at once where nobody watches.
func (d *feed) order(f func()) {
	locked := func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		f()
	}
	d.mu.Lock()
	sub := d.sub
	d.mu.Unlock()
	if sub == nil {
		locked()
		return
	}
	sub.Post(locked)
}
