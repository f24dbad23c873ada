package format

import "gopkg.in/yaml.v3"

// A document is a description as its author laid it out.
type document struct {
	root     *node
	comments []string // all of them, in order
	head     []string // comments that stand before everything, where the root has no entries
}

// A node is a value.
type node struct {
	yaml   *yaml.Node
	anchor string

	// A collection.
	entries []*entry
	foot    []remark // comments after the last entry
	remarks bool     // a comment stands anywhere in it
	spread  bool     // a flow collection that takes several lines
	opens   bool     // the first of them ends with its bracket
	shuts   bool     // the last of them starts with its bracket
	pair    bool     // a flow mapping of one entry without braces: [a: b]

	// A scalar.
	header string   // of a literal or folded text: |2-
	lines  []string // as written, without indentation; of such a text those below the header
}

// An entry is a key with its value, or an item of a list.
type entry struct {
	key   *node // nil of an item
	value *node
	blank bool     // a blank line stands before it
	head  []remark // comments above it
	line  *remark  // the comment behind it
	wraps bool     // it starts a line of a flow collection
}

// A remark is a comment, with the # that it starts with.
type remark struct {
	text  string
	blank bool // a blank line stands before it
}

func (n *node) isFlow() bool { return n.yaml.Style&yaml.FlowStyle != 0 }
func (n *node) isCollection() bool {
	return n.yaml.Kind == yaml.MappingNode || n.yaml.Kind == yaml.SequenceNode
}
func (n *node) isMapping() bool { return n.yaml.Kind == yaml.MappingNode }
func (n *node) isBlockText() bool {
	return n.yaml.Kind == yaml.ScalarNode && n.yaml.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0
}

// isBlock reports whether n is a collection whose entries stand on lines of their own.
func (n *node) isBlock() bool { return n.isCollection() && !n.isFlow() }

// toBlock makes a flow collection a block one.
func (n *node) toBlock() {
	style := *n.yaml
	style.Style &^= yaml.FlowStyle
	n.yaml, n.pair = &style, false
	for _, e := range n.entries {
		e.blank, e.wraps = false, false
	}
}

// note sets remarks of n and of all that is in it.
func (n *node) note() {
	n.remarks = len(n.foot) > 0
	for _, e := range n.entries {
		e.value.note()
		n.remarks = n.remarks || len(e.head) > 0 || e.line != nil || e.value.remarks
	}
}

// addLine gives an entry a comment that stands behind it. It has room for one: an
// earlier one goes above.
func (e *entry) addLine(text string) {
	if e.line != nil {
		e.head = append(e.head, *e.line)
	}
	e.line = &remark{text: text}
}
