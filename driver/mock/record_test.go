package mock_test

import (
	"context"
	"encoding/binary"
	"strconv"
	"sync"
	"testing"

	"drivergen/driver/mock"
)

// There are so many calls that they fill several blocks of records and of bytes.
func TestCallsKeepTheirOrder(t *testing.T) {
	s := newSensor(t)
	s.SetFunc = accept
	s.ReadFunc = func(context.Context, []byte) (int, string, error) { return 0, "", nil }
	const calls = 5000
	value := make([]byte, 64)
	for i := range calls {
		binary.BigEndian.PutUint32(value, uint32(i))
		_ = s.Set(ctx, strconv.Itoa(i), value[:4+i%60], "")
		_, _, _ = s.Read(ctx, nil)
	}
	made := s.recorded()
	if len(made.Set) != calls || len(made.Read) != calls {
		t.Fatalf("%d and %d calls are recorded", len(made.Set), len(made.Read))
	}
	for i, call := range made.Set {
		if call.Key != strconv.Itoa(i) || len(call.Value) != 4+i%60 || binary.BigEndian.Uint32(call.Value) != uint32(i) {
			t.Fatalf("call %d is %+v", i, call)
		}
	}
}

func TestSnapshotIsNotWrittenTo(t *testing.T) {
	s := newSensor(t)
	s.SetFunc = accept
	for i := range 11 {
		_ = s.Set(ctx, "first", []byte{byte(i)}, "")
		made := s.recorded().Set
		if len(made) != cap(made) || cap(made[0].Value) != 1 {
			t.Fatalf("%d calls, room for %d; %d bytes", len(made), cap(made), cap(made[0].Value))
		}
		_ = append(made, setCall{Key: "of the test"})
		_ = append(made[i].Value, 'X')
		made[i].Key = "changed"
	}
	for i, call := range s.recorded().Set {
		if call.Key != "first" || call.Value[0] != byte(i) {
			t.Errorf("call %d is %+v", i, call)
		}
	}
	if calls := newSensor(t).recorded(); calls.Set != nil || calls.Read != nil {
		t.Errorf("before the first call: %+v", calls)
	}
}

func TestResetCalls(t *testing.T) {
	s := newSensor(t)
	s.EXPECT().Set("a", nil, "").Times(20)
	for range 10 {
		_ = s.Set(ctx, "a", nil, "")
	}
	s.ctl.Handled(int(hot))
	before := s.recorded().Set
	s.ctl.Reset()
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if made := s.recorded().Set; made != nil {
		t.Errorf("%d calls are there after Reset", len(made))
	}
	var r recorder
	counted := newSensor(&r)
	counted.SetFunc = accept
	_ = counted.Set(ctx, "a", nil, "")
	counted.ctl.Handled(int(hot))
	counted.ctl.Reset()
	if counted.wait(cancelled, set) || counted.wait(cancelled, hot) {
		t.Error("Wait sees what was before Reset")
	}
	wantFailures(t, r.failures, "1 call of Set, got 0", "1 handled event Hot, got 0")
	for range 10 { // the expectation counts on
		_ = s.Set(ctx, "a", nil, "")
	}
	if len(before) != 10 || len(s.recorded().Set) != 10 {
		t.Errorf("%d calls before, %d after", len(before), len(s.recorded().Set))
	}
}

func TestCallsDoNotAllocate(t *testing.T) {
	value := make([]byte, 64)
	for name, set := range map[string]func(*sensor){
		"a stub function": func(s *sensor) { s.SetFunc = accept },
		"an expectation":  func(s *sensor) { s.EXPECT().Set("key", value, "").AnyTimes() },
	} {
		s := newSensor(t)
		set(s)
		if n := testing.AllocsPerRun(1000, func() { _ = s.Set(ctx, "key", value, "") }); n != 0 {
			t.Errorf("a call that %s answers allocates %v times", name, n)
		}
	}
}

func TestEightGoroutines(t *testing.T) {
	const goroutines, calls = 8, 500
	s := newSensor(t)
	s.SetFunc = accept
	s.EXPECT().SetWhere(mock.Prefix("expected"), mock.Len[[]byte](64), mock.Any[string]()).Times(goroutines * calls)
	var group sync.WaitGroup
	for range goroutines {
		group.Go(func() {
			value := make([]byte, 64)
			for i := range calls {
				value[i%64]++
				_ = s.Set(ctx, "expected", value, "")
				_ = s.Set(ctx, "stubbed", value, "")
				if i%100 == 0 {
					_ = s.recorded()
					s.ctl.Handled(int(hot))
				}
			}
		})
	}
	if !s.wait(ctx, set.Times(2*goroutines*calls), hot.Times(goroutines)) {
		t.Error("Wait says that the calls were not made")
	}
	group.Wait()
	if n := len(s.recorded().Set); n != 2*goroutines*calls {
		t.Errorf("%d calls recorded", n)
	}
}
