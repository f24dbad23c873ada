package typescript

import (
	"strings"
	"unicode/utf8"
)

// width is how long a line of code may be, in characters.
const width = 80

// step is one level of indentation.
const step = "  "

// A writer collects lines.
type writer struct {
	strings.Builder
	indent string
}

func (w *writer) line(text string) {
	if text != "" {
		w.WriteString(w.indent)
		w.WriteString(text)
	}
	w.WriteByte('\n')
}

// block writes a head that ends with an opening brace, the body one level deeper, and the brace
// that closes it.
func (w *writer) block(head string, body func()) {
	w.line(head)
	w.nested(body)
	w.line("}")
}

func (w *writer) nested(body func()) {
	outer := w.indent
	w.indent += step
	body()
	w.indent = outer
}

// A code is a piece of code that may be broken over lines at its lists.
type code []part

// A part is text, or a list of codes between brackets.
type part struct {
	text  string
	items []code
	list  *listStyle
}

// A listStyle tells how a list is written on one line and on several.
type listStyle struct {
	open, close string // on one line
	separator   string // on one line
	before      string // in front of each item, on several lines
	after       string // behind each item, on several lines
	braces      bool   // open and close are written on several lines too
}

var (
	parameters = &listStyle{open: "(", close: ")", separator: ", ", after: ",", braces: true}
	members    = &listStyle{open: "{ ", close: " }", separator: "; ", after: ";", braces: true}
	union      = &listStyle{open: " ", separator: " | ", before: "| "}
)

func text(s string) part { return part{text: s} }

func listOf(style *listStyle, items ...code) part { return part{list: style, items: items} }

// flat returns a part on one line.
func (p part) flat() string {
	if p.list == nil {
		return p.text
	}
	if len(p.items) == 0 {
		return strings.TrimSpace(p.list.open) + strings.TrimSpace(p.list.close)
	}
	items := make([]string, len(p.items))
	for i, item := range p.items {
		items[i] = item.flat()
	}
	return p.list.open + strings.Join(items, p.list.separator) + p.list.close
}

func (c code) flat() string {
	var b strings.Builder
	for _, p := range c {
		b.WriteString(p.flat())
	}
	return b.String()
}

// head returns what of c must stand on the line on which it begins.
func (c code) head() string {
	var b strings.Builder
	for _, p := range c {
		if p.list != nil && len(p.items) > 0 {
			b.WriteString(strings.TrimSpace(p.list.open))
			return b.String()
		}
		b.WriteString(p.flat())
	}
	return b.String()
}

// code writes a piece of code. A list that does not fit between the margins is written with
// an item a line, the outermost first.
func (w *writer) code(c code) {
	w.WriteString(w.indent)
	w.rest(c, len(w.indent))
	w.WriteByte('\n')
}

// rest writes c from a column on, and returns the column at its end.
func (w *writer) rest(c code, column int) int {
	for i, p := range c {
		flat := p.flat()
		behind := c[i+1:].head()
		if p.list == parameters { // they are broken before what is returned is
			behind = c[i+1:].flat()
		}
		if p.list == nil || len(p.items) == 0 || column+utf8.RuneCountInString(flat+behind) <= width {
			w.WriteString(flat)
			column += utf8.RuneCountInString(flat)
			continue
		}
		column = w.broken(p)
	}
	return column
}

// broken writes a list with an item a line, and returns the column at its end.
func (w *writer) broken(p part) int {
	w.WriteString(strings.TrimSpace(p.list.open))
	column := 0
	w.nested(func() {
		for _, item := range p.items {
			w.WriteString("\n" + w.indent + p.list.before)
			column = w.rest(append(item[:len(item):len(item)], text(p.list.after)), len(w.indent)+len(p.list.before))
		}
	})
	if !p.list.braces {
		return column
	}
	w.WriteString("\n" + w.indent + strings.TrimSpace(p.list.close))
	return len(w.indent) + 1
}
