// Package boardtest runs the programs of examples/net for their tests, and looks at what they print.
package boardtest

import (
	"bytes"
	"context"
	"net"
	"regexp"
	"strings"
	"testing"

	"drivergen/examples/net/internal/board"
)

// A Result is what came of a run.
type Result struct {
	Out, Log string // standard output and standard error
	Code     int    // what it exits with
}

// Run runs a program with arguments and an empty environment.
func Run(t testing.TB, p board.Program, args ...string) Result {
	t.Helper()
	return RunContext(t.Context(), p, args...)
}

// RunContext is Run until a context ends, as by Control-C.
func RunContext(ctx context.Context, p board.Program, args ...string) Result {
	var out, log bytes.Buffer
	code := board.Run(ctx, p, args, func(string) string { return "" }, &out, &log)
	return Result{out.String(), log.String(), code}
}

// Online is what every program prints first with the emulated module.
const Online = `module   opening emulator:
         an ESP8266 with AT firmware <version>
join     lab
joined   lab at <mac>, channel 6, -42 dBm
address  10.0.0.2 (<mac>)
`

// OnlineWith is Online with the faults of --fault.
func OnlineWith(faults string) string {
	return strings.Replace(Online, "emulator:", "emulator: with the faults "+faults, 1)
}

// placeholders stand in a wanted text for what is another each time.
var placeholders = map[string]string{
	"<version>": `\d+\.\d+\.\d+\.\d+`,
	"<mac>":     `[0-9a-f]{2}(?::[0-9a-f]{2}){5}`,
	"<port>":    `\d{1,5}`,
	"<date>":    `[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT`,
	"<n>":       `\d+`,
	"<time>":    `(?:\d+h)?(?:\d+m)?\d+(?:\.\d+)?(?:ns|µs|ms|s)`,
	"<rate>":    `\d+(?:\.\d+)? [kM]?B/s`,
	"<any>":     `[^\n]*`,
	"<lines>":   `(?:[^\n]*\n)*`,
}

// pattern is the regular expression of a whole wanted text.
func pattern(want string) *regexp.Regexp {
	text := regexp.QuoteMeta(want)
	for name, expression := range placeholders {
		text = strings.ReplaceAll(text, name, expression)
	}
	return regexp.MustCompile("^" + text + "$")
}

// Matches reports whether a text is the wanted one, in which <version>, <mac>, <port>, <date>, <n>, <time>, <rate>, <any> and
// <lines> stand for what is another each time: <any> for the rest of a line, <lines> for any number of whole ones.
func Matches(got, want string) bool { return pattern(want).MatchString(got) }

// Done fails the test unless a program did its job and printed what is wanted, as Matches has it, and nothing on standard error.
func Done(t testing.TB, r Result, want string) {
	t.Helper()
	if r.Code != board.Done || r.Log != "" || !Matches(r.Out, want) {
		t.Errorf("exit %d, standard error:\n%s\nprinted:\n%s\nwant:\n%s", r.Code, r.Log, r.Out, want)
	}
}

// Fails fails the test unless a program exits with a code and the one line on standard error is the wanted one, as Matches has it.
func Fails(t testing.TB, r Result, code int, want string) {
	t.Helper()
	if r.Code != code || !Matches(r.Log, want+"\n") {
		t.Errorf("exit %d, want %d; standard error:\n%swant:\n%s\nprinted:\n%s", r.Code, code, r.Log, want, r.Out)
	}
}

// Mistake is Fails for a mistake of usage of a program.
func Mistake(t testing.TB, p board.Program, want string, args ...string) {
	t.Helper()
	Fails(t, Run(t, p, args...), board.Usage, p.Name+": "+want+" ("+p.Name+" -h tells more)")
}

// Nobody returns an address of this machine, HOST:PORT, where nobody listens.
func Nobody(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	return listener.Addr().String()
}
