package replay_test

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/driver/replay"
)

// expect waits until the events have been told, in order, and nothing more.
func expect(t *testing.T, told <-chan string, want ...string) {
	t.Helper()
	synctest.Wait()
	for _, event := range want {
		select {
		case got := <-told:
			if got != event {
				t.Errorf("told %q, want %q", got, event)
			}
		default:
			t.Errorf("not told: %q", event)
		}
	}
	select {
	case got := <-told:
		t.Errorf("told %q, want nothing", got)
	default:
	}
}

func TestEventsComeBehindTheCallsBeforeThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told := make(chan string, 10)
		p := replay.New(t, lines(t,
			`{"event":"alarm","t":1,"args":{"at":{"int":1}}}`,
			`{"call":"open","t":5,"d":1,"handle":3,"socket":1,"creates":3,"created":1,"results":{"fd":{"int":3}}}`,
			`{"event":"ready","t":15,"handle":3,"socket":1}`,
			`{"call":"connect","t":10,"d":10,"handle":3,"socket":1}`,
			`{"event":"alarm","t":21,"args":{"at":{"int":2}}}`,
			`{"event":"closed","t":30,"handle":3,"socket":1,"args":{"cause":{"error":"connection reset by peer","number":104}}}`,
			`{"call":"mac","t":40,"d":1}`,
			`{"event":"alarm","t":50,"args":{"at":{"int":3}}}`,
			`{"event":"unheard of","t":51}`,
			`{"event":"alarm","t":52,"args":{"at":{"int":4}}}`,
		), device(told))
		expect(t, told) // nobody has subscribed
		p.Subscribed()
		expect(t, told, "alarm 1")
		fd := open(t, p, "open")
		expect(t, told, "alarm 2")
		if err := do(p, "connect", fd); err != nil {
			t.Error(err)
		}
		expect(t, told, "ready 3", "closed 3: connection reset by peer")
		if err := do(p, "mac", none); err != nil {
			t.Error(err)
		}
		expect(t, told, "alarm 3", "alarm 4")
	})
}

// TestEventsThatNobodyTook: who subscribes later does not get them.
func TestEventsThatNobodyTook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told := make(chan string, 10)
		p := replay.New(t, lines(t,
			`{"call":"mac","t":1,"d":1}`,
			`{"event":"alarm","t":3,"args":{"at":{"int":1}}}`,
			`{"call":"mac","t":5,"d":1}`,
			`{"event":"alarm","t":7,"args":{"at":{"int":2}}}`,
		), device(told))
		if err := do(p, "mac", none); err != nil {
			t.Error(err)
		}
		p.Subscribed()
		expect(t, told)
		if err := do(p, "mac", none); err != nil {
			t.Error(err)
		}
		expect(t, told, "alarm 2")
	})
}

// TestEventsWaitForTheirHandlers: the next event is told when the handlers of the last one have returned.
func TestEventsWaitForTheirHandlers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var text []string
		const many = 3 * driver.DefaultBound
		for range many {
			text = append(text, `{"event":"alarm","args":{"at":{"int":1}}}`)
		}
		var queue driver.Events[int]
		handled := 0
		queue.Subscribe(func(int) { handled++ })
		p := replay.New(t, lines(t, text...), replay.Device{
			Interface: "x.X",
			Events:    map[string]func(replay.Values){"alarm": func(v replay.Values) { queue.Put(replay.Int[int](v.Value("at"))) }},
			Post:      queue.Subscribe(func(int) {}).Post,
		})
		p.Subscribed()
		synctest.Wait()
		if handled != many || queue.Dropped() != 0 {
			t.Errorf("%d of %d handled, %d dropped", handled, many, queue.Dropped())
		}
	})
}

func TestFunctionsAreCalled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := play(t, lines(t,
			`{"call":"notify","t":1,"d":1,"args":{"f":{"func":true}}}`,
			`{"event":"notify.f","t":3,"args":{"arg1":{"int":7}}}`,
			`{"call":"notify","t":5,"d":1,"args":{"f":{"nil":true}}}`,
			`{"event":"notify.f","t":7,"args":{"arg1":{"int":8}}}`,
		))
		told := make(chan string, 10)
		p.Func("notify.f", func(v replay.Values) { told <- strconv.Itoa(replay.Int[int](v.Value("arg1"))) })
		if err := do(p, "notify", none, driver.FuncAttr("f", true)); err != nil {
			t.Error(err)
		}
		expect(t, told, "7")
		p.Func("notify.f", nil)
		if err := do(p, "notify", none, driver.FuncAttr("f", false)); err != nil {
			t.Error(err)
		}
		expect(t, told)
	})
}

func TestTiming(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told := make(chan string, 10)
		p := replay.New(t, lines(t,
			`{"event":"alarm","t":1000000000,"args":{"at":{"int":1}}}`,
			`{"call":"open","t":2000000000,"d":3000000000,"handle":3,"socket":1,"creates":3,"created":1,"results":{"fd":{"int":3}}}`,
			`{"call":"recv","t":6000000000,"d":4000000000,"handle":3,"socket":1,"results":{"n":{"int":1}}}`,
			`{"event":"alarm","t":10000000000,"args":{"at":{"int":2}}}`,
			`{"event":"alarm","t":12000000000,"args":{"at":{"int":3}}}`,
		), device(told), replay.Timing())
		began := time.Now()
		after := func(want time.Duration) {
			t.Helper()
			if got := time.Since(began); got != want {
				t.Errorf("after %v, want %v", got, want)
			}
		}
		p.Subscribed()
		if got := <-told; got != "alarm 1" {
			t.Error(got)
		}
		after(time.Second)
		fd := open(t, p, "open")
		after(4 * time.Second)
		number(t, p, "recv", fd)
		after(8 * time.Second)
		if got := <-told; got != "alarm 2" {
			t.Error(got)
		}
		after(9 * time.Second)
		if got := <-told; got != "alarm 3" {
			t.Error(got)
		}
		after(11 * time.Second)
	})
}

// TestTimingEndsWithTheTest: an event whose time has not come is not told when the test has ended.
func TestTimingEndsWithTheTest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told := make(chan string, 10)
		tb := &fakeTest{}
		p := replay.New(tb, lines(t, `{"event":"alarm","t":1000000000,"args":{"at":{"int":1}}}`), device(told), replay.Timing())
		p.Subscribed()
		tb.end()
		time.Sleep(time.Minute)
		expect(t, told)
	})
}
