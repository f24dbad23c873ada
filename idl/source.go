package idl

import (
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// A source is the text of a description, by lines.
type source struct {
	name  string
	lines []string // without line breaks
}

func newSource(name, text string) *source {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimSuffix(l, "\r")
	}
	return &source{name: name, lines: lines}
}

// line returns the text of a line, counted from 1.
func (s *source) line(n int) string {
	if n < 1 || n > len(s.lines) {
		return ""
	}
	return s.lines[n-1]
}

// at returns the place of a line and a column counted in characters, as yaml.v3 counts.
func (s *source) at(line, column int) Pos {
	text, col := s.line(line), 0
	for i := 1; i < column && col < len(text); i++ {
		_, n := utf8.DecodeRuneInString(text[col:])
		col += n
	}
	return Pos{File: s.name, Line: line, Col: col + 1}
}

// pos returns the place of a node.
func (s *source) pos(n *yaml.Node) Pos { return s.at(n.Line, n.Column) }

// span returns the place of a node and how much of its line it takes.
func (s *source) span(n *yaml.Node) (Pos, int) {
	if n.Kind == yaml.MappingNode && n.Style&yaml.FlowStyle == 0 && len(n.Content) > 0 {
		n = n.Content[0] // a block mapping starts with its first key
	}
	pos := s.pos(n)
	rest := s.line(pos.Line)[pos.Col-1:]
	if n.Kind != yaml.ScalarNode || rest == "" || n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return pos, 1
	}
	return pos, max(1, scalarLen(rest, n))
}

// scalarLen returns how many bytes of rest, which starts with scalar n, belong to it.
func scalarLen(rest string, n *yaml.Node) int {
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0 && rest[0] == '"':
		for i := 1; i < len(rest); i++ {
			switch rest[i] {
			case '\\':
				i++
			case '"':
				return i + 1
			}
		}
	case n.Style&yaml.SingleQuotedStyle != 0 && rest[0] == '\'':
		for i := 1; i < len(rest); i++ {
			if rest[i] != '\'' {
				continue
			}
			if i+1 == len(rest) || rest[i+1] != '\'' {
				return i + 1
			}
			i++
		}
	case strings.HasPrefix(rest, n.Value):
		return len(n.Value)
	}
	if i := strings.IndexByte(rest, ' '); i > 0 && (rest[0] == '!' || rest[0] == '&') {
		return i // a tag or an anchor stands before the value
	}
	if i := strings.Index(rest, " #"); i > 0 {
		rest = rest[:i]
	}
	return len(strings.TrimRight(rest, " \t"))
}

// inside returns the place of the part [from, from+n) of a scalar's value.
func (s *source) inside(node *yaml.Node, from, n int) (Pos, int) {
	pos, length := s.span(node)
	quote := 0
	if node.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
		quote = 1
	}
	rest := s.line(pos.Line)[pos.Col-1:]
	if quote > len(rest) || !strings.HasPrefix(rest[quote:], node.Value) {
		return pos, length // escapes or line breaks: the whole scalar
	}
	pos.Col += quote + from
	return pos, max(1, n)
}
