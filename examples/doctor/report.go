package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"drivergen/examples/internal/console"
)

// verdict is what came of a check.
type verdict int

const (
	passed verdict = iota
	warned
	failed
	skipped
	verdicts
)

// words are the verdicts as the report has them, all of one width.
var words = [verdicts]string{"ok     ", "warning", "FAILED ", "skipped"}

// A report prints what the checks found, each at once, as text that is Markdown too.
type report struct {
	out    io.Writer
	counts [verdicts]int
	title  string   // of the section under way
	bad    []string // what failed, and where
	gap    bool     // what was printed last ends in an empty line
}

// block prints a text with an empty line before and after it.
func (r *report) block(text string) {
	if !r.gap {
		text = "\n" + text
	}
	fmt.Fprintf(r.out, "%s\n", text)
	r.gap = true
}

// section begins a part of the report.
func (r *report) section(format string, args ...any) {
	r.title = fmt.Sprintf(format, args...)
	r.block("## " + r.title + "\n")
}

func (r *report) add(v verdict, advice, text string) {
	r.counts[v]++
	r.gap = false
	fmt.Fprintf(r.out, "- %s  %s\n", words[v], text)
	if advice != "" {
		fmt.Fprintf(r.out, "  → %s\n", advice)
	}
}

// ok tells of a check that was passed.
func (r *report) ok(format string, args ...any) { r.add(passed, "", fmt.Sprintf(format, args...)) }

// warn tells of something that works and could be better; the advice says how.
func (r *report) warn(advice, format string, args ...any) {
	r.add(warned, advice, fmt.Sprintf(format, args...))
}

// fail tells of something that does not work, and why, where an error says so; the advice says what to do.
func (r *report) fail(err error, advice, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	r.bad = append(r.bad, r.title+": "+text)
	if err != nil {
		text += ": " + console.OneLine(err)
	}
	r.add(failed, advice, text)
}

// skip tells of a check that could not be made, and what it needs.
func (r *report) skip(format string, args ...any) { r.add(skipped, "", fmt.Sprintf(format, args...)) }

// table prints rows below a header, in columns.
func (r *report) table(header []string, rows ...[]string) {
	width := make([]int, len(header))
	for _, row := range append([][]string{header}, rows...) {
		for i, cell := range row {
			cell = strings.ReplaceAll(cell, "|", `\|`) // else it would end here
			row[i] = cell
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	var text strings.Builder
	line := func(row []string) {
		for i, cell := range row {
			fmt.Fprintf(&text, "| %s%s ", cell, strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell)))
		}
		text.WriteString("|\n")
	}
	line(header)
	rule := make([]string, len(header))
	for i := range rule {
		rule[i] = strings.Repeat("-", width[i])
	}
	line(rule)
	for _, row := range rows {
		line(row)
	}
	r.block(text.String())
}

// listWidth is how long a line of a list gets.
const listWidth = 100

// list prints names as a paragraph.
func (r *report) list(title string, names []string) {
	line := title + ": "
	var text strings.Builder
	for i, name := range names {
		mark := ", "
		if i == len(names)-1 {
			mark = "."
		}
		if len(line)+len(name)+len(mark) > listWidth {
			text.WriteString(strings.TrimRight(line, " ") + "\n")
			line = ""
		}
		line += name + mark
	}
	if len(names) == 0 {
		line += "nothing."
	}
	r.block(text.String() + line + "\n")
}

// result prints the sum of it all. It reports whether the module is well.
func (r *report) result(interrupted bool) bool {
	r.section("Result")
	if interrupted {
		r.block("Interrupted: what follows in a whole report is missing.\n")
	}
	fmt.Fprintf(r.out, "%d ok, %d warning%s, %d failed, %d skipped\n",
		r.counts[passed], r.counts[warned], plural(r.counts[warned]), r.counts[failed], r.counts[skipped])
	for _, text := range r.bad {
		fmt.Fprintf(r.out, "- %s  %s\n", words[failed], text)
	}
	return r.counts[failed] == 0 && !interrupted
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}
