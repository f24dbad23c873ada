package mock

// Args is what a record's MatchArgs hands its arguments to: it compares them with an
// expectation's matchers, or lists them for a failure.
type Args struct {
	mode  mode
	want  []any // a Matcher of each argument's type, or nothing
	takes bool  // one of want wants the values of the calls that are taken
	list  []shown
}

type mode uint8

const (
	matching   mode = iota // answer false at the first argument that does not fit
	keeping                // copy what an argument refers to
	taking                 // hand the arguments to the matchers that want them
	listing                // list the arguments, and how they fit
	describing             // list what is wanted of each argument
)

// shown is an argument as a failure prints it.
type shown struct {
	name, want, got string
	fits            bool
}

// Arg hands over argument i, by the name that the description gives it. It is not
// inlined, so that a large mock compiles fast.
//
//go:noinline
func Arg[T any](a *Args, i int, name string, v T) bool {
	if a.mode == matching {
		return a.want[i].(Matcher[T]).matches(v)
	}
	return other(a, i, name, v, show[T])
}

// Sensitive hands over an argument that is never printed.
func Sensitive[T any](a *Args, i int, name string, v T) bool {
	if a.mode == matching {
		return a.want[i].(Matcher[T]).matches(v)
	}
	return other(a, i, name, v, func(T) string { return redaction })
}

// Redacted hands over an argument of which only what redact leaves is printed.
func Redacted[T any](a *Args, i int, name string, v T, redact func(T) T) bool {
	if a.mode == matching {
		return a.want[i].(Matcher[T]).matches(v)
	}
	return other(a, i, name, v, func(v T) string { return show(redact(v)) })
}

// other does what the modes besides matching do.
func other[T any](a *Args, i int, name string, v T, show func(T) string) bool {
	switch a.mode {
	case taking:
		if m := a.want[i].(Matcher[T]); m.takes() {
			m.take(v)
		}
	case describing:
		a.list = append(a.list, shown{want: a.want[i].(Matcher[T]).print(show)})
	case listing:
		s := shown{name: name, got: show(v), fits: true}
		if i < len(a.want) {
			m := a.want[i].(Matcher[T])
			s.want, s.fits = m.print(show), m.matches(v)
		}
		a.list = append(a.list, s)
	}
	return true
}
