package wifi

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

// watch returns what collects the events of a station, as text.
func watch(t *testing.T, s *Station) func() []string {
	t.Helper()
	var got []string
	stop := s.OnEvent(func(e Event) { got = append(got, e.String()) })
	t.Cleanup(stop)
	return func() []string {
		synctest.Wait()
		seen := got
		got = nil
		return seen
	}
}

func TestEventsNameTheirNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev := &fakeDev{}
		station, ctx := New(dev), t.Context()
		events := watch(t, station)
		expect := func(what string, want ...string) {
			t.Helper()
			if got := events(); !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", what, got, want)
			}
		}
		check := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		// The events of both joins wait behind each other, since nobody waits between them.
		check(station.Join(ctx, "lab"))
		check(station.Join(ctx, "attic"))
		expect("a join after a join", `associated "lab"`, `connected "lab"`, `disconnected "lab"`, `left "lab": ASKED`,
			`associated "attic"`, `connected "attic"`)
		dev.script = []error{driver.EBUSY}
		if err := station.Join(ctx, "lab", Retries(0)); !errors.Is(err, ieee80211dev.EBUSY) {
			t.Error(err)
		}
		dev.lose()
		expect("a loss after a join that was none", `disconnected "attic"`, `left "attic": LOST`)
		dev.appear("attic")
		expect("the device joins by itself", `associated "attic"`, `connected "attic"`)
		dev.leave(ieee80211dev.LeaveRestarted)
		expect("a restart", `disconnected "attic"`, `left "attic": RESTARTED`)
		check(station.Join(ctx, "lab"))
		check(station.Leave(ctx))
		expect("asked to leave", `associated "lab"`, `connected "lab"`, `disconnected "lab"`, `left "lab": ASKED`)
	})
}

// Who watches from later on is told the network, too.
func TestEventsOfAnEarlierJoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev := &fakeDev{}
		station := New(dev)
		if err := station.Join(t.Context(), "lab"); err != nil {
			t.Fatal(err)
		}
		events := watch(t, station)
		dev.lose()
		if got, want := events(), []string{`disconnected "lab"`, `left "lab": LOST`}; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		stranger := &fakeDev{joined: "lab"}
		events = watch(t, New(stranger))
		stranger.lose()
		if got, want := events(), []string{`disconnected`, `left: LOST`}; !slices.Equal(got, want) {
			t.Errorf("of a network that another joined: %q, want %q", got, want)
		}
	})
}

func TestWatchersComeAndGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev := &fakeDev{}
		station := New(dev)
		var first, second int
		var stopFirst, stopSecond func()
		stopFirst = station.OnChange(func(Change) {
			first++
			stopSecond()
		})
		stopSecond = station.OnChange(func(Change) { second++ })
		dev.appear("lab")
		synctest.Wait()
		if first != 2 || second != 0 {
			t.Errorf("%d changes for the first, %d for the one that it stopped", first, second)
		}
		stopFirst()
		stopFirst() // once more does no harm
		dev.lose()
		synctest.Wait()
		if first != 2 {
			t.Errorf("%d changes after the end", first)
		}
		again := watch(t, station)
		dev.appear("lab")
		if got := again(); len(got) != 2 {
			t.Errorf("a watcher after the last one had gone saw %q", got)
		}
	})
}
