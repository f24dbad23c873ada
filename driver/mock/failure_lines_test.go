package mock_test

import (
	"maps"
	"strconv"
	"strings"
	"testing"
	"time"
)

const request = `GET /firmware/2.4.1 HTTP/1.1
Host: updates.example.org
Accept: application/octet-stream
Range: bytes=4096-8191
Connection: keep-alive
User-Agent: module/7

`

// TestFailureTextsLineByLine has the whole text of failures that tell of a difference line by line.
func TestFailureTextsLineByLine(t *testing.T) {
	type login struct {
		User     string
		Password string `driver:"sensitive"`
	}
	joe, jim, ann := login{"joe", "correct horse"}, login{"jim", "battery"}, login{"ann", "staple"}
	joes := func(password string) login { return login{"joe", password} }
	numbers := func(n int) (list []int) {
		for i := range n {
			list = append(list, i)
		}
		return list
	}
	squares := func(n int) map[int]int {
		m := map[int]int{}
		for i := range n {
			m[i] = i * i
		}
		return m
	}
	without := func(m map[int]int, keys ...int) map[int]int {
		m = maps.Clone(m)
		for _, key := range keys {
			delete(m, key)
		}
		return m
	}
	added := without(squares(12), 3, 4)
	added[7], added[20] = 50, 400
	utc := time.Date(2026, 11, 21, 13, 0, 0, 0, time.UTC)
	cet := utc.In(time.FixedZone("CET", 3600))

	for _, tt := range []struct{ name, got, want string }{
		{"an element is inserted", explain([]int{1, 2, 4, 5}, []int{1, 2, 3, 4, 5}), `
P: unexpected call M([1 2 3 4 5])
  nearest expectation (P):
    v: differs (-want +got)
        1
        2
      + 3
        4
        5`},

		{"an element is removed", explain(numbers(9), append(numbers(4), 5, 6, 7, 8)), `
P: unexpected call M([0 1 2 3 5 6 7 8])
  nearest expectation (P):
    v: differs (-want +got)
        ... (2 lines alike)
        2
        3
      - 4
        5
        6
        ... (2 lines alike)`},

		{"the first element is gone and one follows the last", explain(numbers(8), numbers(9)[1:]), `
P: unexpected call M([1 2 3 4 5 6 7 8])
  nearest expectation (P):
    v: differs (-want +got)
      - 0
        1
        2
        ... (3 lines alike)
        6
        7
      + 8`},

		{"one element removed, another changed", explain([]string{"a", "b", "c", "d", "e"}, []string{"a", "c", "d", "f"}), `
P: unexpected call M(["a" "c" "d" "f"])
  nearest expectation (P):
    v: differs (-want +got)
        "a"
      - "b"
        "c"
        "d"
      - "e"
      + "f"`},

		{"one of many like elements less", explain([]int{0, 0, 0, 0, 0, 0}, []int{0, 0, 0, 0, 0}), `
P: unexpected call M([0 0 0 0 0])
  nearest expectation (P):
    v: differs (-want +got)
        ... (3 lines alike)
        0
        0
      - 0`},

		{"elements that are alike and look otherwise", explain([]time.Time{utc, utc.Add(time.Hour)}, []time.Time{utc.Add(time.Minute), cet, utc.Add(time.Hour)}), `
P: unexpected call M([2026-11-21 13:01:00 +0000 UTC 2026-11-21 14:00:00 +0100 CET 2026-11-21 14:00:00 +0000 UTC])
  nearest expectation (P):
    v: differs (-want +got)
      + 2026-11-21 13:01:00 +0000 UTC
        2026-11-21 13:00:00 +0000 UTC
        2026-11-21 14:00:00 +0000 UTC`},

		{"a list that has become empty", explain([]int{1, 2}, nil), `
P: unexpected call M([])
  nearest expectation (P): v: want [1 2], got []`},

		{"a few elements", explain(numbers(20), append(append(numbers(7), 70, 80), numbers(20)[9:]...)), `
P: unexpected call M([0 1 2 3 4 5 6 70 80 9 10 11 12 13 14 15 16 17 18 19])
  nearest expectation (P): v[7]: want 7, got 70; v[8]: want 8, got 80`},

		{"a key is missing", explain(squares(4), without(squares(4), 2)), `
P: unexpected call M(map[0:0 1:1 3:9])
  nearest expectation (P): v[2]: want 4, got nothing`},

		{"keys are missing, added and changed", explain(squares(12), added), `
P: unexpected call M(map[0:0 1:1 2:4 5:25 6:36 7:50 8:64 9:81 10:100 11:121 20:400])
  nearest expectation (P):
    v: differs (-want +got)
        ... (1 line alike)
        1: 1
        2: 4
      - 3: 9
      - 4: 16
        5: 25
        6: 36
      - 7: 49
      + 7: 50
        8: 64
        9: 81
        10: 100
        11: 121
      + 20: 400`},

		{"one line of a text", explain(request, strings.Replace(request, "8191", "9999", 1)), `
P: unexpected call M("GET /firmware/2.4.1 HTTP/1.1\nHost: updates.examp"... (156 bytes))
  nearest expectation (P):
    v: differs (-want +got)
        ... (1 line alike)
        "Host: updates.example.org\n"
        "Accept: application/octet-stream\n"
      - "Range: bytes=4096-8191\n"
      + "Range: bytes=4096-9999\n"
        "Connection: keep-alive\n"
        "User-Agent: module/7\n"
        ... (1 line alike)`},

		{"a line of a payload in a struct", explain([]any{struct{ Body []byte }{[]byte(request)}}, []any{struct{ Body []byte }{[]byte(request[:len(request)-1] + "\r\n")}}), `
P: unexpected call M([{Body:"GET /firmware/2.4.1 HTTP/1.1\nHost: updates.examp"... (157 bytes)}])
  nearest expectation (P):
    v[0].Body: differs (-want +got)
        ... (4 lines alike)
        "Connection: keep-alive\n"
        "User-Agent: module/7\n"
      - "\n"
      + "\r\n"`},

		{"structs with something sensitive", explain([]login{joe, jim}, []login{joes("staple"), ann, jim}), `
P: unexpected call M([{User:"joe" Password:[redacted]} {User:"ann" Password:[redacted]} {User:"jim" Password:[redacted]}])
  nearest expectation (P):
    v: differs (-want +got)
      - {User:"joe" Password:[redacted]}
      + {User:"joe" Password:[redacted]} (differs in what is not printed)
      + {User:"ann" Password:[redacted]}
        {User:"jim" Password:[redacted]}`},

		{"structs that differ in nothing else", explain([]login{joe, joe, jim, jim}, []login{joes("a"), joes("b"), ann, ann}), `
P: unexpected call M([{User:"joe" Password:[redacted]} {User:"joe" Password:[redacted]} {User:"ann" Password:[redacted]} {User:"ann" Password:[redacted]}])
  nearest expectation (P):
    v[0].Password: differs in what is not printed
    v[1].Password: differs in what is not printed
    v[2].User: want "jim", got "ann"
    v[2].Password: differs in what is not printed
    v[3].User: want "jim", got "ann"
    v[3].Password: differs in what is not printed`},

		{"two that look alike have changed places", explain([]login{joe, joes("a"), jim}, []login{joes("a"), joe, jim}), `
P: unexpected call M([{User:"joe" Password:[redacted]} {User:"joe" Password:[redacted]} {User:"jim" Password:[redacted]}])
  nearest expectation (P): v[0].Password: differs in what is not printed; v[1].Password: differs in what is not printed`},

		{"more lines than are printed", explain(make([]int, 30), numbers(13)[1:]), `
P: unexpected call M([1 2 3 4 5 6 7 8 9 10 11 12])
  nearest expectation (P):
    v: differs (-want +got)
` + func() (pairs string) {
			for i := range 10 {
				pairs += "      - 0\n      + " + strconv.Itoa(i+1) + "\n"
			}
			return pairs
		}() + `        ... (20 lines more that differ)`},

		{"more places than are printed", explain(make([]struct{ A, B, C, D int }, 3), []struct{ A, B, C, D int }{{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}}), `
P: unexpected call M([{A:1 B:2 C:3 D:4} {A:5 B:6 C:7 D:8} {A:9 B:10 C:11 D:12}])
  nearest expectation (P):
    v[0].A: want 0, got 1
    v[0].B: want 0, got 2
    v[0].C: want 0, got 3
    v[0].D: want 0, got 4
    v[1].A: want 0, got 5
    v[1].B: want 0, got 6
    v[1].C: want 0, got 7
    v[1].D: want 0, got 8
    v[2].A: want 0, got 9
    v[2].B: want 0, got 10
    and 2 more`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != strings.TrimPrefix(tt.want, "\n") {
				t.Errorf("the failure is\n%s\nwant\n%s", tt.got, tt.want)
			}
		})
	}
}

// Lists of tens of thousands of elements are told of as short ones are.
func TestFailureTextOfLongLists(t *testing.T) {
	list := make([]int, 50_000)
	for i := range list {
		list[i] = i
	}
	text := explain(list, append(list[:300:300], list[301:]...))
	want := `
    v: differs (-want +got)
        ... (298 lines alike)
        298
        299
      - 300
        301
        302
        ... (49697 lines alike)`
	if !strings.HasSuffix(text, want) {
		t.Errorf("the failure is\n%s\nwant it to end in%s", text, want)
	}
}
