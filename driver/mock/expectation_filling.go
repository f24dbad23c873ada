package mock

import (
	"bytes"
	"math"

	"drivergen/driver"
)

// Filling0 is an expected call of a method that fills a buffer and returns how much of it, and an error.
// F is the method's signature.
type Filling0[F any] struct{ *Expected }

// Do answers with what do returns. The context that do gets ends when the mock fails, too.
func (e Filling0[F]) Do(do F) Filling0[F] {
	e.do(do)
	return e
}

// Panic answers by panicking with value.
func (e Filling0[F]) Panic(value any) Filling0[F] {
	e.answer(&panics{value})
	return e
}

// Block keeps the call from being answered until release is closed or has a value, its context ends, or the mock fails.
// Then it answers as the step says, with the context's error, or with one that wraps ErrUnexpected.
func (e Filling0[F]) Block(release <-chan struct{}) Filling0[F] {
	e.block(release)
	return e
}

// Return answers with these results and leaves the buffer as it is. The test fails where n is more than the buffer holds.
func (e Filling0[F]) Return(n int, err error) Filling0[F] {
	e.answer(&returned0{results1[int]{n, err}, e.Expected})
	return e
}

// ReturnData answers with as much of data as the buffer holds, its length, and the other results.
func (e Filling0[F]) ReturnData(data []byte, err error) Filling0[F] {
	e.answer(&filling0{bytes.Clone(data), err})
	return e
}

// ReturnErrno answers with an Error of that number, of which the description's method is the Op.
func (e Filling0[F]) ReturnErrno(errno driver.Errno) Filling0[F] {
	e.fail(errno)
	return e
}

// Once says that the call must be made once, as it must where nothing is said.
func (e Filling0[F]) Once() Filling0[F] {
	e.times("Once", 1, 1)
	return e
}

// Times says that the call must be made n times.
func (e Filling0[F]) Times(n int) Filling0[F] {
	e.times("Times", n, n)
	return e
}

// AnyTimes says that the call may be made any number of times, or never.
func (e Filling0[F]) AnyTimes() Filling0[F] {
	e.times("AnyTimes", 0, math.MaxInt)
	return e
}

// AtLeast says that the call must be made n times or more.
func (e Filling0[F]) AtLeast(n int) Filling0[F] {
	e.times("AtLeast", n, math.MaxInt)
	return e
}

// AtMost says that the call may be made up to n times.
func (e Filling0[F]) AtMost(n int) Filling0[F] {
	e.times("AtMost", 0, n)
	return e
}

// Between says that the call must be made from least to most times.
func (e Filling0[F]) Between(least, most int) Filling0[F] {
	e.times("Between", least, most)
	return e
}

// Never says that the call must not be made, whatever else is expected or stubbed.
func (e Filling0[F]) Never() Filling0[F] {
	e.times("Never", 0, 0)
	return e
}

// Then begins the next step: what is said from here on holds for the calls after those so far. A step is one call unless it says something else.
func (e Filling0[F]) Then() Filling0[F] {
	e.then()
	return e
}

// Filling1 is an expected call of a method that fills a buffer and returns how much of it, one more result, and an error.
// F is the method's signature.
type Filling1[F, B any] struct{ *Expected }

// Do answers with what do returns. The context that do gets ends when the mock fails, too.
func (e Filling1[F, B]) Do(do F) Filling1[F, B] {
	e.do(do)
	return e
}

// Panic answers by panicking with value.
func (e Filling1[F, B]) Panic(value any) Filling1[F, B] {
	e.answer(&panics{value})
	return e
}

// Block keeps the call from being answered until release is closed or has a value, its context ends, or the mock fails.
// Then it answers as the step says, with the context's error, or with one that wraps ErrUnexpected.
func (e Filling1[F, B]) Block(release <-chan struct{}) Filling1[F, B] {
	e.block(release)
	return e
}

// Return answers with these results and leaves the buffer as it is. The test fails where n is more than the buffer holds.
func (e Filling1[F, B]) Return(n int, b B, err error) Filling1[F, B] {
	e.answer(&returned1[B]{results2[int, B]{n, b, err}, e.Expected})
	return e
}

// ReturnData answers with as much of data as the buffer holds, its length, and the other results.
func (e Filling1[F, B]) ReturnData(data []byte, b B, err error) Filling1[F, B] {
	e.answer(&filling1[B]{bytes.Clone(data), b, err})
	return e
}

// ReturnErrno answers with an Error of that number, of which the description's method is the Op.
func (e Filling1[F, B]) ReturnErrno(errno driver.Errno) Filling1[F, B] {
	e.fail(errno)
	return e
}

// Once says that the call must be made once, as it must where nothing is said.
func (e Filling1[F, B]) Once() Filling1[F, B] {
	e.times("Once", 1, 1)
	return e
}

// Times says that the call must be made n times.
func (e Filling1[F, B]) Times(n int) Filling1[F, B] {
	e.times("Times", n, n)
	return e
}

// AnyTimes says that the call may be made any number of times, or never.
func (e Filling1[F, B]) AnyTimes() Filling1[F, B] {
	e.times("AnyTimes", 0, math.MaxInt)
	return e
}

// AtLeast says that the call must be made n times or more.
func (e Filling1[F, B]) AtLeast(n int) Filling1[F, B] {
	e.times("AtLeast", n, math.MaxInt)
	return e
}

// AtMost says that the call may be made up to n times.
func (e Filling1[F, B]) AtMost(n int) Filling1[F, B] {
	e.times("AtMost", 0, n)
	return e
}

// Between says that the call must be made from least to most times.
func (e Filling1[F, B]) Between(least, most int) Filling1[F, B] {
	e.times("Between", least, most)
	return e
}

// Never says that the call must not be made, whatever else is expected or stubbed.
func (e Filling1[F, B]) Never() Filling1[F, B] {
	e.times("Never", 0, 0)
	return e
}

// Then begins the next step: what is said from here on holds for the calls after those so far. A step is one call unless it says something else.
func (e Filling1[F, B]) Then() Filling1[F, B] {
	e.then()
	return e
}
