package mock

import "math"

// Infallible0 is an expected call of a method without results.
// F is the method's signature.
type Infallible0[F any] struct{ *Expected }

// Do answers with what do returns. The context that do gets ends when the mock fails, too.
func (e Infallible0[F]) Do(do F) Infallible0[F] {
	e.do(do)
	return e
}

// Panic answers by panicking with value.
func (e Infallible0[F]) Panic(value any) Infallible0[F] {
	e.answer(&panics{value})
	return e
}

// Block keeps the call from being answered until release is closed or has a value, its context ends, or the mock fails.
// Then it answers as the step says, with the context's error, or with one that wraps ErrUnexpected.
func (e Infallible0[F]) Block(release <-chan struct{}) Infallible0[F] {
	e.block(release)
	return e
}

// Return answers with these results.
func (e Infallible0[F]) Return() Infallible0[F] {
	e.answer(&results0{nil})
	return e
}

// Once says that the call must be made once, as it must where nothing is said.
func (e Infallible0[F]) Once() Infallible0[F] {
	e.times("Once", 1, 1)
	return e
}

// Times says that the call must be made n times.
func (e Infallible0[F]) Times(n int) Infallible0[F] {
	e.times("Times", n, n)
	return e
}

// AnyTimes says that the call may be made any number of times, or never.
func (e Infallible0[F]) AnyTimes() Infallible0[F] {
	e.times("AnyTimes", 0, math.MaxInt)
	return e
}

// AtLeast says that the call must be made n times or more.
func (e Infallible0[F]) AtLeast(n int) Infallible0[F] {
	e.times("AtLeast", n, math.MaxInt)
	return e
}

// AtMost says that the call may be made up to n times.
func (e Infallible0[F]) AtMost(n int) Infallible0[F] {
	e.times("AtMost", 0, n)
	return e
}

// Between says that the call must be made from least to most times.
func (e Infallible0[F]) Between(least, most int) Infallible0[F] {
	e.times("Between", least, most)
	return e
}

// Never says that the call must not be made, whatever else is expected or stubbed.
func (e Infallible0[F]) Never() Infallible0[F] {
	e.times("Never", 0, 0)
	return e
}

// Then begins the next step: what is said from here on holds for the calls after those so far. A step is one call unless it says something else.
func (e Infallible0[F]) Then() Infallible0[F] {
	e.then()
	return e
}

// Infallible1 is an expected call of a method with one result and no error.
// F is the method's signature.
type Infallible1[F, A any] struct{ *Expected }

// Do answers with what do returns. The context that do gets ends when the mock fails, too.
func (e Infallible1[F, A]) Do(do F) Infallible1[F, A] {
	e.do(do)
	return e
}

// Panic answers by panicking with value.
func (e Infallible1[F, A]) Panic(value any) Infallible1[F, A] {
	e.answer(&panics{value})
	return e
}

// Block keeps the call from being answered until release is closed or has a value, its context ends, or the mock fails.
// Then it answers as the step says, with the context's error, or with one that wraps ErrUnexpected.
func (e Infallible1[F, A]) Block(release <-chan struct{}) Infallible1[F, A] {
	e.block(release)
	return e
}

// Return answers with these results.
func (e Infallible1[F, A]) Return(a A) Infallible1[F, A] {
	e.answer(&results1[A]{a, nil})
	return e
}

// Once says that the call must be made once, as it must where nothing is said.
func (e Infallible1[F, A]) Once() Infallible1[F, A] {
	e.times("Once", 1, 1)
	return e
}

// Times says that the call must be made n times.
func (e Infallible1[F, A]) Times(n int) Infallible1[F, A] {
	e.times("Times", n, n)
	return e
}

// AnyTimes says that the call may be made any number of times, or never.
func (e Infallible1[F, A]) AnyTimes() Infallible1[F, A] {
	e.times("AnyTimes", 0, math.MaxInt)
	return e
}

// AtLeast says that the call must be made n times or more.
func (e Infallible1[F, A]) AtLeast(n int) Infallible1[F, A] {
	e.times("AtLeast", n, math.MaxInt)
	return e
}

// AtMost says that the call may be made up to n times.
func (e Infallible1[F, A]) AtMost(n int) Infallible1[F, A] {
	e.times("AtMost", 0, n)
	return e
}

// Between says that the call must be made from least to most times.
func (e Infallible1[F, A]) Between(least, most int) Infallible1[F, A] {
	e.times("Between", least, most)
	return e
}

// Never says that the call must not be made, whatever else is expected or stubbed.
func (e Infallible1[F, A]) Never() Infallible1[F, A] {
	e.times("Never", 0, 0)
	return e
}

// Then begins the next step: what is said from here on holds for the calls after those so far. A step is one call unless it says something else.
func (e Infallible1[F, A]) Then() Infallible1[F, A] {
	e.then()
	return e
}

// Expectation is an expected call of a method of any form: it has Do, and no Return.
// F is the method's signature.
type Expectation[F any] struct{ *Expected }

// Do answers with what do returns. The context that do gets ends when the mock fails, too.
func (e Expectation[F]) Do(do F) Expectation[F] {
	e.do(do)
	return e
}

// Panic answers by panicking with value.
func (e Expectation[F]) Panic(value any) Expectation[F] {
	e.answer(&panics{value})
	return e
}

// Block keeps the call from being answered until release is closed or has a value, its context ends, or the mock fails.
// Then it answers as the step says, with the context's error, or with one that wraps ErrUnexpected.
func (e Expectation[F]) Block(release <-chan struct{}) Expectation[F] {
	e.block(release)
	return e
}

// Once says that the call must be made once, as it must where nothing is said.
func (e Expectation[F]) Once() Expectation[F] {
	e.times("Once", 1, 1)
	return e
}

// Times says that the call must be made n times.
func (e Expectation[F]) Times(n int) Expectation[F] {
	e.times("Times", n, n)
	return e
}

// AnyTimes says that the call may be made any number of times, or never.
func (e Expectation[F]) AnyTimes() Expectation[F] {
	e.times("AnyTimes", 0, math.MaxInt)
	return e
}

// AtLeast says that the call must be made n times or more.
func (e Expectation[F]) AtLeast(n int) Expectation[F] {
	e.times("AtLeast", n, math.MaxInt)
	return e
}

// AtMost says that the call may be made up to n times.
func (e Expectation[F]) AtMost(n int) Expectation[F] {
	e.times("AtMost", 0, n)
	return e
}

// Between says that the call must be made from least to most times.
func (e Expectation[F]) Between(least, most int) Expectation[F] {
	e.times("Between", least, most)
	return e
}

// Never says that the call must not be made, whatever else is expected or stubbed.
func (e Expectation[F]) Never() Expectation[F] {
	e.times("Never", 0, 0)
	return e
}

// Then begins the next step: what is said from here on holds for the calls after those so far. A step is one call unless it says something else.
func (e Expectation[F]) Then() Expectation[F] {
	e.then()
	return e
}
