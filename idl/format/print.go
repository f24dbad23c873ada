package format

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"drivergen/idl/grammar"
)

const (
	step  = 2   // spaces of indentation
	width = 140 // columns that a line with a flow mapping may have

	// longKey is less than the 1024 bytes after which a key must be marked as one (YAML 1.2, 7.4.2).
	longKey = 1000
)

// A printer writes a document.
type printer struct {
	out  bytes.Buffer
	kept bool // a text that keeps its blank lines has just been written
}

// print returns the document's text.
func (d *document) print() []byte {
	p := &printer{}
	for _, text := range d.head {
		p.line(0, text)
	}
	if d.root.anchor != "" {
		p.line(0, "&"+d.root.anchor)
	}
	if d.root.isFlow() && d.root.breaks("", 0) {
		d.root.toBlock()
	}
	if d.root.isFlow() {
		p.flow("", d.root, 0, "")
	} else {
		p.root(d.root)
	}
	return p.out.Bytes()
}

// root writes the keys of the description: those that declare something are sections,
// with a blank line before each.
func (p *printer) root(n *node) {
	for _, e := range n.entries {
		if isSection(nameOf(e.key.yaml)) {
			e.blank = true
		}
	}
	p.block(n, 0, "")
}

// isSection reports whether a key of the description declares something.
func isSection(name string) bool {
	first := slices.Index(grammar.File.Names(), "imports")
	return slices.Contains(grammar.File.Names()[first:], name)
}

// line writes one line; blank ones have no indentation.
func (p *printer) line(indent int, text string) {
	if text != "" {
		p.out.WriteString(strings.Repeat(" ", indent))
		p.out.WriteString(text)
	}
	p.out.WriteByte('\n')
	p.kept = false
}

// gap writes a blank line, unless it would become part of the text before it.
func (p *printer) gap() {
	if !p.kept {
		p.line(0, "")
	}
}

// remarks writes comments on lines of their own. An empty one is a blank line.
func (p *printer) remarks(list []remark, indent int) {
	for i, r := range list {
		if r.blank && i > 0 {
			p.gap()
		}
		if r.text == "" {
			p.gap()
		} else {
			p.line(indent, r.text)
		}
	}
}

// block writes the entries of a block collection. Where lead is not empty it
// stands in place of the indentation before the first.
func (p *printer) block(n *node, indent int, lead string) {
	for i, e := range n.entries {
		if i > 0 && e.blank {
			p.gap()
		}
		e.hoist(indent)
		start := strings.Repeat(" ", indent)
		if i == 0 && lead != "" {
			start = lead
		} else {
			p.remarks(e.head, indent)
		}
		p.entry(e, start, indent)
	}
	if len(n.foot) > 0 {
		if n.foot[0].blank {
			p.gap()
		}
		p.remarks(n.foot, indent)
	}
}

// entry writes one entry of a block collection, without the comments above it.
func (p *printer) entry(e *entry, start string, indent int) {
	if e.key != nil {
		name := start + e.key.keyText()
		if len(name) > longKey {
			p.line(0, start+"? "+e.key.keyText())
			name = strings.Repeat(" ", indent)
		}
		p.valueAfter(name+":", e.value, indent, e.line)
		return
	}
	if e.startsWithDash() {
		p.block(e.value, indent+step, start+"- ")
		return
	}
	if e.value.isFlow() {
		before := start + "- "
		if e.value.anchor != "" {
			before += "&" + e.value.anchor + " "
		}
		p.flow(before, e.value, indent+step, e.line.behind())
		return
	}
	p.valueAfter(start+"-", e.value, indent, e.line)
}

// behind returns a comment as it stands behind something.
func (r *remark) behind() string {
	if r == nil {
		return ""
	}
	return " " + r.text
}

// startsWithDash reports whether an entry is an item whose entries begin on the line of its dash.
func (e *entry) startsWithDash() bool {
	return e.key == nil && e.value.isBlock() && e.value.anchor == ""
}

// hoist moves the comments of an item whose entries begin on the line of its dash above the item.
func (e *entry) hoist(indent int) {
	if e.key == nil && e.value.isFlow() && e.value.breaks(strings.Repeat(" ", indent+step), indent+step) {
		e.value.toBlock()
	}
	if !e.startsWithDash() {
		return
	}
	if e.line != nil {
		e.head, e.line = append(e.head, *e.line), nil
	}
	first := e.value.entries[0]
	first.hoist(indent + step)
	e.head, first.head = append(e.head, first.head...), nil
}

// valueAfter writes a value behind what names it, and a comment behind that.
func (p *printer) valueAfter(name string, n *node, indent int, behind *remark) {
	comment := behind.behind()
	if n.anchor != "" {
		name += " &" + n.anchor
	}
	if n.isFlow() && n.breaks(name+" ", indent) {
		n.toBlock()
	}
	switch {
	case n.isBlock():
		p.line(0, name+comment)
		p.block(n, indent+step, "")
	case n.isCollection():
		p.flow(name+" ", n, indent, comment)
	case n.isBlockText():
		p.line(0, name+" "+n.header+comment)
		for _, line := range n.lines {
			p.line(indent+step, line)
		}
		p.kept = strings.Contains(n.header, "+")
	default:
		p.scalar(name, n.scalarLines(), indent, comment)
	}
}

// scalar writes a scalar behind what names it.
func (p *printer) scalar(name string, lines []string, indent int, comment string) {
	for i, line := range lines {
		if i == 0 {
			line = name + " " + line
		}
		if i == len(lines)-1 {
			line += comment
		}
		if i == 0 {
			p.line(0, line)
		} else {
			p.line(indent+step, line)
		}
	}
	if len(lines) == 0 {
		p.line(0, name+comment)
	}
}

// columns counts the characters of a text.
func columns(text string) int { return utf8.RuneCountInString(text) }
