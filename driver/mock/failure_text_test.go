package mock_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"drivergen/driver/mock"
)

// explain returns the failure of a call with got where want was expected, with P for each place.
func explain[T any](want, got T) string {
	return explainCall(got, func(expect *expectOne[T]) { expect.M(want) })
}

// explainWhere returns the failure of a call with got where matchers were expected.
func explainWhere[T any](got T, matchers ...mock.Matcher[T]) string {
	return explainCall(got, func(expect *expectOne[T]) {
		for _, m := range matchers {
			expect.MWhere(m)
		}
	})
}

func explainCall[T any](got T, set func(*expectOne[T])) string {
	var r recorder
	ctl, expect := single[T](&r)
	set(expect)
	_ = mock.Results0(call(ctl, got))
	if len(r.failures) == 0 {
		return "no failure"
	}
	return placeless(strings.Join(r.failures, "\n"))
}

var places = regexp.MustCompile(`\w+\.go:\d+`)

func placeless(text string) string { return places.ReplaceAllString(text, "P") }

// A peer has fields of the kinds that devices have.
type peer struct {
	Name string
	Addr netip.AddrPort
	Tags []string
	Next *peer
}

type session struct {
	ID      int
	Peers   []peer
	Options map[string]int
	Started time.Time
	Cause   error
	Extra   any
	Done    func()
}

func newSession(change func(*session)) session {
	s := session{
		ID: 7,
		Peers: []peer{
			{Name: "a", Addr: netip.MustParseAddrPort("10.0.0.1:80"), Tags: []string{"x", "y"}},
			{Name: "b", Next: &peer{Name: "c"}},
		},
		Options: map[string]int{"backlog": 4, "keepalive": 1},
		Started: time.Date(2026, 11, 21, 13, 0, 0, 0, time.UTC),
		Cause:   io.EOF,
		Extra:   []int{1, 2, 3},
	}
	if change != nil {
		change(&s)
	}
	return s
}

const sessionText = `{ID:7 Peers:[{Name:"a" Addr:10.0.0.1:80 Tags:["x" "y"] Next:nil} {Name:"b" Addr:invalid AddrPort Tags:[] Next:&{Name:"c" Addr:invalid AddrPort Tags:[] Next:nil}}] Options:map["backlog":4 "keepalive":1] ... (4 more)}`

