package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"drivergen/examples/internal/local"
)

func newTestCounter(t *testing.T) (dial func() (net.Conn, *link)) {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := local.StartTCP(listener, newCounter().serve)
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return func() (net.Conn, *link) {
		conn, err := net.Dial("tcp4", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		conn.SetDeadline(time.Now().Add(time.Minute))
		return conn, newLink(conn)
	}
}

// say sends a line and returns the answer, empty where the connection was closed.
func say(t *testing.T, l *link, line string) string {
	t.Helper()
	if err := l.send("%s", line); err != nil {
		return ""
	}
	words, err := l.receive()
	if err != nil {
		return ""
	}
	return strings.Join(words, " ")
}

func TestCounterResumes(t *testing.T) {
	dial := newTestCounter(t)
	_, first := dial()
	var want tally
	for _, line := range [][2]string{{"counter a", "next 1"}, {"1 tick", "ok 1"}, {"2 tock", "ok 2"}} {
		if got := say(t, first, line[0]); got != line[1] {
			t.Fatalf("%q was answered with %q, want %q", line[0], got, line[1])
		}
	}
	want.add("tick")
	want.add("tock")
	_, second := dial()
	if got := say(t, second, "counter a"); got != "next 3" {
		t.Errorf("the second connection was answered with %q", got)
	}
	if got := say(t, first, "3 late"); got != "" {
		t.Errorf("the first connection was answered with %q after the second came", got)
	}
	words := strings.Fields(say(t, second, "bye"))
	if got, err := readTally(words); err != nil || got != want {
		t.Errorf("tally %q, want %+v: %v", words, want, err)
	}
	_, other := dial()
	if got := say(t, other, "counter b"); got != "next 1" {
		t.Errorf("another client was answered with %q", got)
	}
}

// Who breaks the rules is hung up on, and nothing of it is counted.
func TestCounterRefuses(t *testing.T) {
	for _, line := range []string{"1 tick", "2 tick", "0 tick", "-1 tick", "x tick", "1", "1 two words", ""} {
		dial := newTestCounter(t)
		_, l := dial()
		if line != "1 tick" { // which is refused before the name
			if got := say(t, l, "counter a"); got != "next 1" {
				t.Fatal(got)
			}
		}
		if got := say(t, l, line); got != "" {
			t.Errorf("%q was answered with %q", line, got)
		}
		_, again := dial()
		if got := say(t, again, "counter a"); got != "next 1" {
			t.Errorf("after %q: %q", line, got)
		}
	}
}

// The server alone tells where it is, and ends with its context.
func TestServeAlone(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	told, out := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- serveAlone(ctx, "127.0.0.1:0", out) }()
	line, err := bufio.NewReader(told).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	at := regexp.MustCompile(`^server   counting at (127\.0\.0\.1:\d+) until Control-C\n$`).FindStringSubmatch(line)
	if at == nil {
		t.Fatalf("told %q", line)
	}
	conn, err := net.Dial("tcp4", at[1])
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if got := say(t, newLink(conn), "counter a"); got != "next 1" {
		t.Errorf("answered %q", got)
	}
	if err := serveAlone(ctx, at[1], io.Discard); err == nil || !strings.HasPrefix(err.Error(), "--serve "+at[1]+": ") {
		t.Errorf("a second one: %v", err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestLines(t *testing.T) {
	in, out := net.Pipe()
	defer in.Close()
	defer out.Close()
	send := func(text string) {
		go io.WriteString(out, text)
	}
	l := newLink(in)
	go newLink(out).send("%s", "1 tick")
	if words, err := l.receive(); err != nil || !slices.Equal(words, []string{"1", "tick"}) {
		t.Errorf("%q, %v", words, err)
	}
	for _, damaged := range []string{"1 tick 00000000\n", "1 tick\n", "\n", " \n", "1 tick zz\n", strings.Repeat("x", maxLine) + "\n"} {
		fresh := newLink(in)
		send(damaged)
		if words, err := fresh.receive(); !errors.Is(err, errDamaged) {
			t.Errorf("%q: %q, %v", damaged, words, err)
		}
		if len(damaged) > maxLine { // the rest of it
			io.ReadFull(in, make([]byte, len(damaged)-maxLine))
		}
	}
}
