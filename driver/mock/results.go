package mock

import "strconv"

// What answers a call: a function of the method's signature, the results to return, the
// error to fail with, what to panic with, what to fill a buffer with, or nil for zero values.
type (
	results0        struct{ err error }
	results1[A any] struct {
		a   A
		err error
	}
	results2[A, B any] struct {
		a   A
		b   B
		err error
	}
	results3[A, B, C any] struct {
		a   A
		b   B
		c   C
		err error
	}
	filling0 struct {
		data []byte
		err  error
	}
	filling1[B any] struct {
		data []byte
		b    B
		err  error
	}
	returned0 struct { // the length of what a buffer is said to hold
		results1[int]
		by *Expected
	}
	returned1[B any] struct {
		results2[int, B]
		by *Expected
	}
	failed     struct{ err error }
	panics     struct{ value any }
	realMethod struct{} // stands for the method of the real implementation
)

// What follows is not inlined, so that a large mock compiles fast.

// Results0 returns the error that an answer says, or nil.
//
//go:noinline
func Results0(answer any) error {
	switch r := answer.(type) {
	case *results0:
		return r.err
	case *failed:
		return r.err
	}
	return nil
}

// Results1 returns the result and the error that an answer says, or zero values.
//
//go:noinline
func Results1[A any](answer any) (a A, err error) {
	if r, ok := answer.(*results1[A]); ok {
		return r.a, r.err
	}
	return a, Results0(answer)
}

// Results2 returns the results and the error that an answer says, or zero values.
//
//go:noinline
func Results2[A, B any](answer any) (a A, b B, err error) {
	if r, ok := answer.(*results2[A, B]); ok {
		return r.a, r.b, r.err
	}
	return a, b, Results0(answer)
}

// Results3 returns the results and the error that an answer says, or zero values.
//
//go:noinline
func Results3[A, B, C any](answer any) (a A, b B, c C, err error) {
	if r, ok := answer.(*results3[A, B, C]); ok {
		return r.a, r.b, r.c, r.err
	}
	return a, b, c, Results0(answer)
}

// Fill0 copies to buf what an answer says, and returns the results that go with it.
//
//go:noinline
func Fill0(answer any, buf []byte) any {
	switch f := answer.(type) {
	case *filling0:
		return &results1[int]{copy(buf, f.data), f.err}
	case *returned0:
		if !f.by.holds(buf, f.a) {
			return &results1[int]{len(buf), f.err}
		}
		return &f.results1
	}
	return answer
}

// Fill1 copies to buf what an answer says, and returns the results that go with it.
//
//go:noinline
func Fill1[B any](answer any, buf []byte) any {
	switch f := answer.(type) {
	case *filling1[B]:
		return &results2[int, B]{copy(buf, f.data), f.b, f.err}
	case *returned1[B]:
		if !f.by.holds(buf, f.a) {
			return &results2[int, B]{len(buf), f.b, f.err}
		}
		return &f.results2
	}
	return answer
}

// Infallible1Results returns the result that an answer says, or its zero value.
//
//go:noinline
func Infallible1Results[A any](answer any) (a A) {
	if r, ok := answer.(*results1[A]); ok {
		return r.a
	}
	return a
}

// holds reports whether a caller's buffer can hold as many bytes as the test said that it
// does. Where it cannot, the test fails.
func (x *Expected) holds(buf []byte, n int) bool {
	if 0 <= n && n <= len(buf) {
		return true
	}
	m := x.method
	m.ctl.wrong(m.callPlace() + ": " + m.Name + " was called with a buffer of " + counted(len(buf), "byte", "bytes") +
		" and cannot return that " + strconv.Itoa(n) + " were filled, as Return says" + x.place.in())
	return false
}
