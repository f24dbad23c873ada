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
	SetFunc  setFunc
	ReadFunc readFunc

	ctl    *mock.Recorder
	expect expect
}

type calls struct {
	Set  []setCall
	Read []readCall
}

type expect struct {
	Set      func(key string, value []byte, secret string) mock.Expectation0[setFunc]
	SetWhere func(key mock.Matcher[string], value mock.Matcher[[]byte], secret mock.Matcher[string]) mock.Expectation0[setFunc]

	Read func() mock.Filling1[readFunc, string]
}

const (
	set mock.MethodOf[*sensor] = iota
	read
)

const hot mock.EventOf[*sensor] = 1

type setFunc = func(ctx context.Context, key string, value []byte, secret string) error

type setCall struct {
	Key    string
	Value  []byte
	Secret string `driver:"sensitive"`
}

type readFunc = func(ctx context.Context, buf []byte) (int, string, error)

type readCall struct{}

var about = mock.Interface{
	Methods: []mock.Method{
		{Name: "Set", Op: "set", Args: "key value secret", Blank: (*setCall)(nil)},
		{Name: "Read", Op: "read", Blank: (*readCall)(nil)},
	},
	Events:       []string{"Hot"},
	Capabilities: []string{"self_test"},
}

func newSensor(t mock.TB, opts ...mock.Option) *sensor {
	return &sensor{ctl: mock.NewRecorder(t, &about, opts...)}
}

func (s *sensor) Set(ctx context.Context, key string, value []byte, secret string) error {
	answer := s.ctl.Answer(ctx, int(set), &[1]setCall{{key, value, secret}}, s.SetFunc)
	if do, ok := answer.(setFunc); ok {
		return do(ctx, key, value, secret)
	}
	return mock.Results0(answer)
}

func (s *sensor) Read(ctx context.Context, buf []byte) (int, string, error) {
	answer := s.ctl.Answer(ctx, int(read), &[1]readCall{{}}, s.ReadFunc)
	if do, ok := answer.(readFunc); ok {
		return do(ctx, buf)
	}
	return mock.Results2[int, string](mock.Fill1[string](answer, buf))
}

// recorded returns the calls so far.
func (s *sensor) recorded() (made calls) {
	s.ctl.Snapshot(&made)
	return made
}

func (s *sensor) wait(ctx context.Context, conditions ...mock.Condition) bool {
	return s.ctl.Wait(ctx, s, conditions...)
}

func (s *sensor) waitFor(ctx context.Context, method mock.MethodOf[*sensor]) mock.Wait[*sensor] {
	return mock.WaitFor(ctx, s.ctl.Controller, s, method)
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
