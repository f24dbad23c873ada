package mock_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"net"
	"net/netip"
	"testing"
	"time"

	"drivergen/driver/mock"
)

func TestExpectedValues(t *testing.T) {
	type pair struct{ A, B int }
	type bag struct{ Items []int }
	now, f := time.Now(), func() {}
	check := func(name string, got, want bool) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	check("int", equals(1, 1), true)
	check("int, other", equals(1, 2), false)
	check("uint16", equals(uint16(1), 1), true)
	check("bool, other", equals(true, false), false)
	check("string", equals("a", "a"), true)
	check("named string, other", equals(protocol("a"), "b"), false)
	check("bytes", equals([]byte("ab"), []byte("ab")), true)
	check("bytes, other", equals([]byte("ab"), []byte("a")), false)
	check("bytes, nil and empty", equals(nil, []byte{}), true)
	check("list", equals([]int{1, 2}, []int{1, 2}), true)
	check("list, order", equals([]int{1, 2}, []int{2, 1}), false)
	check("list, longer", equals([]int{1}, []int{1, 2}), false)
	check("pointer", equals(&pair{1, 2}, &pair{1, 2}), true)
	check("pointer, other", equals(&pair{1, 2}, &pair{1, 3}), false)
	check("pointer, nil got", equals(&pair{1, 2}, nil), false)
	check("pointer, nil wanted", equals[*pair](nil, nil), true)
	check("struct", equals(pair{1, 2}, pair{1, 2}), true)
	check("struct, other", equals(pair{1, 2}, pair{2, 1}), false)
	check("struct with a list", equals(bag{[]int{1}}, bag{[]int{1}}), true)
	check("struct with a list, other", equals(bag{[]int{1}}, bag{[]int{2}}), false)
	check("any", equals[any](1, 1), true)
	check("any, other type", equals[any](1, "1"), false)
	check("any with a list", equals[any]([]int{1}, []int{1}), true)
	check("time", equals(now, now.UTC()), true)
	check("time, other", equals(now, now.Add(1)), false)
	check("error", equals(io.EOF, errors.Join(errors.New("x"), io.EOF)), true)
	check("error, other", equals(io.EOF, errors.New("EOF")), false)
	check("error, nil", equals[error](nil, nil), true)
	check("func", equals(f, func() {}), true)
	check("func, nil got", equals(f, nil), false)
	check("NaN is not itself, as ==", equals(math.NaN(), math.NaN()), false)
	check("array", equals([2]byte{1, 2}, [2]byte{1, 3}), false)
	check("map", equals(map[string]int{"a": 1}, map[string]int{"a": 1}), true)
	check("map, nil and empty", equals(nil, map[string]int{}), true)
	check("map, other key", equals(map[string]int{"a": 1}, map[string]int{"b": 1}), false)
	check("map of times", equals(map[string]time.Time{"a": now}, map[string]time.Time{"a": now.UTC()}), true)
	check("array of times", equals([1]time.Time{now}, [1]time.Time{now.UTC()}), true)
	check("error without ==", equals[error](listed{io.EOF}, listed{io.EOF}), true)
	check("error without ==, other", equals[error](listed{io.EOF}, listed{io.ErrNoProgress}), false)
	check("error without ==, wrapped", equals[error](io.EOF, listed{io.EOF}), true)
	check("address", equals(netip.MustParseAddr("::1%eth0"), netip.MustParseAddr("::1%eth0")), true)
	check("named bytes, nil and empty", equals(net.IP(nil), net.IP{}), true)
	check("lists of bytes", equals([][]byte{[]byte("a"), nil}, [][]byte{[]byte("a"), {}}), true)
	check("list of times", equals([]time.Time{now}, []time.Time{now.UTC()}), true)
	check("pointer to a time", equals(&now, ptr(now.UTC())), true)
	check("any with a time", equals[any](now, now.UTC()), true)
	check("any with a pointer", equals[any](&pair{1, 2}, &pair{1, 2}), true)
	check("any with bytes, other", equals[any]([]byte("a"), []byte("b")), false)
	check("any, nil wanted", equals[any](nil, 1), false)
	check("number of another package", equals(big.NewInt(7), new(big.Int).SetInt64(7)), true)
	check("number of another package, other", equals(big.NewInt(7), big.NewInt(8)), false)
}

// listed is an error that == cannot compare.
type listed []error

func (l listed) Error() string   { return fmt.Sprint([]error(l)) }
func (l listed) Unwrap() []error { return l }

func ptr[T any](v T) *T { return &v }

