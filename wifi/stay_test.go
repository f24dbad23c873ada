package wifi

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

// stay runs Stay in a bubble of synctest and returns where its result comes.
func stay(ctx context.Context, s *Station, opts ...JoinOption) <-chan error {
	result := make(chan error, 1)
	go func() { result <- s.Stay(ctx, "lab", opts...) }()
	return result
}

func TestStayJoinsAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev := &fakeDev{script: []error{nil, driver.ENOENT, driver.ENOENT, nil}}
		station := New(dev)
		var changes []string
		stop := station.OnChange(func(c Change) { changes = append(changes, c.String()) })
		defer stop()
		ctx, cancel := context.WithCancel(t.Context())
		result := stay(ctx, station)
		synctest.Wait()
		dev.lose()
		time.Sleep(time.Minute) // of the bubble's clock: two attempts fail
		synctest.Wait()
		if info, err := station.Connection(ctx); err != nil || info == nil || dev.count() != 4 {
			t.Errorf("after the loss: connection %v, %v, %d attempts", info, err, dev.count())
		}
		cancel()
		if err := <-result; !errors.Is(err, context.Canceled) {
			t.Errorf("Stay: %v", err)
		}
		synctest.Wait()
		want := "[associated connected disconnected associated connected]"
		if got := fmt.Sprint(changes); got != want {
			t.Errorf("changes %s, want %s", got, want)
		}
	})
}

// A module tells of the network that it leaves for the new one.
func TestStayIgnoresAnOldNetworksEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev := &fakeDev{}
		ctx, cancel := context.WithCancel(t.Context())
		result := stay(ctx, New(dev))
		synctest.Wait()
		dev.events.Put(ieee80211dev.WiFiDevEvent{Kind: ieee80211dev.WiFiDevDisconnected})
		synctest.Wait()
		if dev.count() != 1 {
			t.Errorf("%d attempts, want 1", dev.count())
		}
		cancel()
		<-result
	})
}

func TestLeaveEndsStay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, script := range [][]error{nil, slices.Repeat([]error{driver.ENOENT}, 100)} {
			dev := &fakeDev{script: script}
			station := New(dev)
			result := stay(t.Context(), station)
			synctest.Wait()
			attempts := dev.count()
			if err := station.Leave(t.Context()); err != nil {
				t.Error(err)
			}
			if err := <-result; err != nil {
				t.Errorf("Stay: %v", err)
			}
			if dev.count() != attempts {
				t.Error("joined again after Leave")
			}
		}
	})
}

// A password that is wrong is given up at once, one that was right after some doubt.
func TestStayGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev := &fakeDev{script: []error{driver.ENOENT, driver.EACCES}}
		if err := <-stay(t.Context(), New(dev)); !errors.Is(err, ieee80211dev.EACCES) || dev.count() != 2 {
			t.Errorf("Stay: %v after %d attempts, want EACCES after 2", err, dev.count())
		}
		const E = driver.EACCES
		dev = &fakeDev{script: []error{nil, E, E, nil, E, E, E, E}}
		result := stay(t.Context(), New(dev))
		for range 2 {
			time.Sleep(time.Hour)
			dev.lose()
		}
		if err := <-result; !errors.Is(err, ieee80211dev.EACCES) || dev.count() != 8 {
			t.Errorf("Stay: %v after %d attempts, want EACCES after 8", err, dev.count())
		}
		dev = &fakeDev{script: slices.Repeat([]error{driver.ETIMEDOUT}, 10)}
		if err := <-stay(t.Context(), New(dev), Retries(3)); !errors.Is(err, ieee80211dev.ETIMEDOUT) || dev.count() != 4 {
			t.Errorf("Stay: %v after %d attempts", err, dev.count())
		}
	})
}

