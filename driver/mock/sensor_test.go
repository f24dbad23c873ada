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

	ctl    *mock.Controller
	expect expect
	calls  struct {
		Set  []setCall
		Read []readCall
	}
}

type expect struct {
	Set      func(key string, value []byte, secret string) mock.Expectation0[setFunc]
	SetWhere func(key mock.Matcher[string], value mock.Matcher[[]byte], secret mock.Matcher[string]) mock.Expectation0[setFunc]

	Read func() mock.Filling1[readFunc, string]
}

const (
	set = iota
	read
)

type setFunc = func(ctx context.Context, key string, value []byte, secret string) error

type setCall struct {
	Key    string
	Value  []byte
	Secret string `mock:"sensitive"`
}

type readFunc = func(ctx context.Context, buf []byte) (int, string, error)

type readCall struct{}

func newSensor(t mock.TB) *sensor {
	return &sensor{ctl: mock.NewController(t, []mock.Method{
		{Name: "Set", Op: "set", Args: "key value secret", Blank: (*setCall)(nil)},
		{Name: "Read", Op: "read", Blank: (*readCall)(nil)},
	})}
}

func (s *sensor) Set(ctx context.Context, key string, value []byte, secret string) error {
	call := s.ctl.Record(set, &s.calls.Set).(*setCall)
	*call = setCall{key, s.ctl.Copy(value), secret}
	answer := s.ctl.Answer(set, call, s.SetFunc)
	if do, ok := answer.(setFunc); ok {
		return do(ctx, key, value, secret)
	}
	return mock.Results0(answer)
}

func (s *sensor) Read(ctx context.Context, buf []byte) (int, string, error) {
	answer := s.ctl.Answer(read, s.ctl.Record(read, &s.calls.Read), nil)
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

func (s *sensor) EXPECT() *expect {
	s.ctl.Fill(&s.expect)
	return &s.expect
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
