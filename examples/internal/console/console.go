// Package console is how the examples talk with whoever started them: their lines, and their flags.
package console

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// Step prints one thing that a program does: a word that says what, and the rest of the line aligned below earlier
// ones. Without the word the line goes on where the one before ended.
func Step(out io.Writer, what, format string, args ...any) {
	fmt.Fprintf(out, "%-8s %s\n", what, fmt.Sprintf(format, args...))
}

// OneLine returns an error's text without line breaks.
func OneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// lineLength is how many characters of a line from elsewhere are shown.
const lineLength = 100

// Counted is a number with its noun, which takes an s where there is not one of them: 1 line, 2 lines.
func Counted[N int | int64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Printable cuts a line that came from elsewhere and leaves out what would steer a terminal.
func Printable(line string) string {
	kept := make([]rune, 0, lineLength)
	for _, r := range line {
		if len(kept) == lineLength {
			return string(kept) + "…"
		}
		if r == '\t' {
			r = ' '
		}
		if unicode.IsPrint(r) {
			kept = append(kept, r)
		}
	}
	return string(kept)
}

// Visible returns an SSID as it may be printed: it may hold any bytes.
func Visible(ssid string) string {
	if ssid == "" {
		return "(hidden)"
	}
	for _, r := range ssid {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return strconv.Quote(ssid)
		}
	}
	return ssid
}
