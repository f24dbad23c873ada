package mock_test

import (
	"context"
	"errors"
	"testing"

	"drivergen/driver/mock"
)

func TestNiceMockAnswersWithZeroValues(t *testing.T) {
	var r recorder
	s := newSensor(&r, mock.Nice())
	s.EXPECT().Set("forbidden", nil, "").Never()
	s.EXPECT().Set("once", nil, "").Return(errors.New("set"))
	if err := s.Set(ctx, "unexpected", nil, ""); err != nil {
		t.Errorf("an unexpected call: %v", err)
	}
	if n, from, err := s.Read(ctx, make([]byte, 4)); n != 0 || from != "" || err != nil {
		t.Errorf("an unexpected call with results: %d %q %v", n, from, err)
	}
	if err := s.Set(ctx, "once", nil, ""); errorText(err) != "set" {
		t.Errorf("an expected call: %v", err)
	}
	if err := s.Set(ctx, "once", nil, ""); err != nil {
		t.Errorf("a call that the expectation no longer takes: %v", err)
	}
	if err := s.Set(ctx, "forbidden", nil, ""); !errors.Is(err, mock.ErrUnexpected) {
		t.Errorf("a forbidden call: %v", err)
	}
	made := s.recorded()
	if len(made.Set) != 4 || len(made.Read) != 1 {
		t.Errorf("recorded %+v", made)
	}
	wantFailures(t, r.end(), "must not be called")
}

func TestStubFunctionOfANiceMock(t *testing.T) {
	s := newSensor(t, mock.Nice())
	s.SetFunc = func(context.Context, string, []byte, string) error { return errors.New("stub") }
	if err := s.Set(ctx, "a", nil, ""); errorText(err) != "stub" {
		t.Errorf("the stub function does not answer: %v", err)
	}
}

func TestTheLastModeHolds(t *testing.T) {
	var r recorder
	s := newSensor(&r, mock.Nice(), mock.Strict())
	if err := s.Set(ctx, "a", nil, ""); !errors.Is(err, mock.ErrUnexpected) {
		t.Errorf("a strict mock answers %v", err)
	}
	wantFailures(t, r.failures, "unexpected call Set")
}

func TestCapabilities(t *testing.T) {
	var r recorder
	s := newSensor(&r, mock.WithCapability("self_test"))
	if !s.ctl.HasCapability("self_test") || s.ctl.HasCapability("other") {
		t.Error("the mock has not what it was given, or more")
	}
	s.ctl.SetCapability("self_test", false)
	if s.ctl.HasCapability("self_test") {
		t.Error("the capability is still there")
	}
	newSensor(&r, mock.WithCapability("access_point"))
	wantFailures(t, r.failures, "gives the capability access_point to a mock whose interface has none of that name")
}
