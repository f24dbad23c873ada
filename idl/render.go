package idl

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// The escape sequences of a colour terminal (ECMA-48, "Select graphic rendition").
const (
	styleBold   = "\x1b[1m"
	styleRed    = "\x1b[1;31m"
	styleYellow = "\x1b[1;33m"
	styleBlue   = "\x1b[1;34m"
	styleOff    = "\x1b[0m"
)

// Write renders the diagnostics, each with its source line, and a last line that
// counts them. It writes nothing where there are none.
func (ds Diagnostics) Write(w io.Writer, color bool) error {
	if len(ds) == 0 {
		return nil
	}
	r := renderer{w: bufio.NewWriter(w), color: color}
	for _, d := range ds {
		r.diagnostic(d)
	}
	fmt.Fprintln(r.w, r.styled(styleBold, ds.summary()))
	return r.w.Flush()
}

// summary counts the diagnostics: 2 errors and 1 warning in thermo.yaml.
func (ds Diagnostics) summary() string {
	counts := map[Severity]int{}
	var files []string
	for _, d := range ds {
		counts[d.Severity]++
		if !slices.Contains(files, printable(d.Pos.File)) {
			files = append(files, printable(d.Pos.File))
		}
	}
	var parts []string
	for _, s := range []Severity{Error, Warning} {
		if counts[s] > 0 {
			parts = append(parts, count(counts[s], s.String()))
		}
	}
	return strings.Join(parts, " and ") + " in " + wordList(files, "and")
}

type renderer struct {
	w     *bufio.Writer
	color bool
}

func (r *renderer) styled(style, s string) string {
	if !r.color || s == "" {
		return s
	}
	return style + s + styleOff
}

func (r *renderer) diagnostic(d *Diagnostic) {
	style := styleRed
	if d.Severity == Warning {
		style = styleYellow
	}
	fmt.Fprintf(r.w, "%s: %s: %s\n", r.styled(styleBold, printable(d.Pos.String())),
		r.styled(style, fmt.Sprintf("%s[%s]", d.Severity, d.Code)), r.styled(styleBold, printable(d.Message)))
	help := printable(d.Help)
	if d.Pos.IsZero() {
		if help != "" {
			fmt.Fprintf(r.w, "      = %s\n", help)
		}
	} else {
		s := excerptOf(d.Source, d.Pos.Col-1, d.Len)
		fmt.Fprintf(r.w, "%s %s\n", r.styled(styleBlue, fmt.Sprintf("%5d |", d.Pos.Line)), s.text)
		marks := r.styled(style, strings.Repeat("^", s.marks))
		if help != "" {
			marks += " " + r.styled(style, help)
		}
		fmt.Fprintf(r.w, "%s %s%s\n", r.styled(styleBlue, "      |"), strings.Repeat(" ", s.indent), marks)
	}
	for _, n := range d.Notes {
		fmt.Fprintf(r.w, "%s: %s: %s\n", printable(n.Pos.String()), r.styled(styleBlue, "note"), printable(n.Message))
	}
}

// printable replaces what a terminal would act on or break the line at.
func printable(s string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || c >= 0x7F && c < 0xA0 || isBadCharacter(c) {
			return '\ufffd'
		}
		return c
	}, s)
}
