package wifi

import "drivergen/generated/ieee80211dev"

// A Change is something that happened to the station's network.
type Change int

// The changes.
const (
	Associated   Change = iota + 1 // the device is associated with an access point
	Connected                      // it has an address
	Disconnected                   // it left the network or lost it
	Left                           // follows Disconnected and tells why; the device is of description 1.4.0 or later
)

// String returns the change in one word: "connected".
func (c Change) String() string {
	switch c {
	case Associated:
		return "associated"
	case Connected:
		return "connected"
	case Disconnected:
		return "disconnected"
	case Left:
		return "left"
	}
	return "unknown"
}

// An Event is a Change with what is known of it.
type Event struct {
	Change Change
	SSID   string                   // the network's name; empty where it was not this Station that joined it
	Reason ieee80211dev.LeaveReason // of Left: asked, lost, or the device restarted
}

// String returns the event in words: `left "lab": LOST`.
func (e Event) String() string {
	text := e.Change.String()
	if e.SSID != "" {
		text += " " + Network{SSID: e.SSID}.String()
	}
	if e.Change == Left {
		text += ": " + e.Reason.String()
	}
	return text
}

// OnEvent calls f for each event, in order and one at a time, until stop is called. f may
// call the station, but a call that waits holds later events back.
func (s *Station) OnEvent(f func(Event)) (stop func()) { return s.feed.watch(f) }

// OnChange is OnEvent for those who want to know no more than whether there is a network: it
// calls f with Associated, Connected and Disconnected.
func (s *Station) OnChange(f func(Change)) (stop func()) {
	return s.OnEvent(func(e Event) {
		if e.Change != Left {
			f(e.Change)
		}
	})
}
