package mock_test

import (
	"context"
	"strconv"
	"testing"

	"drivergen/driver/mock"
)

func BenchmarkStubbedCall(b *testing.B) {
	s := newSensor(b)
	s.SetFunc = func(context.Context, string, []byte, string) error { return nil }
	value := make([]byte, 64)
	b.ReportAllocs()
	for b.Loop() {
		_ = s.Set(ctx, "key", value, "")
	}
}

func BenchmarkExpectedCall(b *testing.B) {
	s := newSensor(b)
	s.EXPECT().SetWhere(mock.Eq("key"), mock.Any[[]byte](), mock.Eq("")).AnyTimes()
	value := make([]byte, 64)
	b.ReportAllocs()
	for b.Loop() {
		_ = s.Set(ctx, "key", value, "")
	}
}

func BenchmarkLastOf100Expectations(b *testing.B) {
	s := newSensor(b)
	value := make([]byte, 64)
	for i := range 100 {
		s.EXPECT().Set("key"+strconv.Itoa(i), value, "").AnyTimes()
	}
	b.ReportAllocs()
	for b.Loop() {
		_ = s.Set(ctx, "key99", value, "")
	}
}
