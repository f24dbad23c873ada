package mock

import (
	"math"

	"drivergen/driver"
)

// Expectation0 is an expected call of a method that returns an error alone.
// F is the method's signature.
type Expectation0[F any] struct{ *Expected }

// Do answers with what do returns. The context that do gets ends when the mock fails, too.
func (e Expectation0[F]) Do(do F) Expectation0[F] {
	e.do(do)
	return e
}

// Panic answers by panicking with value.
func (e Expectation0[F]) Panic(value any) Expectation0[F] {
	e.answer(&panics{value})
	return e
}

// Block keeps the call from being answered until release is closed or has a value, its context ends, or the mock fails.
// Then it answers as the step says, with the context's error, or with one that wraps ErrUnexpected.
func (e Expectation0[F]) Block(release <-chan struct{}) Expectation0[F] {
	e.block(release)
	return e
}

// Return answers with these results.
func (e Expectation0[F]) Return(err error) Expectation0[F] {
	e.answer(&results0{err})
	return e
}

// ReturnErrno answers with an Error of that number, of which the description's method is the Op.
func (e Expectation0[F]) ReturnErrno(errno driver.Errno) Expectation0[F] {
	e.fail(errno)
	return e
}

// Once says that the call must be made once, as it must where nothing is said.
func (e Expectation0[F]) Once() Expectation0[F] {
	e.times("Once", 1, 1)
	return e
}

// Times says that the call must be made n times.
func (e Expectation0[F]) Times(n int) Expectation0[F] {
	e.times("Times", n, n)
	return e
}

// AnyTimes says that the call may be made any number of times, or never.
func (e Expectation0[F]) AnyTimes() Expectation0[F] {
	e.times("AnyTimes", 0, math.MaxInt)
	return e
}

// AtLeast says that the call must be made n times or more.
func (e Expectation0[F]) AtLeast(n int) Expectation0[F] {
	e.times("AtLeast", n, math.MaxInt)
	return e
}

// AtMost says that the call may be made up to n times.
func (e Expectation0[F]) AtMost(n int) Expectation0[F] {
	e.times("AtMost", 0, n)
	return e
}

// Between says that the call must be made from least to most times.
func (e Expectation0[F]) Between(least, most int) Expectation0[F] {
	e.times("Between", least, most)
	return e
}

// Never says that the call must not be made, whatever else is expected or stubbed.
func (e Expectation0[F]) Never() Expectation0[F] {
	e.times("Never", 0, 0)
	return e
}

// Then begins the next step: what is said from here on holds for the calls after those so far. A step is one call unless it says something else.
func (e Expectation0[F]) Then() Expectation0[F] {
	e.then()
	return e
}

// Expectation1 is an expected call of a method with one result and an error.
// F is the method's signature.
type Expectation1[F, A any] struct{ *Expected }

// Do answers with what do returns. The context that do gets ends when the mock fails, too.
func (e Expectation1[F, A]) Do(do F) Expectation1[F, A] {
	e.do(do)
	return e
}

// Panic answers by panicking with value.
func (e Expectation1[F, A]) Panic(value any) Expectation1[F, A] {
	e.answer(&panics{value})
	return e
}

// Block keeps the call from being answered until release is closed or has a value, its context ends, or the mock fails.
// Then it answers as the step says, with the context's error, or with one that wraps ErrUnexpected.
func (e Expectation1[F, A]) Block(release <-chan struct{}) Expectation1[F, A] {
	e.block(release)
	return e
}

// Return answers with these results.
func (e Expectation1[F, A]) Return(a A, err error) Expectation1[F, A] {
	e.answer(&results1[A]{a, err})
	return e
}

// ReturnErrno answers with an Error of that number, of which the description's method is the Op.
func (e Expectation1[F, A]) ReturnErrno(errno driver.Errno) Expectation1[F, A] {
	e.fail(errno)
	return e
}

// Once says that the call must be made once, as it must where nothing is said.
func (e Expectation1[F, A]) Once() Expectation1[F, A] {
	e.times("Once", 1, 1)
	return e
}

// Times says that the call must be made n times.
func (e Expectation1[F, A]) Times(n int) Expectation1[F, A] {
	e.times("Times", n, n)
	return e
}

// AnyTimes says that the call may be made any number of times, or never.
func (e Expectation1[F, A]) AnyTimes() Expectation1[F, A] {
	e.times("AnyTimes", 0, math.MaxInt)
	return e
}

// AtLeast says that the call must be made n times or more.
func (e Expectation1[F, A]) AtLeast(n int) Expectation1[F, A] {
	e.times("AtLeast", n, math.MaxInt)
	return e
}

// AtMost says that the call may be made up to n times.
func (e Expectation1[F, A]) AtMost(n int) Expectation1[F, A] {
	e.times("AtMost", 0, n)
	return e
}

// Between says that the call must be made from least to most times.
func (e Expectation1[F, A]) Between(least, most int) Expectation1[F, A] {
	e.times("Between", least, most)
	return e
}

// Never says that the call must not be made, whatever else is expected or stubbed.
func (e Expectation1[F, A]) Never() Expectation1[F, A] {
	e.times("Never", 0, 0)
	return e
}

// Then begins the next step: what is said from here on holds for the calls after those so far. A step is one call unless it says something else.
func (e Expectation1[F, A]) Then() Expectation1[F, A] {
	e.then()
	return e
}

// Expectation2 is an expected call of a method with two results and an error.
// F is the method's signature.
type Expectation2[F, A, B any] struct{ *Expected }

// Do answers with what do returns. The context that do gets ends when the mock fails, too.
func (e Expectation2[F, A, B]) Do(do F) Expectation2[F, A, B] {
	e.do(do)
	return e
}

