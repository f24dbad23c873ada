package playback_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/transports/pipe"
	"drivergen/transports/playback"
	"drivergen/transports/record"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const header = `{"format":"drivergen-record","version":1,"start":"2025-03-01T10:00:00Z","port":"serial:/dev/ttyUSB0"}` + "\n"

const session = header + `{"t":1000000,"kind":"data","dir":"tx","text":"AT\r\n"}
{"t":2000000,"kind":"data","dir":"rx","text":"\r\nO"}
{"t":3000000,"kind":"data","dir":"rx","text":"K\r\n"}
{"t":9000000,"kind":"baud","baud":921600}
{"t":9100000,"kind":"flow","on":true}
{"t":9200000,"kind":"reset"}
{"t":10000000,"kind":"data","dir":"tx","text":"AT+GMR\r\nAT+"}
{"t":11000000,"kind":"data","dir":"tx","text":"X\r\n"}
{"t":511000000,"kind":"data","dir":"rx","base64":"/ww+"}
{"t":600000000,"kind":"close"}
{"t":600000001,"kind":"error","dir":"rx","error":"serial: file already closed"}
`

func open(t *testing.T, text string, opts ...playback.Option) *playback.Port {
	t.Helper()
	p, err := playback.New(strings.NewReader(text), "session.jsonl", opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func write(t *testing.T, p io.Writer, text string) {
	t.Helper()
	if n, err := io.WriteString(p, text); n != len(text) || err != nil {
		t.Fatalf("Write(%q) = %d, %v", text, n, err)
	}
}

func want(t *testing.T, p io.Reader, text string) {
	t.Helper()
	got := make([]byte, len(text))
	if n, err := io.ReadFull(p, got); err != nil || string(got) != text {
		t.Fatalf("Read gave %q, %v; want %q", got[:n], err, text)
	}
}

// What the device said comes back, byte by byte and call by call, whatever pieces the host writes.
func TestSession(t *testing.T) {
	p := open(t, session)
	write(t, p, "A")
	write(t, p, "T\r\n")
	want(t, p, "\r\nOK\r\n")
	if err := p.SetRTSCTS(true); !errors.Is(err, driver.EOPNOTSUPP) {
		t.Errorf("SetRTSCTS before its time: %v", err)
	}
	for _, err := range []error{p.SetBaud(921600), p.SetRTSCTS(true), p.ResetInput()} {
		if err != nil {
			t.Error(err)
		}
	}
	write(t, p, "AT+GMR\r\nAT+X\r\n")
	want(t, p, "\xff\x0c>")
	if err := errors.Join(p.Unplayed(), p.Err()); err != nil {
		t.Error(err)
	}
	if p.String() != "playback:session.jsonl" {
		t.Errorf("it is called %s", p)
	}
}

// Without Timing nothing takes time, with it everything takes its own, also in parts.
func TestTiming(t *testing.T) {
	for scale, times := range map[float64][3]time.Duration{
		0: {}, 1: {time.Millisecond, 2 * time.Millisecond, 502 * time.Millisecond},
		0.5: {500 * time.Microsecond, time.Millisecond, 251 * time.Millisecond},
	} {
		t.Run(fmt.Sprint(scale), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := open(t, session, playback.Timing(scale))
				time.Sleep(time.Hour) // time before the first write counts for nothing
				start := time.Now()
				took := func(want time.Duration) {
					t.Helper()
					if got := time.Since(start); got != want {
						t.Errorf("after %v, want %v", got, want)
					}
				}
				write(t, p, "AT\r\n")
				want(t, p, "\r\nO")
				took(times[0])
				want(t, p, "K\r\n")
				took(times[1])
				p.SetBaud(921600)
				p.SetRTSCTS(true)
				write(t, p, "AT+GMR\r\nAT+X\r\n")
				want(t, p, "\xff\x0c>")
				took(times[2])
			})
		})
	}
}

// A message that nobody asked for comes by itself, at its time, and the host may write before it reads it.
func TestUnasked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, "< \"boot\"\n~ 2s\n< \"ready\"\n> \"AT\"\n~ 1s\n< \"OK\"\n", playback.Timing(1))
		want(t, p, "boot")
		start := time.Now()
		write(t, p, "AT")
		want(t, p, "ready")
		if got := time.Since(start); got != 2*time.Second {
			t.Errorf("ready after %v", got)
		}
		want(t, p, "OK") // its second after AT was over long ago
		if got := time.Since(start); got != 2*time.Second {
			t.Errorf("OK after %v", got)
		}
	})
}

