package replay_test

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/driver/replay"
)

func TestCallsAreAnsweredAsRecorded(t *testing.T) {
	p := play(t, lines(t,
		`{"call":"open","t":1,"d":1,"handle":3,"socket":1,"creates":3,"created":1,"results":{"fd":{"int":3}}}`,
		`{"call":"write","t":3,"d":1,"handle":3,"socket":1,"args":{"data":{"bytes":5,"text":"hello"}},"results":{"n":{"int":5}}}`,
		`{"call":"write","t":5,"d":1,"handle":3,"socket":1,"args":{"data":{"bytes":5,"text":"again"}},"results":{"n":{"int":2}}}`,
		`{"call":"recv","t":7,"d":1,"handle":3,"socket":1,"results":{"n":{"int":2},"buf":{"bytes":2,"text":"hi"}}}`,
		`{"call":"recv","t":9,"d":1,"handle":3,"socket":1,"eof":true,"results":{"n":{"int":0},"buf":{"bytes":0}}}`,
		`{"call":"close","t":11,"d":1,"handle":3,"socket":1,"ends":true,"error":"close: connection reset by peer: ERROR","errno":"ECONNRESET","number":104}`,
	))
	fd := open(t, p, "open")
	if fd != 3 {
		t.Errorf("handle %d", fd)
	}
	if n := number(t, p, "write", fd, driver.BytesAttr("data", []byte("hello"))); n != 5 {
		t.Errorf("write: %d", n)
	}
	if n := number(t, p, "write", fd, driver.BytesAttr("data", []byte("again"))); n != 2 {
		t.Errorf("write again: %d", n)
	}
	buf := []byte("------")
	answer := p.Call(t.Context(), "recv", fd)
	answer.Fill("buf", buf)
	if n, err := replay.Int[int](answer.Result("n")), answer.Err(); n != 2 || err != nil || string(buf) != "hi----" {
		t.Errorf("recv: %d, %q, %v", n, buf, err)
	}
	if err := do(p, "recv", fd); err != io.EOF {
		t.Errorf("recv at the end: %v", err)
	}
	var called *driver.Error
	switch err := do(p, "close", fd); {
	case !errors.Is(err, driver.ECONNRESET), !errors.Is(err, syscall.ECONNRESET), !errors.As(err, &called):
		t.Errorf("close: %v", err)
	case err.Error() != "close: connection reset by peer: ERROR" || called.Op != "close" || called.Err.Error() != "ERROR":
		t.Errorf("close: %v, of %+v", err, called)
	}
}

func TestErrors(t *testing.T) {
	own := errors.New("Host unknown")
	rec := lines(t,
		`{"call":"a","error":"Host unknown","number":5}`,
		`{"call":"b","error":"resolve: no such file or directory: lookup: Host unknown","number":2}`,
		`{"call":"c","error":"connection timed out","number":110}`,
		`{"call":"d","error":"the firmware is odd","number":110}`,
		`{"call":"e","error":"e: input/output error: unexpected EOF","number":5}`,
		`{"call":"f","error":"f: input/output error","number":5}`,
		`{"call":"g","error":"the paper is stuck","number":4444}`,
	)
	p := replay.New(t, rec, replay.Device{Interface: "x.X", Sentinels: []error{own}})
	for _, tt := range []struct {
		method, text string
		is           []error
	}{
		{"a", "Host unknown", []error{own}},
		{"b", "resolve: no such file or directory: lookup: Host unknown", []error{own, driver.ENOENT, os.ErrNotExist}},
		{"c", "connection timed out", []error{driver.ETIMEDOUT, os.ErrDeadlineExceeded, context.DeadlineExceeded}},
		{"d", "the firmware is odd", []error{driver.ETIMEDOUT}},
		{"e", "e: input/output error: unexpected EOF", []error{driver.EIO, io.ErrUnexpectedEOF}},
		{"f", "f: input/output error", []error{driver.EIO}},
		{"g", "the paper is stuck", []error{driver.Errno(4444)}},
	} {
		err := do(p, tt.method, none)
		if err == nil || err.Error() != tt.text {
			t.Errorf("%s: %v", tt.method, err)
		}
		for _, target := range tt.is {
			if !errors.Is(err, target) {
				t.Errorf("%s: %v is not %v", tt.method, err, target)
			}
		}
		var timeout interface{ Timeout() bool }
		if tt.method == "d" && (!errors.As(err, &timeout) || !timeout.Timeout()) {
			t.Errorf("%v is no timeout", err)
		}
	}
}

