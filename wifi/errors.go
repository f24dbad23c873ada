package wifi

import (
	"fmt"
	"strings"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

// A JoinError is why a network could not be joined.
type JoinError struct {
	SSID     string // the network's name; empty where there was a choice of several
	Attempts int    // how many attempts were made, as the Number of an Attempt counts them
	Err      error  // what the last one failed with

	open bool // no password was given
}

// Error says what failed and what to do about it. It has no password.
func (e *JoinError) Error() string {
	text := "wifi: join"
	if e.SSID != "" {
		text += fmt.Sprintf(" %q", e.SSID)
	}
	if e.Attempts > 1 {
		text += fmt.Sprintf(": %d attempts, the last", e.Attempts)
	}
	text += ": " + e.Err.Error()
	if advice := e.Advice(); advice != "" {
		text += " (" + advice + ")"
	}
	return text
}

// Unwrap returns the device's error.
func (e *JoinError) Unwrap() error { return e.Err }

// Advice says what to do, in words that follow a message: "check the password". It is empty
// where that is not known.
func (e *JoinError) Advice() string {
	switch driver.ErrnoOf(e.Err) {
	case ieee80211dev.EACCES:
		if e.open {
			return "the network needs a password"
		}
		return "check the password"
	case ieee80211dev.ENOENT:
		return "check the name, move closer, or see what a scan finds"
	case ieee80211dev.ECONNREFUSED:
		return "the access point may be full, or let in only stations that it knows"
	case ieee80211dev.ETIMEDOUT:
		return "move closer, or allow more time"
	case ieee80211dev.EBUSY:
		return "another scan or join has the radio: let it end first"
	case ieee80211dev.EINVAL:
		return "check the name, of 1 to 32 bytes, and the password, of 8 to 64 bytes for WPA"
	case ieee80211dev.ENODEV:
		return "the device is gone: check its plug and its power, then open it again"
	}
	return ""
}

// failures are what several networks failed with.
type failures []error

// Error lists them in one line.
func (f failures) Error() string {
	texts := make([]string, len(f))
	for i, err := range f {
		texts[i] = err.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap returns each.
func (f failures) Unwrap() []error { return f }
