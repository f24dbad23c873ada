package conform

import (
	"strings"

	"drivergen/driver"
)

// A Limit is an argument that a parameter's limits just allow.
type Limit[V any] struct {
	At V
	// Inside is an argument of the same kind that is further inside the limits; nil where none is known.
	Inside *V
}

// AtLimits checks that arguments at their limits are not refused for it with the errno of one beyond. What
// becomes of a call otherwise is up to the device: it may fail with another errno. try makes the call, each time from
// the same state.
//
// Most often the errno has other grounds in the description as well. The limit is at fault where the error names the parameter,
// and where the same call with an argument inside the limits does not fail with this errno.
func AtLimits[V any](t *T, c *Call, refusal driver.Errno, param string, try func(argument V) error, limits ...Limit[V]) {
	for _, limit := range limits {
		err := try(limit.At)
		t.Meets(c, err)
		switch {
		case err == nil || carried(err) != refusal:
		case strings.Contains(err.Error(), param):
			t.Fatalf("%s: %s is at its limit and must be allowed, got %s", c.Name, param, describe(err))
		case limit.Inside != nil:
			inside := try(*limit.Inside)
			t.Meets(c, inside)
			if carried(inside) != refusal {
				t.Fatalf("%s: %s is at its limit and must be allowed, got %s; further inside its limits it is not refused",
					c.Name, param, describe(err))
			}
		}
	}
}
