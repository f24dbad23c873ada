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

func TestStayGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev := &fakeDev{script: []error{nil, driver.EACCES}}
		result := stay(t.Context(), New(dev))
		synctest.Wait()
		dev.lose()
		if err := <-result; !errors.Is(err, ieee80211dev.EACCES) {
			t.Errorf("Stay: %v, want EACCES", err)
		}
		dev = &fakeDev{script: slices.Repeat([]error{driver.ETIMEDOUT}, 10)}
		if err := <-stay(t.Context(), New(dev), Retries(3)); !errors.Is(err, ieee80211dev.ETIMEDOUT) || dev.count() != 4 {
			t.Errorf("Stay: %v after %d attempts", err, dev.count())
		}
	})
}
