package idl

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	tabWidth     = 4
	excerptWidth = 120  // columns of a source line that are shown
	excerptLead  = 40   // columns of them before the marks, where the line is cut
	farAway      = 4096 // bytes of a line, above which only those near the marks are looked at
)

// An excerpt is what is shown of a source line, in columns of a terminal.
type excerpt struct {
	text   string
	indent int // columns before the marks
	marks  int // columns that are marked, at least 1
}

// A cell is a character as a terminal shows it.
type cell struct {
	text  string
	width int
	byte  int // where it starts in the line
}

// excerptOf shows line around the length bytes from offset on.
func excerptOf(line string, offset, length int) excerpt {
	cut := false
	if len(line) > farAway {
		line, offset, cut = nearby(line, offset, length)
	}
	cells := cellsOf(line)
	start, width := 0, 0
	total := 0
	for _, c := range cells {
		if c.byte < offset {
			start += c.width
		} else if c.byte < offset+length {
			width += c.width
		}
		total += c.width
	}
	e := excerpt{indent: start, marks: max(1, width)}
	from, to := 0, total
	if cut && start > excerptLead {
		from = start - excerptLead
	}
	if total > excerptWidth {
		from = max(0, min(start-excerptLead, total-excerptWidth))
		to = from + excerptWidth
	}
	var b strings.Builder
	if from > 0 {
		b.WriteString("…")
	}
	column := 0
	for _, c := range cells {
		if column >= from && column+c.width <= to {
			b.WriteString(c.text)
		} else if column < from && column+c.width > from {
			b.WriteString(strings.Repeat(" ", column+c.width-from)) // a wide character is cut: keep the columns
		}
		column += c.width
	}
	if to < total {
		b.WriteString("…")
	}
	if from > 0 {
		e.indent = start - from + 1
	}
	e.marks = max(1, min(e.marks, to-start))
	e.text = strings.TrimRight(b.String(), " ")
	return e
}

// nearby returns the part of a very long line around the length bytes from
// offset on, where they start in it, and whether it leaves out the line's start.
func nearby(line string, offset, length int) (part string, at int, cut bool) {
	from, to := max(0, offset-farAway/4), min(len(line), offset+min(length, excerptWidth)+farAway/4)
	for from > 0 && !utf8.RuneStart(line[from]) {
		from--
	}
	for to < len(line) && !utf8.RuneStart(line[to]) {
		to++
	}
	return line[from:to], offset - from, from > 0
}

func cellsOf(line string) []cell {
	var cells []cell
	column := 0
	for i := 0; i < len(line); {
		r, n := utf8.DecodeRuneInString(line[i:])
		c := cell{text: line[i : i+n], width: runeWidth(r), byte: i}
		switch {
		case r == '\t':
			c.width = tabWidth - column%tabWidth
			c.text = strings.Repeat(" ", c.width)
		case r == utf8.RuneError || isBadCharacter(r):
			c.text, c.width = "\ufffd", 1
		}
		cells = append(cells, c)
		column += c.width
		i += n
	}
	return cells
}

// wide are the ranges of characters that take two columns (Unicode Standard Annex
// #11, East Asian Width, W and F), in blocks.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115F, Stride: 1}, {Lo: 0x231A, Hi: 0x231B, Stride: 1}, {Lo: 0x2E80, Hi: 0x303E, Stride: 1},
		{Lo: 0x3041, Hi: 0x33FF, Stride: 1}, {Lo: 0x3400, Hi: 0x4DBF, Stride: 1}, {Lo: 0x4E00, Hi: 0x9FFF, Stride: 1},
		{Lo: 0xA000, Hi: 0xA4CF, Stride: 1}, {Lo: 0xA960, Hi: 0xA97F, Stride: 1}, {Lo: 0xAC00, Hi: 0xD7A3, Stride: 1},
		{Lo: 0xF900, Hi: 0xFAFF, Stride: 1}, {Lo: 0xFE30, Hi: 0xFE6F, Stride: 1}, {Lo: 0xFF01, Hi: 0xFF60, Stride: 1},
		{Lo: 0xFFE0, Hi: 0xFFE6, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x1F300, Hi: 0x1F64F, Stride: 1}, {Lo: 0x1F680, Hi: 0x1F6FF, Stride: 1}, {Lo: 0x1F900, Hi: 0x1F9FF, Stride: 1},
		{Lo: 0x20000, Hi: 0x2FFFD, Stride: 1}, {Lo: 0x30000, Hi: 0x3FFFD, Stride: 1},
	},
}

// runeWidth returns how many columns a character takes.
func runeWidth(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.Is(wide, r):
		return 2
	default:
		return 1
	}
}
