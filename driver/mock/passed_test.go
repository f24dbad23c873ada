package mock_test

import (
	"strconv"
	"testing"

	"drivergen/driver/mock"
)

func TestMissingCallTellsTheNearestThatPassed(t *testing.T) {
	const missing = "missing call of Set(\"a\", \"x\", [redacted]): want 1, got 0 (P)"
	set := func(s *sensor, key, value string) { _ = s.Set(ctx, key, []byte(value), "") }
	for name, tt := range map[string]struct {
		use  func(*sensor)
		want string
	}{
		"no call": {func(*sensor) {}, ""},
		"a stub function": {func(s *sensor) {
			s.SetFunc = accept
			set(s, "b", "y")
			set(s, "a", "y")
		}, "\n  nearest call Set(\"a\", \"y\", [redacted]) (answered by the stub function): value: want \"x\", got \"y\""},
		"zero values": {func(s *sensor) { set(s, "b", "x") },
			"\n  nearest call Set(\"b\", \"x\", [redacted]) (answered by zero values): key: want \"a\", got \"b\""},
		"a real device": {func(s *sensor) {
			s.ctl.SetReal(chip{})
			set(s, "b", "x")
		}, "\n  nearest call Set(\"b\", \"x\", [redacted]) (answered by the real device): key: want \"a\", got \"b\""},
		"a call that another expectation took": {func(s *sensor) {
			s.EXPECT().Set("b", []byte("x"), "")
			set(s, "b", "x")
		}, ""},
		"a call too early": {func(s *sensor) {
			mock.InOrder(s.EXPECT().Set("first", nil, ""), s.EXPECT().Set("second", nil, ""))
			set(s, "second", "")
			set(s, "first", "")
			set(s, "a", "x")
		}, "second"},
	} {
		t.Run(name, func(t *testing.T) {
			var r recorder
			s := newSensor(&r, mock.Nice())
			s.EXPECT().Set("a", []byte("x"), "")
			tt.use(s)
			want := missing + tt.want
			if tt.want == "second" {
				want = "missing call of Set(\"second\", \"\", [redacted]): want 1, got 0 (P)\n" +
					"  nearest call Set(\"second\", \"\", [redacted]) (answered by zero values): came out of order, or before it was expected"
			}
			if failures := r.end(); len(failures) != 1 || placeless(failures[0]) != want {
				t.Errorf("failures\n%q\nwant\n%q", failures, want)
			}
		})
	}
}

// The calls that pass are not kept without end, and the first of them are.
func TestFewPassedCallsAreKept(t *testing.T) {
	var r recorder
	s := newSensor(&r, mock.Nice())
	s.EXPECT().Set("a", []byte("x"), "")
	for i := range 1000 {
		_ = s.Set(ctx, "a", []byte(strconv.Itoa(i)), "")
	}
	wantFailures(t, r.end(), `(answered by zero values): value: want "x", got "0"`)
}
