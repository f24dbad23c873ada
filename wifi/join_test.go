package wifi

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

func TestJoinRepeatsWhatMaySucceed(t *testing.T) {
	const E = driver.EIO
	tests := []struct {
		name     string
		script   []error
		opts     []JoinOption
		attempts int
		took     time.Duration
		err      error // nil: joined
		text     string
	}{
		{name: "at once", attempts: 1},
		{name: "the second time", script: []error{driver.ETIMEDOUT}, attempts: 2, took: 500 * time.Millisecond},
		{name: "the third time", script: []error{driver.ENOENT, driver.ECONNREFUSED}, attempts: 3, took: 1500 * time.Millisecond},
		{
			name: "never", script: []error{E, E, E, E}, attempts: 3, took: 1500 * time.Millisecond, err: E,
			text: `wifi: join "lab": 3 attempts, the last: connect: input/output error`,
		},
		{
			name: "wrong password", script: []error{driver.EACCES}, attempts: 1, err: ieee80211dev.EACCES,
			text: `wifi: join "lab": connect: permission denied (check the password)`,
		},
		{name: "bad argument", script: []error{driver.EINVAL}, attempts: 1, err: driver.EINVAL},
		{name: "device gone", script: []error{E, driver.ENODEV}, attempts: 2, took: 500 * time.Millisecond, err: driver.ENODEV},
		{name: "no retries", script: []error{E}, opts: []JoinOption{Retries(0)}, attempts: 1, err: E},
		{
			name: "back-off has a limit", script: []error{E, E, E, E, E}, attempts: 6, took: (1 + 2 + 4 + 5 + 5) * time.Second,
			opts: []JoinOption{Retries(-1), Backoff(time.Second, 5*time.Second)},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dev := &fakeDev{script: tt.script}
				start := time.Now()
				err := New(dev).Join(t.Context(), "lab", append([]JoinOption{Password("correct horse")}, tt.opts...)...)
				if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
					t.Errorf("Join: %v, want %v", err, tt.err)
				}
				if tt.text != "" && err.Error() != tt.text {
					t.Errorf("text\n%s\nwant\n%s", err, tt.text)
				}
				if got := time.Since(start); got != tt.took {
					t.Errorf("took %v, want %v", got, tt.took)
				}
				if dev.count() != tt.attempts {
					t.Errorf("%d attempts, want %d", dev.count(), tt.attempts)
				}
			})
		})
	}
}

func TestJoinWithoutThePasswordThatItTakes(t *testing.T) {
	const text = `wifi: join "lab": connect: permission denied (the network needs a password)`
	dev := &fakeDev{script: []error{driver.EACCES}}
	if err := New(dev).Join(t.Context(), "lab"); err == nil || err.Error() != text {
		t.Errorf("Join: %v", err)
	}
	dev = &fakeDev{script: []error{driver.EACCES}, air: []ieee80211dev.ScanInfo{{SSID: "lab"}}}
	if err := New(dev).JoinBest(t.Context(), []Network{{SSID: "lab"}}); err == nil || err.Error() != text {
		t.Errorf("JoinBest: %v", err)
	}
}

func TestAttemptInWords(t *testing.T) {
	const s = time.Second
	late := driver.Fail("connect", driver.ETIMEDOUT, nil)
	tests := map[string]Attempt{
		`attempt 1, "lab": joined after 2.5s`:                                                 {SSID: "lab", Number: 1, Took: 2500*time.Millisecond + 7},
		`attempt 2, "lab": connect: connection timed out, after 3s`:                           {SSID: "lab", Number: 2, Took: 3 * s, Err: late},
		`attempt 2, "lab": connect: connection timed out, after 3s; the next in 1s`:           {SSID: "lab", Number: 2, Took: 3 * s, Err: late, Retry: true, Wait: s},
		`attempt 1: connect: connection timed out, after 0s; the next at once`:                {Number: 1, Err: late, Retry: true},
		`attempt 1, "line\nbreak": connect: connection timed out, after 0s; the next at once`: {SSID: "line\nbreak", Number: 1, Err: late, Retry: true},
	}
	for want, attempt := range tests {
		if got := attempt.String(); got != want {
			t.Errorf("%s\nwant\n%s", got, want)
		}
	}
}

func TestJoinPassesItsOptionsOn(t *testing.T) {
	dev := &fakeDev{}
	mac := driver.MAC{2, 0, 0, 0, 0, 9}
	err := New(dev).Join(t.Context(), "lab", Password("secret123"), Security(ieee80211dev.SecurityWPA2PSK), BSSID(mac))
	if err != nil {
		t.Fatal(err)
	}
	want := ieee80211dev.ConnectInfo{SSID: "lab", Password: "secret123", Security: ieee80211dev.SecurityWPA2PSK, BSSID: mac}
	if dev.attempts[0] != want {
		t.Errorf("the device got %+v", dev.attempts[0])
	}
}

func TestJoinEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
		defer cancel()
		dev := &fakeDev{script: slices.Repeat([]error{driver.ENOENT}, 10)}
		start := time.Now()
		err := New(dev).Join(ctx, "lab", Retries(-1))
		if !errors.Is(err, ieee80211dev.ENOENT) {
			t.Errorf("Join: %v, want what the last attempt failed with", err)
		}
		if got := time.Since(start); got != 700*time.Millisecond {
			t.Errorf("took %v", got)
		}
	})
}

func TestJoinErrorHasNoPassword(t *testing.T) {
	dev := &fakeDev{script: []error{driver.EACCES}}
	err := New(dev).Join(t.Context(), "lab", Password("hunter2hunter2"))
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("Join: %v", err)
	}
}
