package wifi

import (
	"context"
	"slices"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

// joining is what a Join or a Stay was asked to do.
type joining struct {
	network     Network   // the one to join, where known is nil
	known       []Network // those of which the strongest is to be joined
	retries     int       // below 0: until the context ends
	first, most time.Duration
	check       time.Duration
	watch       func(Attempt) // may be nil
}

// A JoinOption says how to join a network.
type JoinOption func(*joining)

// Password is the network's password. JoinBest and StayBest have those of their networks.
func Password(password string) JoinOption { return func(j *joining) { j.network.Password = password } }

// Security is the network's security. Without it, it is WPA2_WPA_PSK with a password of 8
// bytes or more, else OPEN. JoinBest and StayBest have those of their networks.
func Security(security ieee80211dev.Security) JoinOption {
	return func(j *joining) { j.network.Security = security }
}

// BSSID is the hardware address of the access point to join, where several have the network's
// name. Without it the choice is the device's. JoinBest and StayBest have those of their
// networks.
func BSSID(mac driver.MAC) JoinOption { return func(j *joining) { j.network.BSSID = mac } }

// Retries is how often an attempt that failed is repeated; below 0 it is until the context
// ends. Without it Join repeats twice and Stay always. An attempt of JoinBest or StayBest is
// a scan and a try of each known network that it found.
func Retries(n int) JoinOption { return func(j *joining) { j.retries = n } }

// Backoff is how long to wait before an attempt is repeated: first before the second
// attempt, then twice as long before each further one, but not longer than most. Without
// it they are half a second and half a minute. A connection that lasted for most is a good
// one, after which the waits of a Stay begin anew.
func Backoff(first, most time.Duration) JoinOption {
	return func(j *joining) { j.first, j.most = max(first, 0), max(most, 0) }
}

// CheckEvery is how often a Stay asks the device whether it is still joined, on top of
// what the device tells by itself: once a minute unless set, never for 0.
func CheckEvery(d time.Duration) JoinOption { return func(j *joining) { j.check = d } }

// OnAttempt calls f after each attempt, before the wait for the next one. f is called by
// the goroutine that joins, which goes on when f returns.
func OnAttempt(f func(Attempt)) JoinOption { return func(j *joining) { j.watch = f } }

func newJoining(retries int, opts []JoinOption) joining {
	j := joining{retries: retries, first: 500 * time.Millisecond, most: 30 * time.Second, check: time.Minute}
	for _, opt := range opts {
		opt(&j)
	}
	return j
}

func joinOne(ssid string, retries int, opts []JoinOption) joining {
	j := newJoining(retries, opts)
	j.network.SSID = ssid
	return j
}

func joinBest(networks []Network, retries int, opts []JoinOption) joining {
	j := newJoining(retries, opts)
	j.known = append([]Network{}, networks...) // not nil, also for none
	return j
}

// wanted reports whether a device that tells info is joined to a network that is asked for.
func (j *joining) wanted(info *ieee80211dev.ConnectionInfo) bool {
	if j.known == nil {
		return j.network.is(info)
	}
	for _, n := range j.known {
		if n.is(info) {
			return true
		}
	}
	return false
}

// name returns the SSID that is asked for, where it is one.
func (j *joining) name() string {
	if len(j.known) == 1 {
		return j.known[0].SSID
	}
	return j.network.SSID
}

// open reports whether what is asked for is joined without a password.
func (j *joining) open() bool {
	if j.known == nil {
		return j.network.Password == ""
	}
	return !slices.ContainsFunc(j.known, func(n Network) bool { return n.Password != "" })
}

// joinRetries is how often a Join repeats an attempt unless told otherwise.
const joinRetries = 2

// Join joins a network and returns when the device has an address. An attempt that failed
// is repeated as Retries and Backoff say, if another may succeed: a wrong password is
// given up at once. Its error is a *JoinError; where the context ended during a wait it has
// what the last attempt failed with. A Stay of another network takes the device back.
func (s *Station) Join(ctx context.Context, ssid string, opts ...JoinOption) error {
	p := pursuit{joining: joinOne(ssid, joinRetries, opts)}
	return s.pursue(ctx, &p, nil)
}

// JoinBest joins the one of several known networks whose signal is the strongest, as a scan
// tells. Where that fails the next one is tried; a network that refused its password is
// not tried again. [Station.Connection] tells which network it is. Its error is a
// *JoinError, whose cause holds one of each network that was tried.
func (s *Station) JoinBest(ctx context.Context, networks []Network, opts ...JoinOption) error {
	p := pursuit{joining: joinBest(networks, joinRetries, opts)}
	return s.pursue(ctx, &p, nil)
}
