package mock_test

import (
	"context"
	"errors"
	"testing"

	"drivergen/driver"
	"drivergen/driver/mock"
)

// A chip is a real implementation of what a sensor mocks.
type chip struct{ has driver.Capabilities }

func (chip) Set(_ context.Context, key string, _ []byte, _ string) error {
	return errors.New("chip " + key)
}

func (chip) Read(_ context.Context, buf []byte) (int, string, error) {
	return copy(buf, "chip"), "bus", nil
}

func (c chip) Capabilities() driver.Capabilities { return c.has }

func TestPartialFake(t *testing.T) {
	var r recorder
	s := newSensor(&r)
	s.ctl.SetReal(chip{})
	s.EXPECT().Set("expected", nil, "").Return(nil)
	s.EXPECT().Set("forbidden", nil, "").Never()
	for key, want := range map[string]string{"expected": "<nil>", "other": "chip other", "forbidden": "set: input/output error: unexpected call"} {
		if err := s.Set(ctx, key, nil, ""); errorText(err) != want {
			t.Errorf("Set(%s): %v, want %s", key, err, want)
		}
	}
	buf := make([]byte, 8)
	if n, from, err := s.Read(ctx, buf); string(buf[:n]) != "chip" || from != "bus" || err != nil {
		t.Errorf("Read: %d %q %v", n, from, err)
	}
	s.ReadFunc = func(context.Context, []byte) (int, string, error) { return 0, "stub", nil }
	if _, from, _ := s.Read(ctx, buf); from != "stub" {
		t.Errorf("the replaced method answers %q", from)
	}
	if made := s.recorded(); len(made.Set) != 3 || len(made.Read) != 2 {
		t.Errorf("recorded %+v", made)
	}
	wantFailures(t, r.end(), "must not be called")
}

func TestCapabilitiesOfAPartialFake(t *testing.T) {
	s := newSensor(t)
	device := &chip{has: driver.Capabilities{"self_test": &chip{}}}
	s.ctl.SetReal(device)
	if !s.ctl.HasCapability("self_test") {
		t.Error("the mock lacks what the device has")
	}
	device.has = nil
	if s.ctl.HasCapability("self_test") {
		t.Error("the mock has what the device has lost")
	}
	s.ctl.SetCapability("self_test", true)
	if !s.ctl.HasCapability("self_test") {
		t.Error("the mock lacks what the test has given it")
	}
}

func TestACallOfACapabilityThatTheRealDeviceHasLost(t *testing.T) {
	type call struct{}
	ctl := mock.NewRecorder(t, &mock.Interface{
		Methods:      []mock.Method{{Name: "Read", Op: "read", Capability: "self_test", Blank: (*call)(nil)}},
		Capabilities: []string{"self_test"},
	})
	device := &chip{has: driver.Capabilities{"self_test": chip{}}}
	ctl.SetReal(device)
	if do, ok := ctl.Answer(ctx, 0, &[1]call{}, readFunc(nil)).(readFunc); !ok {
		t.Error("the capability's method does not answer")
	} else if _, from, _ := do(ctx, nil); from != "bus" {
		t.Errorf("the capability answers %q", from)
	}
	device.has = nil
	if err := mock.Results0(ctl.Answer(ctx, 0, &[1]call{}, readFunc(nil))); !errors.Is(err, driver.EOPNOTSUPP) {
		t.Errorf("without it: %v", err)
	}
}