// TestFailureTexts has the whole text of a failure for each kind of a difference.
func TestFailureTexts(t *testing.T) {
	type word string
	type node struct {
		N    int
		Next *node
	}
	ring := func(n int) *node {
		r := &node{N: 1}
		r.Next = &node{N: n, Next: r}
		return r
	}
	long := strings.Repeat("GET / HTTP/1.1\r\n", 20)
	joined := strings.ReplaceAll(long, "\r\n", "; ")
	binary := make([]byte, 256)
	for i := range binary {
		binary[i] = byte(i)
	}
	changed := func(at int, b ...byte) []byte {
		return append(append(bytes.Clone(binary[:at]), b...), binary[at+1:]...)
	}

	for _, tt := range []struct{ name, got, want string }{
		{"a number", explain(1883, 8883), `
P: unexpected call M(8883)
  nearest expectation (P): v: want 1883, got 8883`},

		{"a boolean", explain(true, false), `
P: unexpected call M(false)
  nearest expectation (P): v: want true, got false`},

		{"a float", explain(0.1, 0.30000000000000004), `
P: unexpected call M(0.30000000000000004)
  nearest expectation (P): v: want 0.1, got 0.30000000000000004`},

		{"not a number", explain(math.NaN(), math.NaN()), `
P: unexpected call M(NaN)
  nearest expectation (P): v: want NaN, got NaN, which is equal to nothing`},

		{"a complex number", explain(1+2i, 1-2i), `
P: unexpected call M((1-2i))
  nearest expectation (P): v: want (1+2i), got (1-2i)`},

		{"a string", explain("broker", "broken"), `
P: unexpected call M("broken")
  nearest expectation (P): v: want "broker", got "broken"`},

		{"a named string", explain(word("a"), "b\r\n"), `
P: unexpected call M("b\r\n")
  nearest expectation (P): v: want "a", got "b\r\n"`},

		{"a duration", explain(time.Second, time.Minute), `
P: unexpected call M(1m0s)
  nearest expectation (P): v: want 1s, got 1m0s`},

		{"a point in time", explain(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)), `
P: unexpected call M(2026-01-02 03:04:05.000000006 +0000 UTC)
  nearest expectation (P): v: want 2026-01-02 03:04:05 +0000 UTC, got 2026-01-02 03:04:05.000000006 +0000 UTC`},

		{"an address", explain(netip.MustParseAddr("::1"), netip.Addr{}), `
P: unexpected call M(invalid IP)
  nearest expectation (P): v: want ::1, got invalid IP`},

		{"bytes", explain([]byte("a\x00"), []byte("a\x01")), `
P: unexpected call M("a\x01")
  nearest expectation (P): v: want "a\x00", got "a\x01"`},

		{"a function", explain(func() {}, nil), `
P: unexpected call M(nil)
  nearest expectation (P): v: want func, got nil`},

		{"an error", explain(io.EOF, fmt.Errorf("read: %w", io.ErrUnexpectedEOF)), `
P: unexpected call M(read: unexpected EOF)
  nearest expectation (P): v: want EOF, got read: unexpected EOF`},

		{"an error of the same text", explain(io.EOF, errors.New("EOF")), `
P: unexpected call M(EOF)
  nearest expectation (P): v: want EOF, got another error of that text`},

		{"joined errors", explain(nil, errors.Join(io.EOF, io.ErrClosedPipe)), `
P: unexpected call M("EOF\nio: read/write on closed pipe")
  nearest expectation (P): v: want nil, got "EOF\nio: read/write on closed pipe"`},

		{"another type", explain[any](int64(1), 1), `
P: unexpected call M(1)
  nearest expectation (P): v: want int64(1), got int(1)`},

		{"a nil map", explain(map[string]int{"a": 1}, nil), `
P: unexpected call M(map[])
  nearest expectation (P): v: want map["a":1], got map[]`},

		{"a pointer", explain(&peer{Name: "a"}, nil), `
P: unexpected call M(nil)
  nearest expectation (P): v: want &{Name:"a" Addr:invalid AddrPort Tags:[] Next:nil}, got nil`},

		{"a pointer to what only its package may use", explain(bytes.NewBufferString("a"), bytes.NewBufferString("b")), `
P: unexpected call M(b)
  nearest expectation (P): v: want a, got b`},

		{"a long string", explain(joined, joined[:100]+"HOST"+joined[104:]), `
P: unexpected call M("GET / HTTP/1.1; GET / HTTP/1.1; GET / HTTP/1.1; "... (320 bytes))
  nearest expectation (P):
    v: differs from byte 100 on (both have 320 bytes)
      want ..."/ HTTP/1.1; GET / HTTP/1.1; GET / HTTP/1.1; GET "...
      got  ..."/ HTTP/1.1; GET HOSTTP/1.1; GET / HTTP/1.1; GET "...`},

		{"a string that is cut", explain(joined, joined[:300]), `
P: unexpected call M("GET / HTTP/1.1; GET / HTTP/1.1; GET / HTTP/1.1; "... (300 bytes))
  nearest expectation (P):
    v: differs from byte 300 on (want 320 bytes, got 300)
      want ...".1; GET / HTTP/1.1; GET / HTTP/1.1; "
      got  ...".1; GET / HTTP/1"`},

		{"letters of several bytes", explain(strings.Repeat("ä", 40), strings.Repeat("ä", 30)+"ö"), `
P: unexpected call M("ääääääääääääääääääääääää"... (62 bytes))
  nearest expectation (P):
    v: differs from byte 61 on (want 80 bytes, got 62)
      want ..."ääääääääääääääääää"
      got  ..."ääääääääö"`},

		{"a payload", explain(binary, changed(200, 'X')), `
P: unexpected call M("\x00\x01\x02\x03\x04\x05\x06\a\b\t\n\v\f\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f !\"#$%&'()*+,-./"... (256 bytes))
  nearest expectation (P):
    v: differs from byte 200 on (both have 256 bytes)
      want 000000c0  c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 ca cb cc cd ce cf  |................|
      got  000000c0  c0 c1 c2 c3 c4 c5 c6 c7 58 c9 ca cb cc cd ce cf  |........X.......|`},

		{"a payload that is cut", explain(binary, binary[:250]), `
P: unexpected call M("\x00\x01\x02\x03\x04\x05\x06\a\b\t\n\v\f\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f !\"#$%&'()*+,-./"... (250 bytes))
  nearest expectation (P):
    v: differs from byte 250 on (want 256 bytes, got 250)
      want 000000f0  f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 fa fb fc fd fe ff  |................|
      got  000000f0  f0 f1 f2 f3 f4 f5 f6 f7 f8 f9                    |..........|`},

		{"an empty payload", explain([]byte(long), nil), `
P: unexpected call M("")
  nearest expectation (P): v: want "GET / HTTP/1.1\r\nGET / HTTP/1.1\r\nGET / HTTP/1.1\r\n"... (320 bytes), got ""`},

		{"an array", explain([2]byte{1, 2}, [2]byte{1, 3}), `
P: unexpected call M([1 3])
  nearest expectation (P): v[1]: want 2, got 3`},

		{"a map", explain(map[int]string{1: "a", 2: "b", 10: "d"}, map[int]string{1: "a", 2: "c", 9: "e"}), `
P: unexpected call M(map[1:"a" 2:"c" 9:"e"])
  nearest expectation (P): v[2]: want "b", got "c"; v[10]: want "d", got nothing; v[9]: want nothing, got "e"`},

		{"a ring", explain(ring(2), ring(3)), `
P: unexpected call M(&{N:1 Next:&{N:3 Next:&...}})
  nearest expectation (P): v.Next.N: want 2, got 3`},

		{"a struct", explain(newSession(nil), newSession(func(s *session) { s.Peers[1].Next.Name = "d" })), `
P: unexpected call M(` + strings.Replace(sessionText, `"c"`, `"d"`, 1) + `)
  nearest expectation (P): v.Peers[1].Next.Name: want "c", got "d"`},

		{"a struct in many places", explain(newSession(nil), newSession(func(s *session) {
			s.ID, s.Cause, s.Done = 8, io.ErrClosedPipe, func() {}
			s.Peers = append(s.Peers, peer{Name: "e"})
			s.Peers[0].Tags = nil
			delete(s.Options, "backlog")
			s.Started = s.Started.Add(time.Hour)
			s.Extra = []int{1, 3}
		})), `
P: unexpected call M({ID:8 Peers:[{Name:"a" Addr:10.0.0.1:80 Tags:[] Next:nil} {Name:"b" Addr:invalid AddrPort Tags:[] Next:&{Name:"c" Addr:invalid AddrPort Tags:[] Next:nil}} {Name:"e" Addr:invalid AddrPort Tags:[] Next:nil}] ... (5 more)})
  nearest expectation (P):
    v.ID: want 7, got 8
    v.Peers: differs (-want +got)
      - {Name:"a" Addr:10.0.0.1:80 Tags:["x" "y"] Next:nil}
      + {Name:"a" Addr:10.0.0.1:80 Tags:[] Next:nil}
        {Name:"b" Addr:invalid AddrPort Tags:[] Next:&{Name:"c" Addr:invalid AddrPort Tags:[] Next:nil}}
      + {Name:"e" Addr:invalid AddrPort Tags:[] Next:nil}
    v.Options["backlog"]: want 4, got nothing
    v.Started: want 2026-11-21 13:00:00 +0000 UTC, got 2026-11-21 14:00:00 +0000 UTC
    v.Cause: want EOF, got io: read/write on closed pipe
    v.Extra: differs (-want +got)
        1
      - 2
        3
    v.Done: want nil, got func`},

		{"values too long for a line", explain[any](peer{Name: "a"}, newSession(nil)), `
P: unexpected call M(` + sessionText + `)
  nearest expectation (P):
    v: differs
      want mock_test.peer({Name:"a" Addr:invalid AddrPort Tags:[] Next:nil})
      got  mock_test.session(` + sessionText + `)`},

		{"a matcher", explainWhere("joke", mock.Prefix("bro")), `
P: unexpected call M("joke")
  nearest expectation (P): v: want prefix "bro", got "joke"`},

		{"a matcher of one value", explainWhere(peer{Name: "b"}, mock.Deep(peer{Name: "a"})), `
P: unexpected call M({Name:"b" Addr:invalid AddrPort Tags:[] Next:nil})
  nearest expectation (P): v.Name: want "a", got "b"`},

		{"a matcher that is stricter", explainWhere(peer{Tags: []string{}}, mock.Deep(peer{})), `
P: unexpected call M({Name:"" Addr:invalid AddrPort Tags:[] Next:nil})
  nearest expectation (P): v: differs in what is not printed: {Name:"" Addr:invalid AddrPort Tags:[] Next:nil}`},

		{"several expectations", explainWhere(peer{Name: "b", Tags: []string{"x"}}, mock.Deep(peer{}), mock.Deep(peer{Name: "b"}), mock.Deep(peer{Name: "c"})), `
P: unexpected call M({Name:"b" Addr:invalid AddrPort Tags:["x"] Next:nil})
  nearest expectation (P): v.Tags: want [], got ["x"]`},

		{"no expectation", explainWhere(1), `
P: unexpected call M(1)
  no call of M is expected`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != strings.TrimPrefix(tt.want, "\n") {
				t.Errorf("the failure is\n%s\nwant\n%s", tt.got, tt.want)
			}
		})
	}
}

// The nearest expectation is the one with the fewest arguments that differ, and of those
// the one that differs in the fewest places.
func TestFailureNamesTheNearestExpectation(t *testing.T) {
	var r recorder
	s := newSensor(&r)
	s.EXPECT().Set("a", []byte("x"), "")
	s.EXPECT().Set("b", []byte("x"), "").Never()
	s.EXPECT().Set("c", []byte("y"), "")
	_ = s.Set(ctx, "c", []byte("x"), "")
	_ = s.Set(ctx, "c", []byte("y"), "")
	_ = s.Set(ctx, "c", []byte("y"), "")
	want := []string{`
P: unexpected call Set("c", "x", [redacted])
  nearest expectation (P): key: want "b", got "c"`, `
P: unexpected call Set("c", "y", [redacted])
  nearest expectation (P): was called 1 time already, which is all that is expected`}
	for i, failure := range r.failures {
		if i >= len(want) || placeless(failure) != want[i][1:] {
			t.Errorf("failure %d is\n%s", i, failure)
		}
	}
	if len(r.failures) != len(want) {
		t.Errorf("%d failures, want %d", len(r.failures), len(want))
	}
}
