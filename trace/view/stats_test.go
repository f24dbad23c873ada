package view_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drivergen/driver"
	"drivergen/driver/recording"
	"drivergen/trace/view"
)

func TestStats(t *testing.T) {
	stats, err := view.Collect(of(nil, conversation(t)...))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := view.WriteStats(&b, stats, 1, view.Screen{}); err != nil {
		t.Fatal(err)
	}
	const want = `
8 calls, 1 failed, 1 event in 43.1 ms; sent 64 B, received 1.46 kB, 35.4 kB/s

METHOD   CALLS  FAILED      P50      P90      P99      MAX  ERRORS
close        1       0   900 µs   900 µs   900 µs   900 µs
connect      2       1  4.00 ms  10.5 ms  10.5 ms  10.5 ms  ECONNREFUSED 1
recv         2       0  5.00 µs  30.0 ms  30.0 ms  30.0 ms  EOF 1
resolve      1       0  1.20 ms  1.20 ms  1.20 ms  1.20 ms
socket       1       0  30.0 µs  30.0 µs  30.0 µs  30.0 µs
write        1       0   250 µs   250 µs   250 µs   250 µs

EVENT       COUNT
connect_cb      1

SOCKET  CALLS  FAILED  EVENTS  SENT  RECEIVED  LIFETIME       RATE
0#1         6       0       1  64 B   1.46 kB   41.8 ms  36.5 kB/s
… and 1 socket more (--all shows them)
`
	if got := "\n" + b.String(); got != want {
		t.Errorf("the figures are%s\nwant%s", got, want)
	}
}

// Bytes count where they were taken: not of a call that failed, nor more than the call says.
func TestStatsCountBytes(t *testing.T) {
	failed := call("write", 1, 1, 0, 1)
	failed.Args, failed.Errno = values(payload("data", 100, "")), driver.EPIPE
	partly := call("Send", 1, 1, 1, 1)
	partly.Args, partly.Results = values(payload("buf", 100, "")), values(number("n", 60))
	alone := call("Send", 1, 1, 2, 1)
	alone.Args, alone.Results = values(payload("buf", 100, "")), values(number("count", 7))
	whole := call("write", 1, 1, 3, 1)
	whole.Args = values(payload("data", 1000, ""))
	received := call("recv", 1, 1, 4, 1)
	received.Results = values(number("n", 30), payload("buf", 30, ""))
	told := call("message", 1, 1, 5, 0)
	told.Kind, told.Args = recording.Event, values(payload("data", 5, ""))
	stats, err := view.Collect(of(nil, failed, partly, alone, whole, received, told))
	if err != nil {
		t.Fatal(err)
	}
	if stats.Sent != 1067 || stats.Received != 35 || stats.Sockets[0].Sent != 1067 || stats.Sockets[0].Received != 35 {
		t.Errorf("sent %d and %d, received %d and %d", stats.Sent, stats.Sockets[0].Sent, stats.Received, stats.Sockets[0].Received)
	}
}

// A socket that accept makes is there from then on, and one that is not closed is there at the end.
func TestStatsOfSockets(t *testing.T) {
	accept := call("accept", 0, 1, 100, 50)
	accept.Creates, accept.Created = 5, 2
	recv := call("recv", 5, 2, 900, 100)
	recv.Unfinished = true
	closed := call("close", 0, 1, 500, 10)
	closed.Ends = true
	stats, err := view.Collect(of(nil, accept, closed, recv))
	if err != nil {
		t.Fatal(err)
	}
	want := []view.SocketStats{
		{Interface: "netdev.NetDev", Handle: 0, Number: 1, Calls: 2, First: 100 * time.Microsecond, Last: 510 * time.Microsecond, Closed: true},
		{Interface: "netdev.NetDev", Handle: 5, Number: 2, Calls: 1, First: 150 * time.Microsecond, Last: 1000 * time.Microsecond},
	}
	if diff := cmp.Diff(want, stats.Sockets); diff != "" {
		t.Errorf("sockets (-want +got)\n%s", diff)
	}
	if stats.Waiting != 1 || stats.Methods[2].Waiting != 1 || stats.Methods[2].Max != 0 {
		t.Errorf("the call that did not return: %d, %+v", stats.Waiting, stats.Methods[2])
	}
	var shown strings.Builder
	if err := view.WriteStats(&shown, stats, 0, view.Screen{}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(shown.String()) {
		if f := strings.Fields(line); len(f) > 6 && f[0] == "recv" && strings.Join(f[3:7], " ") != "- - - -" {
			t.Errorf("the call that did not return has durations: %s", line)
		}
	}
	if !strings.Contains(shown.String(), "recv") {
		t.Errorf("no line of recv in\n%s", shown.String())
	}
}

func TestStatsAsJSON(t *testing.T) {
	stats, err := view.Collect(of(nil, conversation(t)...))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(stats)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"calls":8,"failed":1`, `{"interface":"netdev.NetDev","name":"connect","calls":2,"failed":1,`, `"errors":[{"errno":"ECONNREFUSED","count":1}],"p50Ns":4000000,"p90Ns":10500000,`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %s", text, want)
		}
	}
	empty, err := view.Collect(of(nil))
	if err != nil {
		t.Fatal(err)
	}
	if text, err = json.Marshal(empty); err != nil || strings.Contains(string(text), "null") {
		t.Errorf("of nothing: %s, %v", text, err)
	}
}
