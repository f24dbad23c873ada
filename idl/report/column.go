package report

import (
	"unicode/utf16"
	"unicode/utf8"

	"drivergen/idl"
)

// A counter tells how many columns a character takes.
type counter func(rune) int

// characters counts Unicode code points.
func characters(rune) int { return 1 }

// utf16Units counts UTF-16 code units, as SARIF does unless told otherwise.
func utf16Units(r rune) int {
	if n := utf16.RuneLen(r); n > 0 {
		return n
	}
	return utf16.RuneLen(utf8.RuneError)
}

// span returns the columns of a diagnostic on its line, from 1; end is the one
// behind what is meant.
func (count counter) span(d *idl.Diagnostic) (start, end int) {
	return count.column(d.Source, d.Pos.Col), count.column(d.Source, d.Pos.Col+max(0, d.Len))
}

// column returns the column of a byte of a line, both from 1. A byte that is no
// UTF-8 is a character by itself.
func (count counter) column(line string, byteColumn int) int {
	columns := 1
	for i, r := range line {
		if i >= byteColumn-1 {
			return columns
		}
		columns += count(r)
	}
	return columns + max(0, byteColumn-1-len(line)) // behind the end of the line
}
