package screen

import (
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"drivergen/examples/net/snake/internal/game"

	"github.com/google/go-cmp/cmp"
)

var sample = game.State{
	Width: 14, Height: 5, Tick: 42,
	Food: []game.Point{{X: 0, Y: 0}},
	Snakes: []game.Snake{
		{ID: 1, Name: "asp", Heading: game.Right, Score: 2, Best: 7, Body: []game.Point{{X: 4, Y: 1}, {X: 3, Y: 1}, {X: 3, Y: 2}}},
		{ID: 2, Name: "boa", Best: 12},
		{ID: 3, Name: "Zoë", Heading: game.Up, Body: []game.Point{{X: 13, Y: 3}, {X: 13, Y: 4}}},
	},
}

const picture = `╭─ snake · tick 42 ──────────╮
│()                          │
│      aaA>                  │     player        score  best
│      aa                    │  aa asp               2     7
│                          C^│  bb boa               0    12 ✝
│                          cc│  cc Zoë               0     0 ◂
╰────────────────────────────╯
 q quits`

func TestDraw(t *testing.T) {
	plain := View{You: 3, Help: "q quits"}.Draw(sample)
	if diff := cmp.Diff(picture, strings.Join(plain, "\n")); diff != "" {
		t.Error(diff)
	}
	coloured := View{You: 3, Help: "q quits", Colour: true}.Draw(sample)
	sgr := regexp.MustCompile("\x1b\\[[0-9;]*m")
	columns, rows := Size(sample)
	if len(coloured) != rows {
		t.Errorf("%d rows, Size says %d", len(coloured), rows)
	}
	for i, line := range coloured {
		if strings.Count(line, "\x1b[0m")*2 != len(sgr.FindAllString(line, -1)) {
			t.Errorf("a colour of line %d does not end: %q", i, line)
		}
		bare := sgr.ReplaceAllString(line, "")
		if a, b := utf8.RuneCountInString(bare), utf8.RuneCountInString(plain[i]); a != b || a > columns+2 {
			t.Errorf("line %d has %d columns with colours, %d without, of %d", i, a, b, columns)
		}
	}
	if !strings.Contains(coloured[2], "38;5;34m██\x1b[0m\x1b[1;38;5;16;48;5;120m :") {
		t.Errorf("the snake is drawn %q", coloured[2])
	}
}

// Only what has changed is drawn again, and nothing remains of what was longer.
func TestChanges(t *testing.T) {
	var term Terminal
	if got, want := term.changes([]string{"one", "two"}), "\x1b[2J\x1b[1;1Hone\x1b[K\x1b[2;1Htwo\x1b[K"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := term.changes([]string{"one", "2"}), "\x1b[2;1H2\x1b[K"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := term.changes([]string{"one"}), "\x1b[2;1H\x1b[K"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestKeys(t *testing.T) {
	up, right, down, left, quit := Key{Turn: game.Up}, Key{Turn: game.Right}, Key{Turn: game.Down}, Key{Turn: game.Left}, Key{Quit: true}
	for input, want := range map[string][]Key{
		"wasd":                     {up, left, down, right, quit},
		"WASD":                     {up, left, down, right, quit},
		"\x1b[A\x1b[B\x1b[C\x1b[D": {up, down, right, left, quit},
		"\x1bOA\x1bOD":             {up, left, quit},
		"\x1b[1;2C\x1b[5~x\x1bw":   {right, up, quit},
		"\x1b\x1b[Aq":              {up, quit, quit},
		"\x03":                     {quit, quit},
		"":                         {quit},
	} {
		var got []Key
		Keys(iotest.OneByteReader(strings.NewReader(input)), func(k Key) { got = append(got, k) })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", input, diff)
		}
	}
}
