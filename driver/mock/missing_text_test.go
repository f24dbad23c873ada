package mock_test

import (
	"context"
	"strings"
	"testing"

	"drivergen/driver/mock"
)

// The text of what is missing is made with no lock held, too.
func TestTextOfAnExpectedValueMayCallTheMock(t *testing.T) {
	var r recorder
	ctl, expect := single[any](&r)
	expect.MWhere(mock.Eq[any]("counted")).AnyTimes()
	missing := expect.M(calling{func() { _ = mock.Results0(call[any](ctl, "counted")) }})
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if ctl.Wait(cancelled, nil, missing) {
		t.Error("Wait says that the call was made")
	}
	r.end()
	if len(r.failures) != 2 || !strings.HasPrefix(r.failures[0], "waited for the call of M(") || !strings.HasPrefix(r.failures[1], "missing call of M(") {
		t.Errorf("the failures are %q", r.failures)
	}
}
