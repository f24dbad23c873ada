package js

import (
	"math"
	"time"

	"github.com/dop251/goja"
)

// Duration is the type of durations: in JavaScript a number of milliseconds, which may have a fraction.
func Duration() Type[time.Duration] {
	return Type[time.Duration]{
		from: func(_ *Realm, v goja.Value) (time.Duration, error) {
			ms, ok := number(v)
			if !ok {
				return 0, misfit(v, "a number of milliseconds")
			}
			ns := ms * float64(time.Millisecond)
			if math.IsNaN(ns) || ns >= math.MaxInt64 || ns <= math.MinInt64 {
				return 0, beyond(v, "a number of milliseconds")
			}
			return time.Duration(math.Round(ns)), nil
		},
		to: func(r *Realm, v time.Duration) goja.Value {
			if v%time.Millisecond == 0 {
				return r.vm.ToValue(v.Milliseconds())
			}
			return r.vm.ToValue(float64(v) / float64(time.Millisecond))
		},
	}
}

// Time is the type of points in time: in JavaScript a Date, null for the zero time.
func Time() Type[time.Time] {
	return Type[time.Time]{
		from: func(_ *Realm, v goja.Value) (time.Time, error) {
			if goja.IsNull(v) {
				return time.Time{}, nil
			}
			o, ok := v.(*goja.Object)
			if !ok || o.ClassName() != "Date" {
				return time.Time{}, misfit(v, "a Date")
			}
			t, ok := o.Export().(time.Time)
			if !ok {
				return time.Time{}, &ValueError{Want: "a Date", Got: "an invalid Date", Range: true}
			}
			return t, nil
		},
		to: func(r *Realm, v time.Time) goja.Value {
			if v.IsZero() {
				return goja.Null()
			}
			return r.construct(r.date, r.vm.ToValue(v.UnixMilli()))
		},
	}
}
