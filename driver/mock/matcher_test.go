package mock_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"drivergen/driver/mock"
)

// takes reports whether a mock takes a call of Set whose key fits m.
func takes(m mock.Matcher[string], key string) bool {
	var r recorder
	s := newSensor(&r)
	s.EXPECT().SetWhere(m, mock.Any[[]byte](), mock.Any[string]())
	return s.Set(ctx, key, nil, "") == nil
}

func TestMatchersOfStrings(t *testing.T) {
	for _, tt := range []struct {
		name string
		m    mock.Matcher[string]
		yes  string
		no   string
	}{
		{"Eq", mock.Eq("a"), "a", "b"},
		{"Not", mock.Not(mock.Eq("a")), "b", "a"},
		{"Prefix", mock.Prefix("bro"), "broker", "joker"},
		{"InRange", mock.InRange("b", "d"), "d", "da"},
		{"Func", mock.Func("short", func(s string) bool { return len(s) < 3 }), "ab", "abc"},
		{"Deep", mock.Deep("a"), "a", "b"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if !takes(tt.m, tt.yes) {
				t.Errorf("does not take %q", tt.yes)
			}
			if takes(tt.m, tt.no) {
				t.Errorf("takes %q", tt.no)
			}
		})
	}
	if !takes(mock.Matcher[string]{}, "x") || !takes(mock.Any[string](), "") {
		t.Error("the zero Matcher and Any take everything")
	}
}

// one is a record with a single argument.
type one[T any] struct{ V T }

// expectOne is what adds expectations of a method with a single argument.
type expectOne[T any] struct {
	M      func(v T) mock.Expectation0[func(T) error]
	MWhere func(v mock.Matcher[T]) mock.Expectation0[func(T) error]
}

// single returns the controller of a mock that has such a method alone.
func single[T any](tb mock.TB) (*mock.Recorder, *expectOne[T]) {
	ctl, expect := mock.NewRecorder(tb, &mock.Interface{Methods: []mock.Method{{Name: "M", Op: "m", Args: "v", Blank: (*one[T])(nil)}}}), &expectOne[T]{}
	ctl.Fill(expect)
	return ctl, expect
}

// call calls the method and returns what answers it.
func call[T any](ctl *mock.Recorder, v T) any {
	return ctl.Answer(context.Background(), 0, &[1]one[T]{{v}}, nil)
}

// fits reports whether m takes v.
func fits[T any](m mock.Matcher[T], v T) bool {
	var r recorder
	ctl, expect := single[T](&r)
	expect.MWhere(m)
	return mock.Results0(call(ctl, v)) == nil
}

// equals reports whether an expectation of want takes got.
func equals[T any](want, got T) bool {
	var r recorder
	ctl, expect := single[T](&r)
	expect.M(want)
	return mock.Results0(call(ctl, got)) == nil
}