// The waits begin anew after a connection that lasted, and go on after one that did not.
func TestBackoffOfStay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const E = driver.ENOENT
		dev := &fakeDev{script: []error{E, E, E, nil, E, E, nil, nil, E, nil}}
		var waits []time.Duration
		var numbers []int
		ctx, cancel := context.WithCancel(t.Context())
		result := stay(ctx, New(dev), Backoff(time.Second, 10*time.Second), OnAttempt(func(a Attempt) {
			if a.SSID != "lab" || (a.Err == nil) == a.Retry {
				t.Errorf("attempt %+v", a)
			}
			waits, numbers = append(waits, a.Wait/time.Second), append(numbers, a.Number)
		}))
		time.Sleep(20 * time.Second)
		dev.lose() // after a good connection: tried at once
		synctest.Wait()
		if dev.count() != 5 {
			t.Errorf("%d attempts after the loss, want 5", dev.count())
		}
		time.Sleep(5 * time.Second)
		dev.lose() // after 2 s: a failure like another, the third
		time.Sleep(3 * time.Second)
		if dev.count() != 7 {
			t.Errorf("%d attempts before the wait is over, want 7", dev.count())
		}
		time.Sleep(30 * time.Second)
		dev.lose()
		time.Sleep(time.Minute)
		cancel()
		<-result
		if got, want := fmt.Sprint(waits), "[1ns 2ns 4ns 0s 1ns 2ns 0s 0s 1ns 0s]"; got != want {
			t.Errorf("waits in seconds %s, want %s", got, want)
		}
		if got, want := fmt.Sprint(numbers), "[1 2 3 4 1 2 3 4 1 2]"; got != want {
			t.Errorf("numbers %s, want %s", got, want)
		}
	})
}

// An access point that takes the device and drops it at once is not asked without pause.
func TestStayWithAFlappingAccessPoint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev := &fakeDev{}
		station := New(dev)
		defer station.OnChange(func(c Change) {
			if c == Connected {
				dev.lose()
			}
		})()
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if err := station.Stay(ctx, "lab"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Stay: %v", err)
		}
		if n := dev.count(); n < 100 || n > 130 {
			t.Errorf("%d attempts in an hour, want one each half minute", n)
		}
	})
}

func TestStayKeepsWhatIsJoined(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev := &fakeDev{joined: "lab"}
		ctx, cancel := context.WithCancel(t.Context())
		result := stay(ctx, New(dev))
		time.Sleep(time.Hour)
		if dev.count() != 0 {
			t.Errorf("%d attempts though the network was joined", dev.count())
		}
		cancel()
		<-result
	})
}

// A device that goes back to its network by itself is left alone: another join would cost its links.
func TestStayLetsTheDeviceRejoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev := &fakeDev{script: slices.Repeat([]error{driver.ENOENT}, 1000)}
		ctx, cancel := context.WithCancel(t.Context())
		result := stay(ctx, New(dev), Backoff(time.Minute, time.Hour))
		time.Sleep(30 * time.Second)
		dev.appear("lab")
		time.Sleep(24 * time.Hour)
		if dev.count() != 1 {
			t.Errorf("%d attempts, want 1", dev.count())
		}
		cancel()
		<-result
	})
}

// A loss of which the device told nothing is found.
func TestStayChecks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev := &fakeDev{silent: true}
		ctx, cancel := context.WithCancel(t.Context())
		result := stay(ctx, New(dev), CheckEvery(10*time.Second))
		time.Sleep(5 * time.Minute)
		dev.lose()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if dev.count() != 2 {
			t.Errorf("%d attempts, want 2", dev.count())
		}
		dev.mu.Lock()
		dev.asked = driver.ETIMEDOUT
		dev.mu.Unlock()
		time.Sleep(time.Hour)
		if dev.count() != 2 {
			t.Errorf("%d attempts while the device did not answer, want 2", dev.count())
		}
		cancel()
		<-result
	})
}

func TestStayEndsWithTheDevice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev := &fakeDev{script: []error{nil, driver.ENODEV}, silent: true}
		result := stay(t.Context(), New(dev))
		time.Sleep(time.Hour)
		dev.mu.Lock()
		dev.asked = driver.ENODEV
		dev.mu.Unlock()
		if err := <-result; !errors.Is(err, ieee80211dev.ENODEV) {
			t.Errorf("Stay: %v", err)
		}
	})
}

func TestResetBringsTheNetworkBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev := &fakeDev{}
		station := New(dev)
		ctx, cancel := context.WithCancel(t.Context())
		result := stay(ctx, station)
		time.Sleep(time.Hour)
		if err := station.Reset(ctx); err != nil || dev.resets != 1 {
			t.Errorf("%d resets, %v", dev.resets, err)
		}
		synctest.Wait()
		if info, err := station.Connection(ctx); err != nil || info == nil || dev.count() != 2 {
			t.Errorf("%+v, %v after %d attempts", info, err, dev.count())
		}
		cancel()
		<-result
	})
}
