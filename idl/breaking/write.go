package breaking

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// The escape sequences of a colour terminal (ECMA-48, "Select graphic rendition").
const (
	styleBold = "\x1b[1m"
	styleOff  = "\x1b[0m"
	styleBlue = "\x1b[1;34m"
)

var gradeStyles = map[Grade]string{Safe: "\x1b[1;32m", Risky: "\x1b[1;33m", Breaking: "\x1b[1;31m"}

// WriteText writes findings for people: place, grade, code and message, for whom it is what, what
// to do, and where it was in the old version.
func WriteText(w io.Writer, findings Findings, color bool) error {
	b := bufio.NewWriter(w)
	style := func(s, text string) string {
		if !color {
			return text
		}
		return s + text + styleOff
	}
	for _, f := range findings {
		grade := f.Grade()
		fmt.Fprintf(b, "%s: %s: %s\n", style(styleBold, printable(f.Pos.String())),
			style(gradeStyles[grade], fmt.Sprintf("%s[%s]", grade, f.Rule.Code)), style(styleBold, printable(f.Message)))
		fmt.Fprintf(b, "      = %s\n", f.Effects)
		for _, more := range []string{f.Note, f.Help} {
			if more != "" {
				fmt.Fprintf(b, "      = %s\n", printable(more))
			}
		}
		if f.Old.File != "" {
			fmt.Fprintf(b, "%s: %s: it was here\n", printable(f.Old.String()), style(styleBlue, "note"))
		}
	}
	return b.Flush()
}

// Summary counts findings: 2 breaking, 1 risky, 0 safe.
func (fs Findings) Summary() string {
	return fmt.Sprintf("%d breaking, %d risky, %d safe", fs.Count(Breaking), fs.Count(Risky), fs.Count(Safe))
}

// printable replaces what a terminal would act on or break the line at.
func printable(s string) string {
	return strings.Map(func(c rune) rune {
		if c != ' ' && !unicode.IsGraphic(c) {
			return unicode.ReplacementChar
		}
		return c
	}, s)
}