func TestDepartures(t *testing.T) {
	tests := []struct {
		name, write, want string
		opts              []playback.Option
	}{
		{name: "another byte", write: "AT\r\nAT+GMR\r\n",
			want: `playback: session.jsonl:5: the host wrote "AT+GMR\r\n", the recording has SetBaud(921600)`},
		{name: "a byte in the middle", write: "AX\r\n",
			want: `playback: session.jsonl:2: byte 2 of "AT\r\n": the host wrote "X\r\n", the recording has "T\r\n"`},
		{name: "another line", write: "ATE0\r\n", opts: []playback.Option{playback.Lines(func(a, b string) bool { return a == b })},
			want: `playback: session.jsonl:2: the host wrote "ATE0\r\n", the recording has "AT\r\n"`},
		{name: "long", write: strings.Repeat("x", 61),
			want: `playback: session.jsonl:2: byte 1 of "AT\r\n": the host wrote "` + strings.Repeat("x", 60) + `"… (61 bytes), the recording has "AT\r\n"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := open(t, session, tt.opts...)
			reading := make(chan error)
			go func() {
				_, err := io.Copy(io.Discard, p)
				reading <- err
			}()
			_, err := io.WriteString(p, tt.write)
			if !errors.Is(err, playback.ErrDeparted) || err.Error() != tt.want {
				t.Errorf("error\n%v\nwant\n%s", err, tt.want)
			}
			if again := <-reading; again != err {
				t.Errorf("Read gave %v", again)
			}
			if _, again := p.Write([]byte("AT")); again != err || p.Err() != err {
				t.Errorf("later: %v, Err %v", again, p.Err())
			}
		})
	}
	p := open(t, `> "AT"`)
	write(t, p, "AT")
	_, err := p.Write([]byte("more"))
	if text := `playback: end of session.jsonl: the host wrote "more", the recording has nothing more`; err == nil || err.Error() != text {
		t.Errorf("error\n%v\nwant\n%s", err, text)
	}
}

// Lines may differ where the test says so, also in length.
func TestLines(t *testing.T) {
	name := func(line string) string { name, _, _ := strings.Cut(line, "="); return name }
	p := open(t, `> "AT+CWJAP=\"lab\",\"secret\"\r\nAT+CIPSEND=0,5\r\n"
		< "> "
		> "hello"
		< "SEND OK"
	`, playback.Lines(func(want, got string) bool { return name(want) == name(got) }))
	write(t, p, "AT+CWJAP=\"another laboratory\",\"x\"\r\n")
	write(t, p, "AT+CIPSEND=0,5\r\n")
	want(t, p, "> ")
	write(t, p, "hello")
	want(t, p, "SEND OK")
	if err := p.Unplayed(); err != nil {
		t.Error(err)
	}
}

// A port that failed fails again, with the same words.
func TestRecordedFailures(t *testing.T) {
	p := open(t, header+`{"t":1,"kind":"data","dir":"tx","text":"AT\r\n"}
{"t":2,"kind":"error","dir":"tx","sent":3,"error":"the device was unplugged"}
{"t":3,"kind":"error","dir":"rx","error":"the device was unplugged"}
`)
	if n, err := p.Write([]byte("AT\r\n")); n != 3 || !errors.Is(err, io.EOF) || !strings.Contains(err.Error(), "the device was unplugged") {
		t.Errorf("Write = %d, %v", n, err)
	}
	for range 2 {
		if _, err := p.Read(make([]byte, 1)); !errors.Is(err, io.EOF) || !strings.Contains(err.Error(), "the device was unplugged") {
			t.Errorf("Read: %v", err)
		}
	}
}

func TestClose(t *testing.T) {
	p := open(t, `< "x"`)
	want(t, p, "x")
	var reading sync.WaitGroup
	reading.Go(func() {
		if _, err := p.Read(make([]byte, 1)); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("Read: %v", err)
		}
	})
	p.Close()
	reading.Wait()
	_, err := p.Write([]byte("x"))
	for _, err := range []error{err, p.SetBaud(1), p.SetRTSCTS(true), p.ResetInput()} {
		if !errors.Is(err, fs.ErrClosed) {
			t.Errorf("after Close: %v", err)
		}
	}
}

func TestMalformed(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", " \n", "playback: f is empty: want a recording or a script"},
		{"nothing", header, "playback: f: nothing was recorded"},
		{"other JSON", `{"recording":"drivergen"}`, `playback: f: record: line 1: format is "": this is no recording, which begins with "drivergen-record"`},
		{"bad entry", header + `{"t":1,"kind":"dada"}`, `playback: f: record: line 2: kind is "dada": want data, error, baud, flow, reset or close`},
		{"bad script", "# a log\nAT\n", `playback: f:2: "AT": want > or < with a quoted string, ~ with a duration, or # with a comment`},
		{"no quotes", "> AT\n", `playback: f:1: "AT" is no quoted string: want as in > "AT\r\n"`},
		{"no duration", "~ 5\n", `playback: f:1: time: missing unit in duration "5"`},
		{"backwards", "~ -5s\n", `playback: f:1: time runs forward only`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := playback.New(strings.NewReader(tt.text), "f")
			if p != nil || err == nil || err.Error() != tt.want {
				t.Errorf("%v\nwant %s", err, tt.want)
			}
		})
	}
	if _, err := playback.Open(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// A recording whose last line was cut off plays up to it.
func TestCutOff(t *testing.T) {
	p := open(t, header+`{"t":1,"kind":"data","dir":"rx","text":"ready"}`+"\n"+`{"t":2,"kind":"da`)
	want(t, p, "ready")
}

// What package record keeps of a dialogue is that dialogue when it is played.
func TestOfARecording(t *testing.T) {
	near, far := pipe.New()
	var kept bytes.Buffer
	port, err := record.New(near, &kept)
	if err != nil {
		t.Fatal(err)
	}
	dialogue := func(p io.ReadWriter, answer func(string)) {
		for i := range 20 {
			text := fmt.Sprintf("AT+%d\r\n\x00\xff", i)
			write(t, p, text)
			answer(text)
			want(t, p, text)
		}
	}
	dialogue(port, func(text string) { want(t, far, text); write(t, far, text) })
	port.Close()
	far.Close()
	path := filepath.Join(t.TempDir(), "r.jsonl")
	if err := os.WriteFile(path, kept.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	dialogue(playback.Start(t, path), func(string) {})
}

// reporter is a test that fails.
type reporter struct {
	cleanup []func()
	errors  []string
}

func (r *reporter) Helper()          {}
func (r *reporter) Cleanup(f func()) { r.cleanup = append(r.cleanup, f) }
func (r *reporter) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}
func (r *reporter) Fatalf(format string, args ...any) { r.Errorf(format, args...) }

func (r *reporter) end() []string {
	for _, f := range r.cleanup {
		f()
	}
	return r.errors
}

func TestStart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(path, []byte("> \"one\"\n> \"two\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		opts []playback.Option
		do   func(p *playback.Port)
		want string
	}{
		{name: "whole", do: func(p *playback.Port) { write(t, p, "onetwo") }},
		{name: "cut", do: func(p *playback.Port) { write(t, p, "onet") }, want: `playback: ` + path + `:2: the host never came to the rest of it, "wo"`},
		{name: "idle", do: func(*playback.Port) {}, want: `playback: ` + path + `:1: the host never came to "one"`},
		{name: "partial", opts: []playback.Option{playback.Partial()}, do: func(p *playback.Port) { write(t, p, "one") }},
		{name: "departed", do: func(p *playback.Port) { p.Write([]byte("x")) },
			want: `playback: ` + path + `:1: byte 1 of "one": the host wrote "x", the recording has "one"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var r reporter
			tt.do(playback.Start(&r, path, tt.opts...))
			if got := strings.Join(r.end(), "\n"); got != tt.want {
				t.Errorf("the test was told\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
	var r reporter
	if playback.Start(&r, path+".none") != nil || len(r.end()) != 1 {
		t.Errorf("no file: the test was told %q", r.errors)
	}
}

// What departs in a command with a password is told without it: reports are passed on.
func TestDepartureTellsNoPassword(t *testing.T) {
	const script = "> \"AT+CWJAP=\\\"lab\\\",\\\"correct horse\\\"\\r\\n\"\n< \"\\r\\nOK\\r\\n\"\n> \"AT\\r\\n\"\n"
	for _, line := range []string{
		"AT+CWJAP=\"lab\",\"correct staple\"\r\n", "AT+CWJAP=\"lab\",\"\"\r\n", "AT+CWSAP=\"own\",\"staple staple\",1,3\r\n", "AT+GMR\r\n",
	} {
		for _, opts := range [][]playback.Option{nil, {playback.Lines(func(want, got string) bool { return want == got })}} {
			port, err := playback.New(strings.NewReader(script), "joins.txt", opts...)
			if err != nil {
				t.Fatal(err)
			}
			_, err = port.Write([]byte(line))
			if err == nil {
				t.Errorf("%q was accepted", line)
				continue
			}
			if text := err.Error(); strings.Contains(text, "horse") || strings.Contains(text, "staple") || strings.Contains(text, `lab`) {
				t.Errorf("%q: %s", line, text)
			}
			port.Close()
		}
	}
}
