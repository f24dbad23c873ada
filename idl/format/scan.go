package format

import (
	"bytes"
	"strings"
)

// A scanner goes through the text of a document whose tree is known: at each place
// the tree says what must come next.
type scanner struct {
	text []byte
	pos  int

	comments []string
	last     *entry   // what a comment behind it belongs to
	closed   []closed // the block collections that have ended since the last entry, the innermost first
	pending  []comment
	blank    bool // a blank line stands before what comes next
}

// A closed is a block collection that has ended, and the column of its entries.
type closed struct {
	node   *node
	column int
}

// A comment is one that no entry has taken yet.
type comment struct {
	remark
	column int
	own    bool // it has its line for itself
}

func (s *scanner) fault(want string) error {
	line := 1 + bytes.Count(s.text[:s.pos], []byte("\n"))
	return &LayoutError{Line: line, What: "the layout cannot be kept: expected " + want}
}

func (s *scanner) peek() byte {
	if s.pos >= len(s.text) {
		return 0
	}
	return s.text[s.pos]
}

// accept takes c if it comes next.
func (s *scanner) accept(c byte) bool {
	if s.peek() == c && s.pos < len(s.text) {
		s.pos++
		return true
	}
	return false
}

// column counts the bytes before pos in its line.
func (s *scanner) column() int { return s.pos - 1 - bytes.LastIndexByte(s.text[:s.pos], '\n') }

// atLineStart reports whether only white space stands before pos in its line.
func (s *scanner) atLineStart() bool {
	start := 1 + bytes.LastIndexByte(s.text[:s.pos], '\n')
	return len(bytes.Trim(s.text[start:s.pos], " \t")) == 0
}

// space skips white space and comments, which it keeps in pending.
func (s *scanner) space() {
	breaks := 0
	if s.pos == 0 || s.text[s.pos-1] == '\n' {
		breaks = 1 // a literal text takes the line break at its end
	}
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; {
		case c == '\n':
			breaks++
			s.pos++
		case c == ' ' || c == '\t':
			s.pos++
		case c == '#':
			own, column := s.atLineStart(), s.column()
			end := s.pos + bytes.IndexByte(s.text[s.pos:], '\n')
			text := strings.TrimRight(string(s.text[s.pos:end]), " \t")
			s.comments = append(s.comments, text)
			s.pending = append(s.pending, comment{remark: remark{text: text, blank: breaks > 1}, column: column, own: own})
			s.pos, breaks = end, 0
		default:
			s.blank = breaks > 1
			return
		}
	}
	s.blank = false
}

// behind gives the pending comments that stand behind something to what they stand
// behind, and leaves those that have lines of their own.
func (s *scanner) behind() {
	kept := s.pending[:0]
	for _, c := range s.pending {
		if c.own || s.last == nil {
			kept = append(kept, c)
		} else {
			s.last.addLine(c.text)
		}
	}
	s.pending = kept
}

// take gives the pending comments to the entry that comes next, in column, or to
// collections that have ended before it.
func (s *scanner) take(e *entry, column int) {
	s.behind()
	limit := int(^uint(0) >> 1)
	for _, c := range s.pending {
		foot := s.footFor(min(c.column, limit), column)
		if len(e.head) > 0 || foot == nil {
			if len(e.head) == 0 {
				e.blank = c.blank
				c.blank = false
			}
			e.head = append(e.head, c.remark)
			continue
		}
		foot.node.foot = append(foot.node.foot, c.remark)
		limit = foot.column
	}
	if len(e.head) == 0 {
		e.blank = s.blank
	} else if s.blank {
		e.head = append(e.head, remark{}) // a blank line between the comments and the entry
	}
	s.pending, s.closed, s.last = nil, nil, e
}

// footFor returns the collection that a comment in a column closes, of those that
// ended before the entry in column next; nil where it belongs to that entry.
func (s *scanner) footFor(column, next int) *closed {
	if column <= next {
		return nil
	}
	var found *closed
	for i := range s.closed {
		c := &s.closed[i]
		if c.column > next && c.column <= column && (found == nil || c.column == found.column) {
			found = c
		}
	}
	return found
}
