package view

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// runeColumns returns how many columns of a terminal a character takes: two for those of full width
// (Unicode Standard Annex 11), none for what combines with the character before it.
func runeColumns(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// columns returns how many columns of a terminal a text takes.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

// cut returns a text in at most n columns: what is longer ends with an ellipsis.
func cut(s string, n int) string {
	if n <= 0 {
		return ""
	}
	used, fits := 0, 0
	for i, r := range s {
		used += runeColumns(r)
		if used > n {
			return s[:fits] + "…"
		}
		if used < n { // there is room for the ellipsis behind this one
			fits = i + len(string(r))
		}
	}
	return s
}

// pad returns the spaces that fill a text up to n columns.
func pad(s string, n int) string { return strings.Repeat(" ", max(0, n-columns(s))) }
