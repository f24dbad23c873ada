package mock

import "reflect"

// A record holds the arguments of one call in its fields, in the order of the method's
// parameters. They are read by reflection, and only where an expectation is to be met or
// a failure to be told: a call that a stub function answers costs none of it.

// fits reports whether a call's arguments are what x wants.
func (x *Expected) fits(args reflect.Value) bool {
	for i, want := range x.want {
		if !want.fits(args.Field(i)) {
			return false
		}
	}
	return true
}
