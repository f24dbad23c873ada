package mock_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"drivergen/driver/mock"
)

// recorder is a test that a mock reports to, and that the tests of this package read.
type recorder struct {
	mu       sync.Mutex
	failures []string
	cleanups []func()
}

func (r *recorder) Helper()          {}
func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

// end ends the recorded test and returns its failures.
func (r *recorder) end() []string {
	for i := len(r.cleanups) - 1; i >= 0; i-- {
		r.cleanups[i]()
	}
	return r.failures
}

// A sensor is a mock with the parts that a generated one has.
type sensor struct {
	SetFunc setFunc

	t     mock.TB
	ctl   *mock.Controller
	calls struct {
		Set  []setCall
		Read []readCall
	}
}

const (
	set = iota
	read
)

type setFunc = func(ctx context.Context, key string, value []byte, secret string) error

type setCall struct {
	Key    string
	Value  []byte
	Secret string
}

func (c *setCall) MatchArgs(a *mock.Args) bool {
	return mock.Arg(a, 0, "key", c.Key) && mock.Arg(a, 1, "value", c.Value) && mock.Sensitive(a, 2, "secret", c.Secret)
}

type readFunc = func(ctx context.Context, buf []byte) (int, string, error)

type readCall struct{}

func (c *readCall) MatchArgs(a *mock.Args) bool { return true }

func newSensor(t mock.TB) *sensor {
	return &sensor{t: t, ctl: mock.NewController(t, []mock.Method{
		{Name: "Set", Op: "set", Blank: &setCall{}},
		{Name: "Read", Op: "read", Blank: &readCall{}},
	})}
}

func (s *sensor) Set(ctx context.Context, key string, value []byte, secret string) error {
	answer := s.ctl.Begin().Answer(set, mock.Add(&s.calls.Set, setCall{key, s.ctl.Copy(value), secret}), s.SetFunc, s.SetFunc != nil)
	if do, ok := answer.(setFunc); ok {
		return do(ctx, key, value, secret)
	}
	if mock.Unexpected(answer) {
		s.t.Helper()
	}
	return mock.Results0(answer)
}

func (s *sensor) Read(ctx context.Context, buf []byte) (int, string, error) {
	answer := s.ctl.Begin().Answer(read, mock.Add(&s.calls.Read, readCall{}), nil, false)
	if do, ok := answer.(readFunc); ok {
		return do(ctx, buf)
	}
	return mock.Results2[int, string](mock.Fill1[string](answer, buf))
}

// recorded returns the calls of Set so far.
func (s *sensor) recorded() []setCall {
	s.ctl.Lock()
	defer s.ctl.Unlock()
	return s.calls.Set
}

func (s *sensor) expectSet(key string, value []byte, secret string) mock.Expectation0[setFunc] {
	return s.expectSetWhere(mock.Eq(key), mock.Bytes(value), mock.Eq(secret))
}

func (s *sensor) expectSetWhere(key mock.Matcher[string], value mock.Matcher[[]byte], secret mock.Matcher[string]) mock.Expectation0[setFunc] {
	return mock.Expectation0[setFunc]{Expected: s.ctl.Expect(set, key, value, secret)}
}

func (s *sensor) expectRead() mock.Filling1[readFunc, string] {
	return mock.Filling1[readFunc, string]{Expected: s.ctl.Expect(read)}
}

// wantFailures compares failures with what each must contain, in order.
func wantFailures(t *testing.T, failures []string, want ...string) {
	t.Helper()
	for i, w := range want {
		if i < len(failures) && !strings.Contains(failures[i], w) {
			t.Errorf("failure %d does not contain %q:\n%s", i, w, failures[i])
		}
	}
	if len(failures) != len(want) {
		t.Errorf("%d failures, want %d:\n%s", len(failures), len(want), strings.Join(failures, "\n"))
	}
}
