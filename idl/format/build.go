package format

import (
	"bytes"

	"gopkg.in/yaml.v3"
)

// build lays the tree of a document over its text.
func build(text []byte, root *yaml.Node) (*document, error) {
	s := &scanner{text: text}
	s.prologue()
	d := &document{}
	owner := &entry{}
	n, err := s.value(owner, root, -1)
	if err != nil {
		return nil, err
	}
	d.root = n
	for s.space(); bytes.HasPrefix(s.text[s.pos:], []byte("...")); s.space() {
		s.pos += 3 // the marker of the document's end
	}
	if s.pos < len(s.text) {
		return nil, s.fault("the end")
	}
	s.epilogue(d)
	for _, r := range owner.head {
		d.addHead(r.text)
	}
	if owner.line != nil {
		d.addHead(owner.line.text)
	}
	d.comments = s.comments
	n.note()
	return d, nil
}

// prologue skips directives and the marker of a document's start.
func (s *scanner) prologue() {
	for s.space(); s.peek() == '%'; s.space() {
		s.pos += bytes.IndexByte(s.text[s.pos:], '\n')
	}
	if bytes.HasPrefix(s.text[s.pos:], []byte("---")) {
		s.pos += 3
	}
	for i := range s.pending {
		s.pending[i].own = true
	}
}

// epilogue gives the comments after everything to the collections that they close.
func (s *scanner) epilogue(d *document) {
	s.behind()
	for i := range s.pending {
		c := s.pending[i]
		foot := s.footFor(c.column, -1)
		switch {
		case foot != nil:
			s.closed = atMost(s.closed, foot.column)
			foot.node.foot = append(foot.node.foot, c.remark)
		default:
			d.root.foot = append(d.root.foot, c.remark)
			s.closed = nil
		}
	}
}

// atMost returns the collections that stand in a column or before it.
func atMost(all []closed, column int) []closed {
	var kept []closed
	for _, c := range all {
		if c.column <= column {
			kept = append(kept, c)
		}
	}
	return kept
}

// addHead puts a comment before everything.
func (d *document) addHead(text string) { d.head = append(d.head, text) }

// value reads the value of an entry. Its parent block collection stands in the column
// parent, which is -1 for the root.
func (s *scanner) value(e *entry, y *yaml.Node, parent int) (*node, error) {
	n := &node{yaml: y, anchor: y.Anchor}
	if y.Kind == yaml.AliasNode {
		s.inside(e)
		return n, s.mark('*', y.Value)
	}
	if n.anchor != "" {
		s.inside(e)
		if err := s.mark('&', n.anchor); err != nil {
			return nil, err
		}
	}
	switch {
	case n.isBlock():
		return n, s.block(n, parent)
	case n.isCollection():
		s.inside(e)
		err := s.flow(n, parent)
		s.last = e
		return n, err
	case y.Value == "" && y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0:
		return n, nil // nothing is written
	}
	s.inside(e)
	return n, s.scalar(n, parent)
}

// inside skips what stands between an entry's key and its value, whose comments
// are the entry's.
func (s *scanner) inside(e *entry) {
	s.space()
	for _, c := range s.pending {
		if c.own {
			e.head = append(e.head, remark{text: c.text})
		} else {
			e.addLine(c.text)
		}
	}
	s.pending = nil
}

// name reads the key of an entry.
func (s *scanner) name(e *entry, y *yaml.Node, parent int) (*node, error) {
	if y.Kind == yaml.MappingNode || y.Kind == yaml.SequenceNode {
		return nil, s.fault("a name")
	}
	return s.value(e, y, parent)
}

// mark reads an anchor or an alias.
func (s *scanner) mark(mark byte, name string) error {
	if !s.accept(mark) || !bytes.HasPrefix(s.text[s.pos:], []byte(name)) {
		return s.fault(string(mark) + name)
	}
	s.pos += len(name)
	return nil
}

// block reads the entries of a block collection.
func (s *scanner) block(n *node, parent int) error {
	step, column := 1, 0
	if n.isMapping() {
		step = 2
	}
	for i := 0; i < len(n.yaml.Content); i += step {
		e := &entry{}
		s.space()
		column = s.column()
		s.take(e, column)
		n.entries = append(n.entries, e)
		if err := s.blockEntry(e, n.yaml.Content[i:i+step], column); err != nil {
			return err
		}
	}
	s.closed = append(s.closed, closed{node: n, column: column})
	return nil
}

func (s *scanner) blockEntry(e *entry, content []*yaml.Node, column int) (err error) {
	if len(content) == 1 {
		if !s.accept('-') {
			return s.fault("-")
		}
		e.value, err = s.value(e, content[0], column)
		return err
	}
	s.indicator('?')
	if e.key, err = s.name(e, content[0], column); err != nil {
		return err
	}
	if s.inside(e); s.indicator(':') {
		e.value, err = s.value(e, content[1], column)
		return err
	}
	return s.missing(e, content[1])
}

// indicator takes c if it comes next and is not the start of a text: in a block white
// space follows it then.
func (s *scanner) indicator(c byte) bool {
	if !s.accept(c) {
		return false
	}
	if bytes.IndexByte([]byte(" \t\n"), s.peek()) >= 0 {
		return true
	}
	s.pos--
	return false
}

// missing makes the value of a key that has none.
func (s *scanner) missing(e *entry, y *yaml.Node) error {
	if y.Kind != yaml.ScalarNode || y.Value != "" {
		return s.fault(":")
	}
	e.value = &node{yaml: y, anchor: y.Anchor}
	return nil
}