// Panic answers by panicking with value.
func (e Expectation2[F, A, B]) Panic(value any) Expectation2[F, A, B] {
	e.answer(&panics{value})
	return e
}

// Block keeps the call from being answered until release is closed or has a value, its context ends, or the mock fails.
// Then it answers as the step says, with the context's error, or with one that wraps ErrUnexpected.
func (e Expectation2[F, A, B]) Block(release <-chan struct{}) Expectation2[F, A, B] {
	e.block(release)
	return e
}

// Return answers with these results.
func (e Expectation2[F, A, B]) Return(a A, b B, err error) Expectation2[F, A, B] {
	e.answer(&results2[A, B]{a, b, err})
	return e
}

// ReturnErrno answers with an Error of that number, of which the description's method is the Op.
func (e Expectation2[F, A, B]) ReturnErrno(errno driver.Errno) Expectation2[F, A, B] {
	e.fail(errno)
	return e
}

// Once says that the call must be made once, as it must where nothing is said.
func (e Expectation2[F, A, B]) Once() Expectation2[F, A, B] {
	e.times("Once", 1, 1)
	return e
}

// Times says that the call must be made n times.
func (e Expectation2[F, A, B]) Times(n int) Expectation2[F, A, B] {
	e.times("Times", n, n)
	return e
}

// AnyTimes says that the call may be made any number of times, or never.
func (e Expectation2[F, A, B]) AnyTimes() Expectation2[F, A, B] {
	e.times("AnyTimes", 0, math.MaxInt)
	return e
}

// AtLeast says that the call must be made n times or more.
func (e Expectation2[F, A, B]) AtLeast(n int) Expectation2[F, A, B] {
	e.times("AtLeast", n, math.MaxInt)
	return e
}

// AtMost says that the call may be made up to n times.
func (e Expectation2[F, A, B]) AtMost(n int) Expectation2[F, A, B] {
	e.times("AtMost", 0, n)
	return e
}

// Between says that the call must be made from least to most times.
func (e Expectation2[F, A, B]) Between(least, most int) Expectation2[F, A, B] {
	e.times("Between", least, most)
	return e
}

// Never says that the call must not be made, whatever else is expected or stubbed.
func (e Expectation2[F, A, B]) Never() Expectation2[F, A, B] {
	e.times("Never", 0, 0)
	return e
}

// Then begins the next step: what is said from here on holds for the calls after those so far. A step is one call unless it says something else.
func (e Expectation2[F, A, B]) Then() Expectation2[F, A, B] {
	e.then()
	return e
}

// Expectation3 is an expected call of a method with three results and an error.
// F is the method's signature.
type Expectation3[F, A, B, C any] struct{ *Expected }

// Do answers with what do returns. The context that do gets ends when the mock fails, too.
func (e Expectation3[F, A, B, C]) Do(do F) Expectation3[F, A, B, C] {
	e.do(do)
	return e
}

// Panic answers by panicking with value.
func (e Expectation3[F, A, B, C]) Panic(value any) Expectation3[F, A, B, C] {
	e.answer(&panics{value})
	return e
}

// Block keeps the call from being answered until release is closed or has a value, its context ends, or the mock fails.
// Then it answers as the step says, with the context's error, or with one that wraps ErrUnexpected.
func (e Expectation3[F, A, B, C]) Block(release <-chan struct{}) Expectation3[F, A, B, C] {
	e.block(release)
	return e
}

// Return answers with these results.
func (e Expectation3[F, A, B, C]) Return(a A, b B, c C, err error) Expectation3[F, A, B, C] {
	e.answer(&results3[A, B, C]{a, b, c, err})
	return e
}

// ReturnErrno answers with an Error of that number, of which the description's method is the Op.
func (e Expectation3[F, A, B, C]) ReturnErrno(errno driver.Errno) Expectation3[F, A, B, C] {
	e.fail(errno)
	return e
}

// Once says that the call must be made once, as it must where nothing is said.
func (e Expectation3[F, A, B, C]) Once() Expectation3[F, A, B, C] {
	e.times("Once", 1, 1)
	return e
}

// Times says that the call must be made n times.
func (e Expectation3[F, A, B, C]) Times(n int) Expectation3[F, A, B, C] {
	e.times("Times", n, n)
	return e
}

// AnyTimes says that the call may be made any number of times, or never.
func (e Expectation3[F, A, B, C]) AnyTimes() Expectation3[F, A, B, C] {
	e.times("AnyTimes", 0, math.MaxInt)
	return e
}

// AtLeast says that the call must be made n times or more.
func (e Expectation3[F, A, B, C]) AtLeast(n int) Expectation3[F, A, B, C] {
	e.times("AtLeast", n, math.MaxInt)
	return e
}

// AtMost says that the call may be made up to n times.
func (e Expectation3[F, A, B, C]) AtMost(n int) Expectation3[F, A, B, C] {
	e.times("AtMost", 0, n)
	return e
}

// Between says that the call must be made from least to most times.
func (e Expectation3[F, A, B, C]) Between(least, most int) Expectation3[F, A, B, C] {
	e.times("Between", least, most)
	return e
}

// Never says that the call must not be made, whatever else is expected or stubbed.
func (e Expectation3[F, A, B, C]) Never() Expectation3[F, A, B, C] {
	e.times("Never", 0, 0)
	return e
}

// Then begins the next step: what is said from here on holds for the calls after those so far. A step is one call unless it says something else.
func (e Expectation3[F, A, B, C]) Then() Expectation3[F, A, B, C] {
	e.then()
	return e
}
