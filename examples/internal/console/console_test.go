package console_test

import (
	"bytes"
	"errors"
	"flag"
	"strings"
	"testing"
	"time"

	"drivergen/examples/internal/console"
)

func TestStep(t *testing.T) {
	var out bytes.Buffer
	console.Step(&out, "join", "%s", "lab")
	console.Step(&out, "", "at %d dBm", -42)
	if got, want := out.String(), "join     lab\n         at -42 dBm\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}

func TestTextFromElsewhere(t *testing.T) {
	for _, tt := range []struct{ text, printable, visible string }{
		{"lab", "lab", "lab"},
		{"", "", "(hidden)"},
		{"Café, 1er étage", "Café, 1er étage", "Café, 1er étage"},
		{"a\tb", "a b", `"a\tb"`},
		{"\x1b[2Jgone\r\n", "[2Jgone", `"\x1b[2Jgone\r\n"`},
		{"\xff\xfe", "\ufffd\ufffd", `"\xff\xfe"`},
		{strings.Repeat("é", 101), strings.Repeat("é", 100) + "…", strings.Repeat("é", 101)},
	} {
		if got := console.Printable(tt.text); got != tt.printable {
			t.Errorf("Printable(%q) is %q, want %q", tt.text, got, tt.printable)
		}
		if got := console.Visible(tt.text); got != tt.visible {
			t.Errorf("Visible(%q) is %q, want %q", tt.text, got, tt.visible)
		}
	}
	if got := console.OneLine(errors.New("a\n  b\tc\r\n")); got != "a b c" {
		t.Errorf("OneLine gives %q", got)
	}
}

func TestCounted(t *testing.T) {
	for n, want := range map[int]string{0: "0 lines", 1: "1 line", 2: "2 lines"} {
		if got := console.Counted(n, "line"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"--count 5 --verbose --wait 2s --pair a=b", ""},
		{"-h", "flag: help requested"},
		{"--cuont 5", "unknown flag --cuont: did you mean --count?"},
		{"--baud 5", "unknown flag --baud: use one of --count, --limit, --pair, --verbose, --wait"},
		{"--count", "--count needs a value, --count TIMES: TIMES that it is done"},
		{"--count five", `--count "five": want a value such as 3`},
		{"--wait five", `--wait "five": want a value such as 1s`},
		{"--limit five", `--limit "five": want a value such as 30s`},
		{"--verbose=perhaps", `--verbose "perhaps": want a value such as false`},
		{"--pair a", `--pair "a": no equals sign`},
		{"--count 5 now", `unexpected argument "now": every value has its flag`},
		{"--count 999999999999999999999", `--count "999999999999999999999": value out of range`},
		{"---count 5", "bad flag syntax: ---count"},
	} {
		fs := console.NewFlagSet("tryout")
		fs.Int("count", 3, "`TIMES` that it is done")
		fs.Bool("verbose", false, "tell more")
		fs.Duration("wait", time.Second, "how long")
		fs.Duration("limit", 0, "how long at the most")
		fs.Func("pair", "a pair", func(text string) error {
			if !strings.Contains(text, "=") {
				return errors.New("no equals sign")
			}
			return nil
		})
		got := ""
		if err := console.Parse(fs, strings.Fields(tt.args)); err != nil {
			got = err.Error()
			if errors.Is(err, flag.ErrHelp) != (tt.args == "-h") {
				t.Errorf("%s: %v", tt.args, err)
			}
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.args, got, tt.want)
		}
	}
}

func TestCheckURL(t *testing.T) {
	for text, want := range map[string]string{
		"http://example.org/":     "",
		"https://[2001:db8::1]:8": "",
		"http://h:99999/":         `--url "http://h:99999/": want a port from 1 to 65535`,
		"http://h:0/":             `--url "http://h:0/": want a port from 1 to 65535`,
		"http://h:/":              "",
		"ftp://example.org/":      `--url "ftp://example.org/": want http://HOST/ or https://HOST/`,
		"example.org":             `--url "example.org": want http://HOST/ or https://HOST/`,
		"http:///page":            `--url "http:///page": want http://HOST/ or https://HOST/`,
		"http://h:port/":          `--url "http://h:port/": invalid port ":port" after host`,
		"":                        `--url "": want http://HOST/ or https://HOST/`,
	} {
		got := ""
		if err := console.CheckURL("url", text); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestRedacted(t *testing.T) {
	for text, want := range map[string]string{
		"ws://h:1/a?b=c":       "ws://h:1/a?b=c",
		"wss://lisa:secret@h/": "wss://lisa:xxxxx@h/",
		"http://[b/":           "http://[b/",
	} {
		if got := console.Redacted(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestCheckServerAndListen(t *testing.T) {
	for _, tt := range []struct{ text, server, listen string }{
		{"example.org:80", "", ""},
		{"[2001:db8::1]:443", "", ""},
		{":80", `--f ":80": want HOST:PORT, such as h:1`, ""},
		{":0", `--f ":0": want HOST:PORT, such as h:1`, ""},
		{"h:0", `--f "h:0": want a port from 1 to 65535`, ""},
		{"h:65536", `--f "h:65536": want a port from 1 to 65535`, `--f "h:65536": want a port from 0, for one that is free, to 65535`},
		{"h:http", `--f "h:http": want a port from 1 to 65535`, `--f "h:http": want a port from 0, for one that is free, to 65535`},
		{"h", `--f "h": want HOST:PORT, such as h:1`, `--f "h": want [HOST]:PORT, such as h:1`},
		{"2001:db8::1:80", `--f "2001:db8::1:80": want HOST:PORT, such as h:1`, `--f "2001:db8::1:80": want [HOST]:PORT, such as h:1`},
		{"http://h:80/", `--f "http://h:80/": want HOST:PORT, such as h:1`, `--f "http://h:80/": want [HOST]:PORT, such as h:1`},
		{"", `--f "": want HOST:PORT, such as h:1`, `--f "": want [HOST]:PORT, such as h:1`},
	} {
		for i, check := range []func(flag, text, example string) error{console.CheckServer, console.CheckListen} {
			got, want := "", []string{tt.server, tt.listen}[i]
			if err := check("f", tt.text, "h:1"); err != nil {
				got = err.Error()
			}
			if got != want {
				t.Errorf("%q: %q, want %q", tt.text, got, want)
			}
		}
	}
}
