// Package servingtest runs the programs of examples/net that go on until they are interrupted, for their tests.
package servingtest

import (
	"context"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"drivergen/examples/net/internal/board"
)

// A Running is a program that runs.
type Running struct {
	t      testing.TB
	lines  chan string
	rest   string
	cancel context.CancelFunc
	ended  chan int
}

// Start starts a program, which ends with the test at the latest.
func Start(t testing.TB, p board.Program, args ...string) *Running {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r := &Running{t: t, lines: make(chan string, 1000), cancel: cancel, ended: make(chan int, 1)}
	go func() {
		defer close(r.lines)
		r.ended <- board.Run(ctx, p, args, func(string) string { return "" }, r, io.Discard)
	}()
	t.Cleanup(func() { r.End() })
	return r
}

// Write takes what the program prints.
func (r *Running) Write(p []byte) (int, error) {
	r.rest += string(p)
	for {
		line, rest, ok := strings.Cut(r.rest, "\n")
		if !ok {
			return len(p), nil
		}
		r.rest = rest
		r.lines <- line
	}
}

// patience is how long a line may be waited for: a program that does not print it does not end by itself.
const patience = time.Minute

// Find waits for a line that matches a pattern, and returns the pattern's first group in it. Earlier lines are gone.
func (r *Running) Find(pattern string) string {
	r.t.Helper()
	expression := regexp.MustCompile(`^` + pattern + `$`)
	var seen []string
	limit := time.After(patience)
	for printing := true; printing; {
		var line string
		select {
		case line, printing = <-r.lines:
		case <-limit:
			printing = false
		}
		if m := expression.FindStringSubmatch(line); m != nil && printing {
			return m[min(1, len(m)-1)]
		}
		seen = append(seen, line)
	}
	r.t.Fatalf("no line is like %s in\n%s", pattern, strings.Join(seen, "\n"))
	return ""
}

// End interrupts the program and returns what it exits with. A second call returns the same.
func (r *Running) End() int {
	r.cancel()
	for range r.lines { // what it still prints
	}
	code := <-r.ended
	r.ended <- code
	return code
}
