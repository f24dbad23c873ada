package screen

import "os"

// Colours reports whether this process's terminal is to be given colours: unless NO_COLOR (no-color.org) is set or the
// terminal is a dumb one.
func Colours() bool { return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" }

// Colours as the parameters of the escape sequence SGR (ECMA-48, 8.3.117).
const (
	frameColour = "38;5;244"
	titleColour = "1"
	foodColour  = "38;5;197"
)

// A colour is a snake's, from xterm's table of 256.
type colour struct{ head, body int }

// colours are those of the players' numbers, from 1.
var colours = [...]colour{
	{head: 120, body: 34}, {head: 117, body: 32}, {head: 221, body: 172}, {head: 219, body: 164},
	{head: 123, body: 37}, {head: 210, body: 124}, {head: 183, body: 92}, {head: 252, body: 243},
}

func colourOf(id int) colour { return colours[max(id-1, 0)%len(colours)] }

// paint puts text into a colour.
func (v View) paint(sgr, text string) string {
	if !v.Colour {
		return text
	}
	return "\x1b[" + sgr + "m" + text + "\x1b[0m"
}
