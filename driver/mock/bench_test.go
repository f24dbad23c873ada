package mock_test

import (
	"context"
	"strconv"
	"testing"

	"drivergen/driver/mock"
)

// chunk is after how many calls a benchmark forgets them: no test makes millions.
const chunk = 1000

// timed times a call of a sensor.
func timed(b *testing.B, s *sensor, key string) {
	value := make([]byte, 64)
	b.ReportAllocs()
	for i := 1; b.Loop(); i++ {
		if i%chunk == 0 {
			s.ctl.Reset()
		}
		_ = s.Set(ctx, key, value, "")
	}
}

func BenchmarkStubbedCall(b *testing.B) {
	s := newSensor(b)
	s.SetFunc = func(context.Context, string, []byte, string) error { return nil }
	timed(b, s, "key")
}

func BenchmarkExpectedCall(b *testing.B) {
	s := newSensor(b)
	s.EXPECT().SetWhere(mock.Eq("key"), mock.Any[[]byte](), mock.Eq("")).AnyTimes()
	timed(b, s, "key")
}

func BenchmarkLastOf100Expectations(b *testing.B) {
	s := newSensor(b)
	value := make([]byte, 64)
	for i := range 100 {
		s.EXPECT().Set("key"+strconv.Itoa(i), value, "").AnyTimes()
	}
	timed(b, s, "key99")
}
