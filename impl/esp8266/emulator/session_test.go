package emulator

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"
)

// session plays a host against an emulator: what it sends, and byte for byte what it must hear.
type session struct {
	t    *testing.T
	emu  *Emulator
	port io.ReadWriteCloser
	in   chan []byte
	got  []byte
}

const patience = 30 * time.Second // before a test gives up on bytes that never come

func newSession(t *testing.T, opts ...Option) *session {
	t.Helper()
	emu := Start(t, opts...)
	return attach(t, emu)
}

// attach opens a session on an emulator that runs already.
func attach(t *testing.T, emu *Emulator) *session { return hosting(t, emu, emu.Port()) }

// hosting opens a session on a port of an emulator.
func hosting(t *testing.T, emu *Emulator, port io.ReadWriteCloser) *session {
	s := &session{t: t, emu: emu, port: port, in: make(chan []byte, 1024)}
	go func() {
		defer close(s.in)
		for {
			buf := make([]byte, 4096)
			n, err := s.port.Read(buf)
			if n > 0 {
				s.in <- buf[:n]
			}
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() { s.port.Close() })
	return s
}

// send writes to the module in one piece.
func (s *session) send(text string) {
	s.t.Helper()
	if _, err := io.WriteString(s.port, text); err != nil {
		s.t.Fatalf("send %q: %v", text, err)
	}
}

// expect reads as many bytes as want has and fails unless they are want.
func (s *session) expect(want string) {
	s.t.Helper()
	s.fill(func() bool {
		n := min(len(s.got), len(want))
		return len(s.got) >= len(want) || string(s.got[:n]) != want[:n]
	})
	n := min(len(s.got), len(want))
	if string(s.got[:n]) != want {
		s.t.Fatalf("heard %q\n want %q", s.got, want)
	}
	s.got = s.got[n:]
}

// until reads up to and including text, and gives everything read.
func (s *session) until(text string) string {
	s.t.Helper()
	s.fill(func() bool { return bytes.Contains(s.got, []byte(text)) })
	i := bytes.Index(s.got, []byte(text))
	if i < 0 {
		s.t.Fatalf("heard %q, waited for %q", s.got, text)
	}
	heard := string(s.got[:i+len(text)])
	s.got = s.got[i+len(text):]
	return heard
}

// reply reads a command's answer, which holds no OK of its own, and gives it.
func (s *session) reply() string {
	s.t.Helper()
	s.fill(func() bool {
		return bytes.Contains(s.got, []byte("\r\nOK\r\n")) || bytes.Contains(s.got, []byte("\r\nERROR\r\n"))
	})
	if i := bytes.Index(s.got, []byte("\r\nERROR\r\n")); i >= 0 {
		return s.until("\r\nERROR\r\n")
	}
	return s.until("\r\nOK\r\n")
}

// fill reads until enough says so, the port ends, or patience does.
func (s *session) fill(enough func() bool) {
	timeout := time.After(patience)
	for !enough() {
		select {
		case p, ok := <-s.in:
			if !ok {
				return
			}
			s.got = append(s.got, p...)
		case <-timeout:
			return
		}
	}
}

// fillNow takes what has been read already.
func (s *session) fillNow() {
	for {
		select {
		case p := <-s.in:
			s.got = append(s.got, p...)
		default:
			return
		}
	}
}

// play runs a dialogue: a line that starts with "> " is sent, one that starts with "< " must be heard. \r\n and other
// Go escapes stand for what they mean; %ADDR% and so on come from the pairs of vars.
func (s *session) play(dialogue string, vars ...string) {
	s.t.Helper()
	dialogue = strings.NewReplacer(vars...).Replace(dialogue)
	for _, line := range strings.Split(strings.TrimSpace(dialogue), "\n") {
		line = strings.TrimLeft(line, "\t")
		if len(line) < 2 || line == "" {
			continue
		}
		text := unquote(s.t, line[2:])
		switch line[:2] {
		case "> ":
			s.send(text)
		case "< ":
			s.expect(text)
		default:
			s.t.Fatalf("neither sent nor heard: %q", line)
		}
	}
}

// idle checks that the module has nothing more to say: the next it says is the answer to one more command.
func (s *session) idle() {
	s.t.Helper()
	s.send("ATE0\r\n")
	if heard := s.until("OK\r\n"); heard != "\r\nOK\r\n" && heard != "ATE0\r\n\r\nOK\r\n" {
		s.t.Fatalf("heard %q too much", heard)
	}
}

func unquote(t *testing.T, text string) string {
	t.Helper()
	r := strings.NewReplacer(`\r`, "\r", `\n`, "\n", `\x00`, "\x00", `\\`, `\`, `\s`, " ")
	return r.Replace(text)
}
