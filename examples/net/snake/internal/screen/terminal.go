package screen

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"

	"drivergen/examples/net/snake/internal/game"

	"golang.org/x/term"
)

// A Terminal shows a game and reads the player's keys.
type Terminal struct {
	in      *os.File
	out     io.Writer
	state   *term.State
	restore sync.Once
	shown   []string // the lines on the screen
	columns int
	rows    int
}

// Is reports whether streams are those of a terminal.
func Is(in io.Reader, out io.Writer) (yes bool) {
	input, isFile := in.(*os.File)
	output, alsoFile := out.(*os.File)
	return isFile && alsoFile && term.IsTerminal(int(input.Fd())) && term.IsTerminal(int(output.Fd()))
}

const (
	enter = "\x1b[?1049h\x1b[?25l\x1b[2J" // the alternate screen, no cursor, all clear
	leave = "\x1b[?25h\x1b[?1049l"
)

// Open takes a terminal over: keys arrive as they are pressed and are not shown, and the screen is the game's.
func Open(in, out *os.File) (*Terminal, error) {
	state, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return nil, fmt.Errorf("the terminal: %w", err)
	}
	t := &Terminal{in: in, out: out, state: state}
	_, err = io.WriteString(out, enter)
	if err != nil {
		t.Close()
		return nil, fmt.Errorf("the terminal: %w", err)
	}
	return t, nil
}

// Close gives the terminal back as it was.
func (t *Terminal) Close() (err error) {
	t.restore.Do(func() {
		_, err = io.WriteString(t.out, leave)
		if restoreErr := term.Restore(int(t.in.Fd()), t.state); err == nil {
			err = restoreErr
		}
	})
	return err
}

// UntilHangup returns a context that ends also when the terminal goes away. Until it is released no signal ends the process before
// Close: the first that asks for an end is the program's own to take, and a second one is left alone.
func UntilHangup(ctx context.Context) (hangup context.Context, release context.CancelFunc) {
	second := make(chan os.Signal, 1)
	signal.Notify(second, os.Interrupt, syscall.SIGTERM)
	hangup, stop := signal.NotifyContext(ctx, syscall.SIGHUP)
	return hangup, func() { stop(); signal.Stop(second) }
}

// Show draws a game; only what has changed goes to the terminal. Where it is too small it says so.
func (t *Terminal) Show(v View, s game.State) error {
	columns, rows, err := term.GetSize(int(t.in.Fd()))
	if err != nil {
		return fmt.Errorf("the terminal: %w", err)
	}
	if columns != t.columns || rows != t.rows {
		t.columns, t.rows, t.shown = columns, rows, nil
	}
	lines := v.Draw(s)
	if needColumns, needRows := Size(s); columns < needColumns || rows < needRows {
		lines = []string{
			fmt.Sprintf("This terminal has %d by %d characters.", columns, rows),
			fmt.Sprintf("The game needs %d by %d.", needColumns, needRows),
		}
	}
	_, err = io.WriteString(t.out, t.changes(lines))
	return err
}

// changes returns what brings the screen to lines.
func (t *Terminal) changes(lines []string) string {
	var b strings.Builder
	if t.shown == nil {
		b.WriteString("\x1b[2J")
	}
	for y := range max(len(lines), len(t.shown)) {
		line, shown := "", ""
		if y < len(lines) {
			line = lines[y]
		}
		if y < len(t.shown) {
			shown = t.shown[y]
		}
		if line != shown {
			fmt.Fprintf(&b, "\x1b[%d;1H%s\x1b[K", y+1, line)
		}
	}
	t.shown = lines
	return b.String()
}
