package at

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// wire is the module's end of a port: an unbounded buffer towards the host, and the host's writes one by one.
type wire struct {
	mu       sync.Mutex
	cond     *sync.Cond
	toHost   []byte
	fromHost [][]byte
	closed   bool
	fault    error // what the host's Read fails with
}

func newWire() *wire {
	w := &wire{}
	w.cond = sync.NewCond(&w.mu)
	return w
}

// hostEnd is the port that the dialogue gets.
type hostEnd struct{ *wire }

func (h hostEnd) Read(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for len(h.toHost) == 0 && !h.closed && h.fault == nil {
		h.cond.Wait()
	}
	switch {
	case h.closed:
		return 0, io.ErrClosedPipe
	case len(h.toHost) == 0:
		return 0, h.fault
	}
	n := copy(p, h.toHost)
	h.toHost = h.toHost[n:]
	return n, nil
}

func (h hostEnd) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return 0, io.ErrClosedPipe
	}
	h.fromHost = append(h.fromHost, bytes.Clone(p))
	h.cond.Broadcast()
	return len(p), nil
}

func (h hostEnd) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	h.cond.Broadcast()
	return nil
}

func (w *wire) send(s string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.toHost = append(w.toHost, s...)
	w.cond.Broadcast()
}

func (w *wire) unplug(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault = err
	w.cond.Broadcast()
}

// next returns the host's next write, or false once the port is closed.
func (w *wire) next() (string, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.fromHost) == 0 && !w.closed {
		w.cond.Wait()
	}
	if len(w.fromHost) == 0 {
		return "", false
	}
	p := w.fromHost[0]
	w.fromHost = w.fromHost[1:]
	return string(p), true
}

// bench is a dialogue with a scripted module, and what its handler was told.
type bench struct {
	*Dialogue
	t    *testing.T
	wire *wire
	done chan struct{} // closed when the script is at its end

	mu     sync.Mutex
	events []string
}

// play starts a dialogue with a module that follows a script: lines of
//
//	> "what the host must write, in one write"
//	< "what the module sends"
//	~ 50ms
//
// where ~ lets time pass. A new dialogue first synchronises: the script's first exchange is put before it.
func play(t *testing.T, script string) *bench {
	t.Helper()
	return playFrom(t, "> \"AT\\r\\n\"\n< \"\\r\\nOK\\r\\n\"\n> \"ATE0\\r\\n\"\n< \"\\r\\nOK\\r\\n\"\n"+script)
}

// playFrom is play without the first exchange.
func playFrom(t *testing.T, script string) *bench {
	t.Helper()
	b := &bench{t: t, wire: newWire(), done: make(chan struct{})}
	b.Dialogue = New(hostEnd{b.wire}, Handler{
		Data: func(link int, from netip.AddrPort, p []byte, rest int) {
			s := fmt.Sprintf("data %d %q +%d", link, p, rest)
			if from.IsValid() {
				s += " " + from.String()
			}
			b.event(s)
		},
		Notice:   func(link, n int) { b.event(fmt.Sprintf("notice %d %d", link, n)) },
		URC:      func(line []byte) { b.event("urc " + string(line)) },
		Lost:     func(link, n int) { b.event(fmt.Sprintf("lost %d %d", link, n)) },
		Resynced: func() { b.event("resynced") },
		Reset:    func(reason string) { b.event("reset " + reason) },
		Down:     func(err error) { b.event("down " + err.Error()) },
	}, Limits{})
	go b.follow(script, b.done)
	return b
}

func (b *bench) event(s string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events = append(b.events, s)
}

func (b *bench) follow(script string, done chan struct{}) {
	defer close(done)
	for i, line := range strings.Split(script, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		arg := strings.TrimSpace(line[1:])
		if line[0] == '~' {
			d, err := time.ParseDuration(arg)
			if err != nil {
				b.t.Errorf("script line %d: %v", i+1, err)
			}
			time.Sleep(d)
			continue
		}
		text, err := strconv.Unquote(arg)
		if err != nil {
			b.t.Errorf("script line %d: %v: %s", i+1, err, line)
			return
		}
		if line[0] == '<' {
			b.wire.send(text)
			continue
		}
		got, ok := b.wire.next()
		if !ok {
			b.t.Errorf("script line %d: host wrote nothing, want %q", i+1, text)
			return
		}
		if got != text {
			b.t.Errorf("script line %d: host wrote %q, want %q", i+1, got, text)
			b.wire.unplug(errors.New("script failed"))
			return
		}
	}
}

// end checks that the script was played to its end and that the host wrote nothing more, and closes the dialogue.
func (b *bench) end(want ...string) {
	b.t.Helper()
	synctest.Wait()
	select {
	case <-b.done:
	default:
		b.t.Error("script was not played to its end")
	}
	b.wire.mu.Lock()
	if len(b.wire.fromHost) > 0 {
		b.t.Errorf("host also wrote %q", b.wire.fromHost)
	}
	b.wire.mu.Unlock()
	if err := b.Close(); err != nil {
		b.t.Errorf("Close: %v", err)
	}
	synctest.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	if got, want := strings.Join(b.events, "\n"), strings.Join(want, "\n"); got != want {
		b.t.Errorf("handler was told\n%s\nwant\n%s", got, want)
	}
}

// transcript reads a script that follows a log of a real module.
func transcript(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".script"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// ask runs a command and returns the lines of its answer.
func (b *bench) ask(c Cmd) ([]string, error) {
	var lines []string
	err := b.Command(context.Background(), c, func(line []byte) { lines = append(lines, string(line)) })
	return lines, err
}

// must runs a command that has to succeed with the given lines.
func (b *bench) must(c Cmd, want ...string) {
	b.t.Helper()
	lines, err := b.ask(c)
	if err != nil {
		b.t.Errorf("%v: %v", c, err)
	}
	if got, want := strings.Join(lines, "\n"), strings.Join(want, "\n"); got != want {
		b.t.Errorf("%v answered\n%s\nwant\n%s", c, got, want)
	}
}

// refused checks that err is an *Error with a result and a text.
func refused(t *testing.T, err error, result Result, text string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Result != result || e.Text != text {
		t.Errorf("error %v, want %v with text %q", err, result, text)
	}
}

// expired reports whether a call's context ended after its command was written.
func expired(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) && errors.Is(err, ErrDoubt)
}

// within returns a context with a time limit.
func within(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}
