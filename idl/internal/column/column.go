// Package column counts the columns of a line in the units that programs expect. idl
// counts them in bytes.
package column

import (
	"unicode/utf16"
	"unicode/utf8"
)

// A Unit tells how many columns a character takes.
type Unit func(rune) int

// CodePoints counts Unicode code points.
func CodePoints(rune) int { return 1 }

// UTF16 counts UTF-16 code units, as SARIF does unless told otherwise.
func UTF16(r rune) int {
	if n := utf16.RuneLen(r); n > 0 {
		return n
	}
	return utf16.RuneLen(utf8.RuneError)
}

// Of returns the column of a byte of a line, both from 1. A byte that is no UTF-8
// is a character by itself, and so is each behind the end of the line.
func (u Unit) Of(line string, byteColumn int) int {
	columns := 1
	for i, r := range line {
		if i >= byteColumn-1 {
			return columns
		}
		columns += u(r)
	}
	return columns + max(0, byteColumn-1-len(line))
}
