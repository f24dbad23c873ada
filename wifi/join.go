package wifi

import (
	"context"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

// joining is what a Join or a Stay was asked to do.
type joining struct {
	info        ieee80211dev.ConnectInfo
	retries     int // below 0: until the context ends
	first, most time.Duration
}

// A JoinOption says how to join a network.
type JoinOption func(*joining)

// Password is the network's password.
func Password(password string) JoinOption { return func(j *joining) { j.info.Password = password } }

// Security is the network's security. Without it, it is WPA2_WPA_PSK with a password of 8
// bytes or more, else OPEN.
func Security(security ieee80211dev.Security) JoinOption {
	return func(j *joining) { j.info.Security = security }
}

// BSSID is the hardware address of the access point to join, where several have the network's
// name. Without it the choice is the device's.
func BSSID(mac driver.MAC) JoinOption { return func(j *joining) { j.info.BSSID = mac } }

// Retries is how often an attempt that failed is repeated; below 0 it is until the context
// ends. Without it Join repeats twice and Stay always.
func Retries(n int) JoinOption { return func(j *joining) { j.retries = n } }

// Backoff is how long to wait before an attempt is repeated: first before the second
// attempt, then twice as long before each further one, but not longer than most. Without
// it they are half a second and half a minute.
func Backoff(first, most time.Duration) JoinOption {
	return func(j *joining) { j.first, j.most = first, most }
}

func newJoining(ssid string, retries int, opts []JoinOption) joining {
	j := joining{
		info:    ieee80211dev.ConnectInfo{SSID: ssid},
		retries: retries, first: 500 * time.Millisecond, most: 30 * time.Second,
	}
	for _, opt := range opts {
		opt(&j)
	}
	return j
}

// wait waits after a failed attempt, of which attempt is the number from 1.
func (j *joining) wait(ctx context.Context, attempt int) error {
	timer := time.NewTimer(j.delay(attempt))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (j *joining) delay(attempt int) time.Duration {
	delay := min(j.first, j.most)
	for ; attempt > 1 && delay < j.most; attempt-- {
		if delay > j.most/2 {
			return j.most
		}
		delay *= 2
	}
	return max(delay, 0)
}
