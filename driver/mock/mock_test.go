package mock_test

import (
	"context"
	"errors"
	"io"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"drivergen/driver"
	"drivergen/driver/mock"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var ctx = context.Background()

func TestHowOftenACallIsExpected(t *testing.T) {
	type expectation = mock.Expectation0[setFunc]
	for _, tt := range []struct {
		name   string
		expect func(expectation) expectation
		calls  int
		want   string // the failure, or ""
	}{
		{"once by itself", func(e expectation) expectation { return e }, 1, ""},
		{"once, missing", func(e expectation) expectation { return e }, 0, `missing call of Set("a", "b", [redacted]): want 1, got 0`},
		{"once, twice", func(e expectation) expectation { return e }, 2, "was called 1 time already"},
		{"three times", func(e expectation) expectation { return e.Times(3) }, 3, ""},
		{"three times, two", func(e expectation) expectation { return e.Times(3) }, 2, "want 3, got 2"},
		{"any, none", func(e expectation) expectation { return e.AnyTimes() }, 0, ""},
		{"any, many", func(e expectation) expectation { return e.AnyTimes() }, 50, ""},
		{"at least, enough", func(e expectation) expectation { return e.AtLeast(2) }, 5, ""},
		{"at least, too few", func(e expectation) expectation { return e.AtLeast(2) }, 1, "want at least 2, got 1"},
		{"at most, none", func(e expectation) expectation { return e.AtMost(1) }, 0, ""},
		{"at most, more", func(e expectation) expectation { return e.AtMost(1) }, 2, "unexpected call"},
		{"between, too few", func(e expectation) expectation { return e.Between(2, 3) }, 1, "want 2 to 3, got 1"},
		{"between, most", func(e expectation) expectation { return e.Between(2, 3) }, 3, ""},
		{"never, none", func(e expectation) expectation { return e.Never() }, 0, ""},
		{"never, one", func(e expectation) expectation { return e.Never() }, 1, "must not be called"},
		{"sequence", func(e expectation) expectation { return e.Times(2).Then().Then().Times(2) }, 5, ""},
		{"sequence, too short", func(e expectation) expectation { return e.Then().Times(2) }, 2, "step 2 of 2: want 2, got 1"},
		{"sequence that ends in nothing", func(e expectation) expectation { return e.Then().Times(0) }, 2, "was called 1 time already"},
		{"negative", func(e expectation) expectation { return e.Times(-1) }, 1, "Times must not be given a negative number"},
		{"maximum below minimum", func(e expectation) expectation { return e.Between(3, 2) }, 1, "Between must not be given"},
		{"after any number", func(e expectation) expectation { return e.AnyTimes().Then().AnyTimes() }, 0, "Then is never reached"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var r recorder
			s := newSensor(&r)
			tt.expect(s.EXPECT().Set("a", []byte("b"), "c"))
			for range tt.calls {
				_ = s.Set(ctx, "a", []byte("b"), "c")
			}
			failures := r.end()
			if tt.want == "" {
				wantFailures(t, failures)
			} else {
				wantFailures(t, failures, tt.want)
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	s := newSensor(t)
	s.EXPECT().Set("k", nil, "").ReturnErrno(driver.EBUSY).
		Then().Return(io.ErrUnexpectedEOF).
		Then().
		Then().Do(func(_ context.Context, key string, _ []byte, _ string) error { return errors.New(key) })

	err := s.Set(ctx, "k", nil, "")
	if want := driver.Fail("set", driver.EBUSY, nil); err == nil || err.Error() != want.Error() || !errors.Is(err, driver.EBUSY) {
		t.Errorf("ReturnErrno: %v, want %v", err, want)
	}
	if err := s.Set(ctx, "k", nil, ""); err != io.ErrUnexpectedEOF {
		t.Errorf("Return: %v", err)
	}
	if err := s.Set(ctx, "k", nil, ""); err != nil {
		t.Errorf("a step without an answer: %v", err)
	}
	if err := s.Set(ctx, "k", nil, ""); err == nil || err.Error() != "k" {
		t.Errorf("Do: %v", err)
	}

	data := []byte("payload")
	s.EXPECT().Read().ReturnData(data, "sender", io.EOF).Then().Return(3, "nobody", nil).Then().ReturnErrno(driver.EIO)
	data[0] = 'X'
	buf := make([]byte, 4)
	if n, from, err := s.Read(ctx, buf); n != 4 || string(buf) != "payl" || from != "sender" || err != io.EOF {
		t.Errorf("ReturnData: %d %q %q %v", n, buf, from, err)
	}
	if n, from, err := s.Read(ctx, buf); n != 3 || string(buf) != "payl" || from != "nobody" || err != nil {
		t.Errorf("Return: %d %q %q %v", n, buf, from, err)
	}
	if n, from, err := s.Read(ctx, buf); n != 0 || from != "" || !errors.Is(err, driver.EIO) {
		t.Errorf("ReturnErrno: %d %q %v", n, from, err)
	}
}

func TestStubFunctionTakesWhatNoExpectationDoes(t *testing.T) {
	var r recorder
	s := newSensor(&r)
	s.SetFunc = func(context.Context, string, []byte, string) error { return errors.New("stub") }
	s.EXPECT().Set("a", nil, "").Return(nil)
	s.EXPECT().Set("b", nil, "").Never()
	for key, want := range map[string]string{"a": "<nil>", "c": "stub", "b": "set: input/output error: unexpected call"} {
		if err := s.Set(ctx, key, nil, ""); errorText(err) != want {
			t.Errorf("Set(%s): %s, want %s", key, errorText(err), want)
		}
	}
	wantFailures(t, r.end(), "must not be called")
}

func errorText(err error) string {
	if err == nil {
		return "<nil>"
	}
	return err.Error()
}

func TestUnexpectedCall(t *testing.T) {
	var r recorder
	s := newSensor(&r)
	s.EXPECT().Set("broker", []byte("x"), "one")
	s.EXPECT().Set("other", []byte("y"), "one")
	if err := s.Set(ctx, "broken", []byte("x"), "one"); !errors.Is(err, mock.ErrUnexpected) || !errors.Is(err, driver.EIO) {
		t.Errorf("error %v", err)
	}
	_ = s.Set(ctx, "broker", []byte("x"), "two")
	_, _, _ = s.Read(ctx, nil)
	wantFailures(t, r.failures,
		": unexpected call Set(\"broken\", \"x\", [redacted])\n  nearest expectation (mock_test.go:",
		"secret: differs in what is not printed",
		"unexpected call Read()\n  no call of Read is expected")
	for _, failure := range r.failures {
		if !strings.HasPrefix(failure, "mock_test.go:") {
			t.Errorf("failure does not begin with the place of the call:\n%s", failure)
		}
	}
	if want := `: key: want "broker", got "broken"`; len(r.failures) > 0 && r.failures[0][len(r.failures[0])-len(want):] != want {
		t.Errorf("failure does not end with %s:\n%s", want, r.failures[0])
	}
}

func TestUnexpectedCallOnAnyGoroutineEndsWaiting(t *testing.T) {
	var r recorder
	s := newSensor(&r)
	s.EXPECT().Set("a", nil, "").Times(2)
	go func() { _ = s.Set(ctx, "b", nil, "") }()
	if s.waitFor(ctx, set).Times(2) {
		t.Error("WaitFor says that there were two calls")
	}
	wantFailures(t, r.failures, "unexpected call Set")
}

func TestAfterTheTestNothingIsReported(t *testing.T) {
	var r recorder
	s := newSensor(&r)
	wantFailures(t, r.end())
	if err := s.Set(ctx, "a", nil, ""); !errors.Is(err, mock.ErrUnexpected) {
		t.Errorf("a late call returns %v", err)
	}
	if s.waitFor(ctx, set).Times(9) {
		t.Error("a late wait succeeds")
	}
	wantFailures(t, r.failures)
}

func TestWaitFor(t *testing.T) {
	s := newSensor(t)
	s.SetFunc = func(context.Context, string, []byte, string) error { return nil }
	go func() {
		for range 3 {
			_ = s.Set(ctx, "a", nil, "")
		}
	}()
	if !s.waitFor(ctx, set).Times(3) {
		t.Error("three calls were made, and Times says not")
	}

	var r recorder
	s = newSensor(&r)
	expired, cancel := context.WithDeadline(ctx, time.Unix(0, 0))
	defer cancel()
	if s.waitFor(expired, set).Once() {
		t.Error("no call was made, and Once says so")
	}
	wantFailures(t, r.end(), "waited for 1 call of Set, got 0: context deadline exceeded")
}

func TestOrder(t *testing.T) {
	var r recorder
	first, second := newSensor(&r), newSensor(&r)
	mock.InOrder(
		first.EXPECT().Set("open", nil, ""),
		second.EXPECT().Set("write", nil, "").AtLeast(1),
		first.EXPECT().Set("close", nil, ""),
	)
	_ = second.Set(ctx, "write", nil, "") // too early
	_ = first.Set(ctx, "open", nil, "")
	_ = second.Set(ctx, "write", nil, "")
	_ = second.Set(ctx, "write", nil, "")
	_ = first.Set(ctx, "close", nil, "")
	_ = second.Set(ctx, "write", nil, "") // too late
	wantFailures(t, r.end(), `must come after Set("open", "", [redacted]) (mock_test.go:`, `must come before Set("close", "", [redacted]) (mock_test.go:`)
}

func TestOrderOfSteps(t *testing.T) {
	var r recorder
	s := newSensor(&r)
	mock.InOrder(
		s.EXPECT().Set("open", nil, "").AtMost(1).Then(),
		s.EXPECT().Set("close", nil, ""),
	)
	_ = s.Set(ctx, "close", nil, "") // the second step of the first is still missing
	wantFailures(t, r.failures, `must come after Set("open"`)
}

func TestPlaceOfACall(t *testing.T) {
	for name, tt := range map[string]struct {
		call func(*sensor)
		want string
	}{
		"a method value":   {func(s *sensor) { f := s.Set; _ = f(ctx, "a", nil, "") }, "mock_test.go:"},
		"a deferred call":  {func(s *sensor) { defer s.Set(ctx, "a", nil, "") }, "mock_test.go:"},
		"a generic caller": {func(s *sensor) { through(s.Set) }, "mock_test.go:"},
		"a panicking one":  {func(s *sensor) { defer func() { _ = recover(); _ = s.Set(ctx, "a", nil, "") }(); panic("x") }, "mock_test.go:"},
		"a go statement":   {func(s *sensor) { go s.Set(ctx, "a", nil, "") }, "in a goroutine of its own: unexpected call"},
	} {
		t.Run(name, func(t *testing.T) {
			var r recorder
			s := newSensor(&r)
			tt.call(s)
			s.waitFor(ctx, set).Times(2) // until the failure is reported
			if len(r.failures) != 1 || !strings.HasPrefix(r.failures[0], tt.want) {
				t.Errorf("failures %q", r.failures)
			}
		})
	}
}

// through calls a function on a stack of generic ones.
func through[F func(context.Context, string, []byte, string) error](call F) {
	func() { _ = call(ctx, "a", nil, "") }()
}

func TestCallsAreCopied(t *testing.T) {
	s := newSensor(t)
	s.SetFunc = func(context.Context, string, []byte, string) error { return nil }
	value := []byte("first")
	_ = s.Set(ctx, "a", value, "")
	copy(value, "other")
	_ = s.Set(ctx, "b", value, "")
	_ = s.Set(ctx, "c", nil, "")
	_ = s.Set(ctx, "d", make([]byte, 20<<10), "")
	want := []setCall{{"a", []byte("first"), ""}, {"b", []byte("other"), ""}, {"c", nil, ""}, {"d", make([]byte, 20<<10), ""}}
	if diff := cmp.Diff(want, s.recorded().Set); diff != "" {
		t.Errorf("calls (-want +got):\n%.2000s", diff)
	}
}

func TestCapture(t *testing.T) {
	s := newSensor(t)
	var key string
	s.EXPECT().SetWhere(mock.Capture(&key), mock.Bytes[[]byte](nil), mock.Eq("fits")).Return(nil)
	s.SetFunc = func(context.Context, string, []byte, string) error { return nil }
	_ = s.Set(ctx, "of another call", nil, "does not fit")
	if key != "" {
		t.Errorf("captured %q from a call that does not meet the expectation", key)
	}
	_ = s.Set(ctx, "caught", nil, "fits")
	if key != "caught" {
		t.Errorf("captured %q", key)
	}
}

func TestManyGoroutines(t *testing.T) {
	s := newSensor(t)
	s.EXPECT().SetWhere(mock.Any[string](), mock.Matcher[[]byte]{}, mock.Eq("")).Times(800)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			value := make([]byte, 64)
			for i := range 100 {
				value[0] = byte(i)
				if err := s.Set(ctx, "k", value, ""); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if n := len(s.recorded().Set); n != 800 {
		t.Errorf("%d calls recorded", n)
	}
}

func TestPanickingMatcherLeavesTheMockUsable(t *testing.T) {
	s := newSensor(t)
	s.SetFunc = func(context.Context, string, []byte, string) error { return nil }
	s.EXPECT().SetWhere(mock.Func("a panic", func(string) bool { panic("in the test") }), mock.Any[[]byte](), mock.Any[string]()).AtMost(math.MaxInt - 1)
	func() {
		defer func() { _ = recover() }()
		_ = s.Set(ctx, "a", nil, "")
	}()
	if n := len(s.recorded().Set); n != 1 {
		t.Errorf("%d calls recorded", n)
	}
}
