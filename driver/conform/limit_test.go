package conform

import (
	"context"
	"errors"
	"testing"

	"drivergen/driver"
)

func TestAtLimits(t *testing.T) {
	named := driver.Fail("dial", driver.EINVAL, errors.New("digits is too long"))
	bare := driver.Fail("dial", driver.EINVAL, nil)
	busy := driver.Fail("dial", driver.EBUSY, nil)
	const refused = "dial: digits is at its limit and must be allowed"
	for _, test := range []struct {
		what       string
		at, inside error
		status     Status
		says       string
	}{
		{"allowed", nil, nil, Passed, ""},
		{"another errno", busy, nil, Passed, ""},
		{"no errno", context.Canceled, nil, Failed, "carries no errno"},
		{"refused by name", named, bare, Failed, refused},
		{"refused, and allowed inside", bare, nil, Failed, refused},
		{"refused, and another errno inside", bare, busy, Failed, refused},
		{"refused inside as well", bare, bare, Passed, ""},
		{"no errno inside", bare, context.Canceled, Failed, "carries no errno"},
	} {
		got := outcome(func(t *T) {
			AtLimits(t, &dial, driver.EINVAL, "digits", func(digits int) error {
				if digits == 9 {
					return test.at
				}
				return test.inside
			}, Limit[int]{At: 9, Inside: Pointer(8)})
		})
		if got.Status != test.status {
			t.Errorf("%s: %v, %s", test.what, got.Status, got.Reason)
		}
		want(t, got, test.status, test.says)
	}
	tried := 0
	got := outcome(func(t *T) {
		AtLimits(t, &dial, driver.EINVAL, "digits", func(int) error { tried++; return bare }, Limit[int]{At: 9}, Limit[int]{At: 1})
	})
	want(t, got, Passed, "")
	if tried != 2 {
		t.Errorf("without a value inside the limits %d calls were made, want 2", tried)
	}
}