func TestMatchersOfOtherTypes(t *testing.T) {
	type pair struct{ A, B int }
	now := time.Now()
	f := func() {}
	check := func(name string, got, want bool) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	check("Bytes", fits(mock.Bytes([]byte("ab")), []byte("ab")), true)
	check("Bytes, other", fits(mock.Bytes([]byte("ab")), []byte("a")), false)
	check("Bytes, nil and empty", fits(mock.Bytes[[]byte](nil), []byte{}), true)
	check("List", fits(mock.List([]int{1, 2}), []int{1, 2}), true)
	check("List, order", fits(mock.List([]int{1, 2}), []int{2, 1}), false)
	check("Pointee", fits(mock.Pointee(&pair{1, 2}), &pair{1, 2}), true)
	check("Pointee, other", fits(mock.Pointee(&pair{1, 2}), &pair{1, 3}), false)
	check("Pointee, nil got", fits(mock.Pointee(&pair{1, 2}), nil), false)
	check("Pointee, nil wanted", fits(mock.Pointee[pair](nil), nil), true)
	check("Pointee, only nil wanted", fits(mock.Pointee[pair](nil), &pair{}), false)
	check("Equal", fits(mock.Equal(now), now.UTC()), true)
	check("Equal, other", fits(mock.Equal(now), now.Add(1)), false)
	check("Deep", fits(mock.Deep(map[string]int{"a": 1}), map[string]int{"a": 1}), true)
	check("Deep, other", fits(mock.Deep(map[string]int{"a": 1}), map[string]int{"a": 2}), false)
	check("IsError", fits(mock.IsError(io.EOF), errors.Join(errors.New("x"), io.EOF)), true)
	check("IsError, other", fits(mock.IsError(io.EOF), errors.New("EOF")), false)
	check("IsError without ==", fits(mock.IsError(listed{io.EOF}), error(listed{io.EOF})), true)
	check("IsError without ==, other", fits(mock.IsError(listed{io.EOF}), error(listed{})), false)
	check("IsError, nil", fits(mock.IsError(nil), nil), true)
	check("SameNil, func", fits(mock.SameNil(f), func() {}), true)
	check("SameNil, nil got", fits(mock.SameNil(f), nil), false)
	check("SameNil, nil wanted", fits(mock.SameNil[func()](nil), f), false)
	check("NotNil", fits(mock.NotNil[error](), io.EOF), true)
	check("NotNil, nil", fits(mock.NotNil[error](), nil), false)
	check("NotNil, nil func", fits(mock.NotNil[func()](), nil), false)
	check("InRange", fits(mock.InRange(uint16(1), 3), 3), true)
	check("InRange, above", fits(mock.InRange(uint16(1), 3), 4), false)
	check("InRange, below", fits(mock.InRange(-1, 3), -2), false)
}

func TestMatcherKeepsWhatItWasGiven(t *testing.T) {
	raw, list := []byte("ab"), []int{1}
	text, ints := mock.Bytes(raw), mock.List(list)
	raw[0], list[0] = 'x', 9
	if !fits(text, []byte("ab")) || !fits(ints, []int{1}) {
		t.Error("a change of the argument changed the matcher")
	}
}

// text returns how a failure prints what m wants and the v that it got.
func text[T any](m mock.Matcher[T], v T) string {
	var r recorder
	ctl, expect := single[T](&r)
	expect.MWhere(m)
	_ = mock.Results0(call(ctl, v))
	if len(r.failures) != 1 {
		return "no failure"
	}
	const marker = ": v: "
	return r.failures[0][strings.LastIndex(r.failures[0], marker)+len(marker):]
}

type protocol string

// broken is an error without a text.
type broken struct{}

func (*broken) Error() string { panic("no text") }

func TestHowValuesArePrinted(t *testing.T) {
	long := bytes.Repeat([]byte("a"), 1460)
	for _, tt := range []struct{ got, want string }{
		{text(mock.Eq(1883), 8883), `want 1883, got 8883`},
		{text(mock.Eq(uint16(1)), 2), `want 1, got 2`},
		{text(mock.Eq(protocol("STREAM")), "DGRAM"), `want "STREAM", got "DGRAM"`},
		{text(mock.Bytes([]byte("a\r\n")), []byte("b")), `want "a\r\n", got "b"`},
		{text(mock.Eq(time.Second), time.Minute), `want 1s, got 1m0s`},
		{text(mock.IsError(io.EOF), nil), `want EOF, got nil`},
		{text(mock.Prefix("bro"), "joke"), `want prefix "bro", got "joke"`},
		{text(mock.InRange(1, 3), 4), `want 1 to 3, got 4`},
		{text(mock.Not(mock.Eq("a")), "a"), `want not "a", got "a"`},
		{text(mock.Not(mock.Any[string]()), "a"), `want not anything, got "a"`},
		{text(mock.IsError(io.EOF), error((*broken)(nil))), `want EOF, got nil`},
		{text(mock.IsError(io.EOF), error(&broken{})), `want EOF, got %!v(PANIC=Error method: no text)`},
		{text(mock.Pointee(&struct{ A int }{1}), nil), `want &{A:1}, got nil`},
		{text(mock.SameNil(func() {}), nil), `want a func, got nil`},
		{text(mock.SameNil[func()](nil), func() {}), `want nil, got func`},
		{text(mock.Bytes([]byte("")), long), `want "", got "` + strings.Repeat(`a`, 48) + `"... (1460 bytes)`},
	} {
		if tt.got != tt.want {
			t.Errorf("printed %s, want %s", tt.got, tt.want)
		}
	}
}