// TestArgumentsFindTheirCall: calls of one method with other arguments are told apart, whichever comes first.
func TestArgumentsFindTheirCall(t *testing.T) {
	p := play(t, lines(t,
		`{"call":"get","t":1,"d":9,"args":{"i":{"int":1}},"results":{"n":{"int":10}}}`,
		`{"call":"get","t":2,"d":9,"args":{"i":{"int":2}},"results":{"n":{"int":20}}}`,
		`{"call":"get","t":12,"d":9,"args":{"i":{"int":1}},"results":{"n":{"int":11}}}`,
	))
	var group sync.WaitGroup
	group.Go(func() {
		if n := number(t, p, "get", none, driver.IntAttr("i", 2)); n != 20 {
			t.Errorf("get 2: %d", n)
		}
	})
	for i, want := range []int{10, 11} {
		if n := number(t, p, "get", none, driver.IntAttr("i", 1)); n != want {
			t.Errorf("get 1, time %d: %d", i, n)
		}
	}
	group.Wait()
}

// TestOrderWithinAHandle: what had returned before is made first, however the goroutines run.
func TestOrderWithinAHandle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := play(t, lines(t,
			`{"call":"write","t":10,"d":5,"handle":3,"socket":1,"args":{"data":{"bytes":1,"text":"a"}}}`,
			`{"call":"recv","t":20,"d":5,"handle":3,"socket":1,"results":{"n":{"int":1},"buf":{"bytes":1,"text":"A"}}}`,
		))
		received := make(chan int)
		go func() { received <- number(t, p, "recv", 3) }()
		synctest.Wait()
		select {
		case <-received:
			t.Fatal("received what nobody has asked for")
		default:
		}
		if err := do(p, "write", 3, driver.BytesAttr("data", []byte("a"))); err != nil {
			t.Error(err)
		}
		if n := <-received; n != 1 {
			t.Errorf("received %d", n)
		}
	})
}

// TestOrderOfOverlappingCalls: a call whose answer came while another was under way comes when that is.
func TestOrderOfOverlappingCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := play(t, lines(t, // the answer comes before the call that asks for it has returned
			`{"call":"recv","t":10,"d":50,"handle":3,"socket":1,"results":{"n":{"int":1}}}`,
			`{"call":"write","t":20,"d":50,"handle":3,"socket":1}`,
		))
		received := make(chan int, 1)
		go func() { received <- number(t, p, "recv", 3) }()
		synctest.Wait()
		if len(received) > 0 {
			t.Fatal("received before the call that asks for it had begun")
		}
		if err := do(p, "write", 3); err != nil {
			t.Error(err)
		}
		<-received
	})
}

func TestContexts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := play(t, lines(t,
			`{"call":"recv","t":1,"d":9,"handle":1,"socket":1,"error":"recv: connection timed out","number":110}`,
			`{"call":"recv","t":20,"d":9,"handle":1,"socket":1,"error":"recv: operation canceled: context canceled","number":125}`,
			`{"call":"recv","t":30,"d":9,"handle":1,"socket":1,"results":{"n":{"int":4}}}`,
			`{"call":"write","t":40,"d":1,"handle":2,"socket":2}`,
			`{"call":"recv","t":50,"d":9,"handle":2,"socket":2,"results":{"n":{"int":7}}}`,
			`{"call":"recv","t":60,"d":9,"handle":1,"socket":1,"unfinished":true}`,
		), replay.Patience(time.Hour))
		began := time.Now()
		if err := do(p, "recv", 1); !errors.Is(err, driver.ETIMEDOUT) || time.Since(began) != 0 {
			t.Errorf("timed out: %v after %v", err, time.Since(began))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := p.Call(ctx, "recv", 1).Err(); !errors.Is(err, context.Canceled) || time.Since(began) != time.Second {
			t.Errorf("cancelled: %v after %v", err, time.Since(began))
		}
		if n := number(t, p, "recv", 1); n != 4 {
			t.Errorf("recv: %d", n)
		}

		// A context that ends while a call waits for its turn leaves what was recorded for the next one.
		ctx, cancel = context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := p.Call(ctx, "recv", 2).Err(); !errors.Is(err, driver.ETIMEDOUT) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the deadline passed: %v", err)
		}
		if err := p.Call(ctx, "light", none).Err(); !errors.Is(err, driver.ETIMEDOUT) {
			t.Errorf("a call that the recording does not have, of a context that has ended: %v", err)
		}
		if err := do(p, "write", 2); err != nil {
			t.Error(err)
		}
		if n := number(t, p, "recv", 2); n != 7 {
			t.Errorf("recv: %d", n)
		}

		ctx, cancel = context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- p.Call(ctx, "recv", 1).Err() }()
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		select {
		case err := <-ended:
			t.Errorf("a call that never returned returns %v", err)
		default:
		}
		cancel()
		if err := <-ended; !errors.Is(err, driver.ECANCELED) {
			t.Errorf("cancelled: %v", err)
		}
	})
}

