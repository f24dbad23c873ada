package mock

import (
	"errors"
	"reflect"

	"drivergen/driver"
)

// why says why states refuse a call: what it works on, its state, and the error. The
// caller holds the lock.
func (s *states) why(row *MethodStates, args reflect.Value, err error) string {
	text := err.Error()
	if errno := driver.Errno(0); errors.As(err, &errno) && errno.Name() != "" {
		text = errno.Name()
	}
	if row.On == 0 {
		return text
	}
	machine := &s.table.Machines[row.On-1]
	o := s.device
	if machine.Name != "" {
		number := integer(args.Field(row.Handle - 1))
		if o = s.lookup(row.On, number); o == nil {
			return machine.numbered(number) + " is not open (" + text + ")"
		}
	}
	switch {
	case o.gone:
		return o.called() + " was ended by the other side (" + text + ")"
	case o.busy:
		return o.called() + " has another call under way (" + text + ")"
	case len(machine.States) > 0:
		return o.called() + " is in the state " + machine.name(o.state) + " (" + text + ")"
	}
	return text
}
