package format

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// flow writes a flow collection behind what stands before it on its line.
func (p *printer) flow(before string, n *node, indent int, comment string) {
	lines := n.flowLines(indent)
	lines[0] = before + lines[0]
	lines[len(lines)-1] += comment
	for _, line := range lines {
		p.line(0, line)
	}
}

// breaks reports whether a flow collection that stands behind before is better written
// as a block: one with a mapping in it, and a line that is too long.
func (n *node) breaks(before string, indent int) bool {
	if len(n.entries) == 0 || !n.hasMapping() {
		return false
	}
	lines := n.flowLines(indent)
	lines[0] = before + lines[0]
	for _, line := range lines {
		if columns(line) > width {
			return true
		}
	}
	return false
}

func (n *node) hasMapping() bool {
	if n.isMapping() {
		return true
	}
	for _, e := range n.entries {
		if e.value.hasMapping() {
			return true
		}
	}
	return false
}

// flowLines returns a flow collection as it is printed: the first line without
// indentation, since something stands before it.
func (n *node) flowLines(indent int) []string {
	open, shut := "[", "]"
	switch {
	case n.pair && !n.remarks && !n.entries[0].value.isNothing():
		open, shut = "", ""
	case n.isMapping():
		open, shut = "{", "}"
	}
	w := &flowWriter{lines: []string{open}}
	spread := n.spread && open != "" || n.remarks
	inner := indent
	if spread {
		inner += step
	}
	for i, e := range n.entries {
		if spread && n.wrapsBefore(i) {
			for _, r := range e.head {
				w.newLine(inner, r.text)
			}
			w.newLine(inner, "")
		} else if i > 0 {
			w.add(" ")
		}
		for j, line := range e.flowLines(inner) {
			if j > 0 {
				w.lines = append(w.lines, "")
			}
			w.add(line)
		}
		if i < len(n.entries)-1 {
			w.add(",")
		}
		if e.line != nil {
			w.add(" " + e.line.text)
		}
	}
	for _, r := range n.foot {
		w.newLine(inner, r.text)
	}
	if last := len(n.entries) - 1; spread && (n.shuts || len(n.foot) > 0 || last >= 0 && n.entries[last].line != nil) {
		w.newLine(inner, "")
	}
	w.add(shut)
	return w.lines
}

// wrapsBefore reports whether an entry of a flow collection that takes several lines
// starts a line.
func (n *node) wrapsBefore(i int) bool {
	switch {
	case len(n.entries[i].head) > 0:
		return true
	case i == 0:
		return n.opens
	}
	return n.isMapping() || n.entries[i].wraps || n.entries[i-1].line != nil
}

// flowLines returns an entry of a flow collection.
func (e *entry) flowLines(indent int) []string {
	name := ""
	if e.key != nil {
		name = e.key.keyText()
		if e.value.isNothing() {
			return []string{name}
		}
		if len(name) > longKey {
			name = "? " + name
		}
		name += ": "
	}
	if e.value.anchor != "" {
		name += "&" + e.value.anchor + " "
	}
	var lines []string
	switch v := e.value; {
	case v.isCollection():
		lines = v.flowLines(indent)
	default:
		for i, line := range v.scalarLines() {
			if i > 0 && line != "" {
				line = strings.Repeat(" ", indent+step) + line
			}
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return []string{strings.TrimRight(name, " ")}
	}
	lines[0] = name + lines[0]
	return lines
}

// isNothing reports whether nothing is written for a value.
func (n *node) isNothing() bool {
	return n.yaml.Kind == yaml.ScalarNode && len(n.lines) == 0 && n.anchor == "" && !n.isBlockText()
}

// A flowWriter collects the lines of a flow collection.
type flowWriter struct{ lines []string }

func (w *flowWriter) add(text string) { w.lines[len(w.lines)-1] += text }

func (w *flowWriter) newLine(indent int, text string) {
	w.lines = append(w.lines, strings.Repeat(" ", indent)+text)
}
