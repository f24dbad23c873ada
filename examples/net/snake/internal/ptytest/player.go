//go:build unix

package ptytest

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"
)

// A Player is a program in a terminal of its own.
type Player struct {
	t        testing.TB
	cmd      *exec.Cmd
	terminal *os.File // the other side of it
	slave    *os.File // the program's side
	before   *term.State
	seen     bytes.Buffer
	more     chan []byte
}

// Start runs the test's own binary in a terminal, with a variable of the environment set by which it knows that it is the
// program. It is killed where the test ends before it.
func Start(t testing.TB, variable string, columns, rows uint16, args ...string) *Player {
	t.Helper()
	terminal, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(terminal, &pty.Winsize{Cols: columns, Rows: rows}); err != nil {
		t.Fatal(err)
	}
	p := &Player{t: t, terminal: terminal, slave: slave, more: make(chan []byte, 1000)}
	if p.before, err = term.GetState(int(slave.Fd())); err != nil {
		t.Fatal(err)
	}
	p.cmd = exec.CommandContext(t.Context(), os.Args[0], args...)
	p.cmd.Env = append(os.Environ(), variable+"=1", "WIFI_PASSWORD=")
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = slave, slave, slave
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.more)
		for {
			b := make([]byte, 4<<10)
			n, err := terminal.Read(b)
			p.more <- b[:n]
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		p.cmd.Process.Kill()
		p.slave.Close()
		p.terminal.Close()
		for range p.more {
		}
	})
	return p
}

// Await waits until the program has printed a text since the last one that was waited for.
func (p *Player) Await(text string) {
	p.t.Helper()
	limit := time.After(30 * time.Second)
	for {
		if at := strings.Index(p.seen.String(), text); at >= 0 {
			p.seen.Next(at + len(text))
			return
		}
		select {
		case b, ok := <-p.more:
			if !ok {
				p.t.Fatalf("the terminal closed before %q came", text)
			}
			p.seen.Write(b)
		case <-limit:
			p.t.Fatalf("%q does not come; what came is %q", text, p.seen.String())
		}
	}
}

// Press sends keys.
func (p *Player) Press(keys string) {
	p.t.Helper()
	if _, err := io.WriteString(p.terminal, keys); err != nil {
		p.t.Fatal(err)
	}
}

// Ends waits for the program's end and checks that the terminal is as it was.
func (p *Player) Ends(code int) {
	p.t.Helper()
	err := p.cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	if p.cmd.ProcessState.ExitCode() != code {
		p.t.Errorf("%v, want exit %d", p.cmd.ProcessState, code)
	}
	after, err := term.GetState(int(p.slave.Fd()))
	if err != nil {
		p.t.Fatal(err)
	}
	if *after != *p.before {
		p.t.Error("the terminal is not as it was")
	}
}

// Signal sends the program a signal.
func (p *Player) Signal(signal os.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(signal); err != nil {
		p.t.Fatal(err)
	}
}

// Resize changes the terminal's size.
func (p *Player) Resize(columns, rows uint16) {
	p.t.Helper()
	if err := pty.Setsize(p.terminal, &pty.Winsize{Cols: columns, Rows: rows}); err != nil {
		p.t.Fatal(err)
	}
}

// What a program prints that takes a terminal over, and that gives it back.
const (
	Enters = "\x1b[?1049h\x1b[?25l"
	Leaves = "\x1b[?25h\x1b[?1049l"
)