func TestTheEndOfTheTestEndsWhatWaits(t *testing.T) {
	p, tb := fake(lines(t, `{"call":"recv","t":1,"d":9,"unfinished":true}`))
	ended := make(chan error)
	go func() { ended <- do(p, "recv", none) }()
	tb.end()
	if err := <-ended; !errors.Is(err, replay.ErrEnded) || !errors.Is(err, driver.ECANCELED) {
		t.Errorf("%v", err)
	}
	if err := do(p, "recv", none); !errors.Is(err, replay.ErrEnded) || tb.report() != "" {
		t.Errorf("%v, %q", err, tb.report())
	}
}

// TestWaitInVain: whether a call waits until its handle is ended, or comes too late for that, is as the
// goroutines run.
func TestWaitInVain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rec := lines(t,
			`{"call":"recv","t":1,"d":1,"handle":1,"socket":1,"results":{"n":{"int":1}}}`,
			`{"call":"recv","t":3,"d":9,"handle":1,"socket":1,"error":"recv: connection aborted","number":103}`,
			`{"call":"close","t":4,"d":9,"handle":1,"socket":1,"ends":true}`,
			`{"call":"close","t":14,"d":9,"handle":2,"socket":2,"ends":true}`,
		)
		p := play(t, rec)
		number(t, p, "recv", 1)
		if err := do(p, "close", 1); err != nil { // without the recv that was aborted
			t.Error(err)
		}
		ended := make(chan error)
		go func() { ended <- do(p, "recv", 2) }() // of which the recording has none
		synctest.Wait()
		if err := do(p, "close", 2); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, driver.ECONNABORTED) {
			t.Errorf("%v", err)
		}

		p = play(t, rec)
		number(t, p, "recv", 1)
		go func() { ended <- do(p, "recv", 1) }()
		synctest.Wait()
		if err := do(p, "close", 1); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, driver.ECONNABORTED) {
			t.Errorf("%v", err)
		}
		if err := do(p, "close", 2); err != nil {
			t.Error(err)
		}
	})
}

func TestOptions(t *testing.T) {
	rec := lines(t,
		`{"call":"write","args":{"data":{"bytes":2,"text":"ab"},"to":{"int":1}}}`,
		`{"call":"heat"}`,
		`{"call":"write","args":{"data":{"bytes":2,"text":"ab"},"to":{"int":1}}}`,
	)
	p := play(t, rec, replay.Partial(), replay.Ignore("write", "data"), replay.Capability("Lamp"))
	if err := do(p, "write", none, driver.BytesAttr("data", []byte("other")), driver.IntAttr("to", 1)); err != nil {
		t.Error(err)
	}
	if !p.Has("Oven") || !p.Has("Lamp") || play(t, rec, replay.Partial()).Has("Lamp") {
		t.Error("the device has other capabilities than the recording, and those that were asked for")
	}
}

func TestRedactedArgumentsFitAnything(t *testing.T) {
	p := play(t, lines(t,
		`{"call":"join","args":{"info":{"struct":{"ssid":{"string":"lab"},"key":{"redacted":true}}},"until":{"time":"2026-01-01T00:00:00Z"}},"results":{"token":{"redacted":true}}}`,
	))
	answer := p.Call(t.Context(), "join", none,
		driver.GroupAttr("info", driver.StringAttr("ssid", "lab"), driver.RedactedAttr("key")), driver.RedactedAttr("until"))
	if token := replay.String[string](answer.Result("token")); token != "" || answer.Err() != nil {
		t.Errorf("%q, %v", token, answer.Err())
	}
}

func TestNobodyReplaysNothing(t *testing.T) {
	for _, tt := range []struct {
		rec  string
		want string
	}{
		{``, "replay: the recording has nothing of y.Y: it is empty"},
		{`{"call":"a"}`, "replay: the recording has nothing of y.Y: it has x.X"},
	} {
		rec := lines(t, strings.Fields(tt.rec)...)
		tb := &fakeTest{}
		p := replay.New(tb, rec, replay.Device{Interface: "y.Y"})
		p.Subscribed()
		if err := do(p, "a", none); !errors.Is(err, replay.ErrDeparted) {
			t.Errorf("%v", err)
		}
		tb.end()
		if tb.report() != tt.want {
			t.Errorf("%q, want %q", tb.report(), tt.want)
		}
	}
	tb := &fakeTest{}
	replay.New(tb, nil, replay.Device{Interface: "y.Y"})
	tb.end()
	if tb.report() != "replay: there is no recording: it is nil" {
		t.Errorf("%q", tb.report())
	}
	tb = &fakeTest{}
	replay.New(tb, lines(t, `{"call":"a"}`), replay.Device{Interface: "x.Y"})
	if tb.report() != "replay: the recording has nothing of x.Y; did you mean to replay x.X?" {
		t.Errorf("%q", tb.report())
	}
}