// reading is a struct with one field of each type that == does not compare as a test means it.
type reading struct {
	At    time.Time
	Peer  netip.AddrPort
	Raw   []byte
	Cause error
	Value any
	Next  *reading
}

func TestExpectedStructsAreComparedFieldByField(t *testing.T) {
	now := time.Now()
	full := func(change func(r *reading)) reading {
		r := reading{now, netip.MustParseAddrPort("10.0.0.1:80"), []byte("raw"), io.EOF, []int{1}, &reading{At: now}}
		if change != nil {
			change(&r)
		}
		return r
	}
	for name, change := range map[string]func(r *reading){
		"nothing":           nil,
		"another time zone": func(r *reading) { r.At, r.Next.At = now.UTC(), now.UTC() },
		"a wrapped error":   func(r *reading) { r.Cause = fmt.Errorf("read: %w", io.EOF) },
		"an empty list":     func(r *reading) { r.Next.Raw = []byte{} },
	} {
		if !equals(full(nil), full(change)) {
			t.Errorf("%s makes a difference", name)
		}
	}
	for name, change := range map[string]func(r *reading){
		"time":  func(r *reading) { r.At = now.Add(1) },
		"peer":  func(r *reading) { r.Peer = netip.AddrPort{} },
		"bytes": func(r *reading) { r.Raw = []byte("rax") },
		"error": func(r *reading) { r.Cause = io.ErrUnexpectedEOF },
		"any":   func(r *reading) { r.Value = []int{2} },
		"next":  func(r *reading) { r.Next.Raw = []byte("x") },
		"end":   func(r *reading) { r.Next = nil },
	} {
		if equals(full(nil), full(change)) {
			t.Errorf("%s makes no difference", name)
		}
	}
}

func TestExpectedRingIsCompared(t *testing.T) {
	ring := func(last string) *reading {
		r := &reading{Raw: []byte("first")}
		r.Next = &reading{Raw: []byte(last), Value: r}
		return r
	}
	if !equals[any](ring("last"), ring("last")) {
		t.Error("two rings that hold the same are not equal")
	}
	if equals[any](ring("last"), ring("other")) {
		t.Error("two rings that hold different values are equal")
	}
}

func TestExpectationOfWhatMustNotBeCopied(t *testing.T) {
	var r recorder
	ctl, expect := single[*bytes.Buffer](&r)
	buf := bytes.NewBufferString("before")
	expect.M(buf)
	buf.WriteString(" and behind")
	if err := mock.Results0(call(ctl, buf)); err != nil {
		t.Errorf("the same buffer is not taken: %v", r.failures)
	}
}

func TestExpectationKeepsWhatItWasGiven(t *testing.T) {
	type pair struct{ A, B int }
	raw, list, pointer := []byte("ab"), []int{1}, &pair{1, 2}
	nested := reading{Raw: []byte("ab"), Next: &reading{Raw: []byte("cd")}}
	var r recorder
	ofStruct, structExpected := single[reading](&r)
	ofBytes, bytesExpected := single[[]byte](&r)
	ofList, listExpected := single[[]int](&r)
	ofPointer, pointerExpected := single[*pair](&r)
	bytesExpected.M(raw)
	listExpected.M(list)
	pointerExpected.M(pointer)
	structExpected.M(nested)
	named, anything := map[string][]int{"a": {1}}, []any{1, map[int]int{2: 3}}
	ofMap, mapExpected := single[map[string][]int](&r)
	ofAny, anyExpected := single[any](&r)
	mapExpected.M(named)
	anyExpected.M(anything)
	named["a"][0], anything[1].(map[int]int)[2] = 9, 9
	named["b"] = nil
	raw[0], list[0], pointer.A, nested.Raw[0], nested.Next.Raw[0] = 'x', 9, 9, 'x', 'x'
	for name, err := range map[string]error{
		"bytes":   mock.Results0(call(ofBytes, []byte("ab"))),
		"list":    mock.Results0(call(ofList, []int{1})),
		"map":     mock.Results0(call(ofMap, map[string][]int{"a": {1}})),
		"any":     mock.Results0(call[any](ofAny, []any{1, map[int]int{2: 3}})),
		"pointer": mock.Results0(call(ofPointer, &pair{1, 2})),
		"struct":  mock.Results0(call(ofStruct, reading{Raw: []byte("ab"), Next: &reading{Raw: []byte("cd")}})),
	} {
		if err != nil {
			t.Errorf("a change of the %s changed the expectation: %v", name, r.failures)
		}
	}
}
