package format

import (
	"bytes"

	"gopkg.in/yaml.v3"
)

// flow reads a flow collection.
func (s *scanner) flow(n *node, parent int) error {
	start, step, open, shut := s.pos, 1, byte('['), byte(']')
	if n.isMapping() {
		step, open, shut = 2, '{', '}'
	}
	n.pair = !s.accept(open)
	if n.pair && (step != 2 || len(n.yaml.Content) != 2) {
		return s.fault(string(open))
	}
	before := start
	for i := 0; i < len(n.yaml.Content); i += step {
		s.space()
		e := &entry{wraps: bytes.IndexByte(s.text[before:s.pos], '\n') >= 0}
		n.opens = n.opens || i == 0 && e.wraps
		s.takeInFlow(e)
		n.entries = append(n.entries, e)
		var err error
		if before, err = s.flowEntry(e, n.yaml.Content[i:i+step], parent); err != nil || n.pair {
			return err
		}
		if s.space(); s.accept(',') {
			s.space()
		}
		s.behind()
	}
	s.space()
	n.shuts = bytes.IndexByte(s.text[before:s.pos], '\n') >= 0
	s.behind()
	for _, c := range s.pending {
		n.foot = append(n.foot, c.remark)
	}
	s.pending = nil
	if !s.accept(shut) {
		return s.fault(string(shut))
	}
	n.spread = bytes.IndexByte(s.text[start:s.pos], '\n') >= 0
	return nil
}

// takeInFlow gives the pending comments to the entry of a flow collection that comes next.
func (s *scanner) takeInFlow(e *entry) {
	s.behind()
	for _, c := range s.pending {
		e.head = append(e.head, remark{text: c.text})
	}
	s.pending, s.last = nil, e
}

// flowEntry reads an entry of a flow collection, and returns where it ends.
func (s *scanner) flowEntry(e *entry, content []*yaml.Node, parent int) (end int, err error) {
	if len(content) == 1 {
		e.value, err = s.value(e, content[0], parent)
		return s.pos, err
	}
	s.accept('?') // of a key; no name starts with one here
	if e.key, err = s.name(e, content[0], parent); err != nil {
		return s.pos, err
	}
	end = s.pos
	if s.inside(e); s.accept(':') {
		e.value, err = s.value(e, content[1], parent)
		return s.pos, err
	}
	return end, s.missing(e, content[1])
}
