package driver_test

import (
	"errors"
	"testing"

	"drivergen/driver"
)

func TestInvalidAs(t *testing.T) {
	outOfRange := driver.Sentinel("out of range")
	err := driver.InvalidAs(driver.BadValue("set", "level", driver.EINVAL, 9, "1 to 7"), outOfRange)
	if !errors.Is(err, outOfRange) || !errors.Is(err, driver.EINVAL) || driver.ErrnoOf(err) != driver.EINVAL {
		t.Errorf("%v is not both errors", err)
	}
	if want := "out of range: level is 9, want 1 to 7"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	if got, want := driver.InvalidAs(driver.EINVAL, outOfRange).Error(), "out of range: invalid argument"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
