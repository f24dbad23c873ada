package format

import (
	"bytes"
	"strings"

	"gopkg.in/yaml.v3"
)

// scalar reads a scalar, whose parent stands in a column.
func (s *scanner) scalar(n *node, parent int) error {
	y := n.yaml
	switch {
	case n.isBlockText():
		return s.blockText(n, parent)
	case y.Style&yaml.DoubleQuotedStyle != 0:
		return s.quoted(n, '"')
	case y.Style&yaml.SingleQuotedStyle != 0:
		return s.quoted(n, '\'')
	}
	return s.plain(n)
}

// quoted reads a text in quotes.
func (s *scanner) quoted(n *node, quote byte) error {
	start := s.pos
	if !s.accept(quote) {
		return s.fault("a quoted text")
	}
	for ; s.pos < len(s.text); s.pos++ {
		switch c := s.text[s.pos]; {
		case c == '\\' && quote == '"':
			s.pos++
		case c == quote && quote == '\'' && s.pos+1 < len(s.text) && s.text[s.pos+1] == quote:
			s.pos++
		case c == quote:
			s.pos++
			n.lines = flowLines(string(s.text[start:s.pos]))
			return nil
		}
	}
	return s.fault("the end of a quoted text")
}

// plain reads a text without quotes. Its value tells where it ends: white space in
// it stands for white space and line breaks.
func (s *scanner) plain(n *node) error {
	start, value := s.pos, n.yaml.Value
	for i := 0; i < len(value); {
		if value[i] != ' ' && value[i] != '\n' && value[i] != '\t' {
			if s.peek() != value[i] {
				return s.fault("the text " + value)
			}
			s.pos++
			i++
			continue
		}
		before := s.pos
		for s.pos < len(s.text) && strings.IndexByte(" \t\n", s.text[s.pos]) >= 0 {
			s.pos++
		}
		if s.pos == before {
			return s.fault("the text " + value)
		}
		for i < len(value) && strings.IndexByte(" \t\n", value[i]) >= 0 {
			i++
		}
	}
	n.lines = flowLines(string(s.text[start:s.pos]))
	return nil
}

// flowLines splits a text that YAML folds: the white space around its line breaks
// means nothing, except where it is escaped.
func flowLines(text string) []string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if i > 0 {
			line = strings.TrimLeft(line, " \t")
		}
		if trimmed := strings.TrimRight(line, " \t"); i < len(lines)-1 && !strings.HasSuffix(trimmed, `\`) {
			line = trimmed
		}
		lines[i] = line
	}
	return lines
}

// blockText reads a literal or folded text with its line break.
func (s *scanner) blockText(n *node, parent int) error {
	start := s.pos
	if !s.accept('|') && !s.accept('>') {
		return s.fault("| or >")
	}
	explicit, keep := 0, false
	for s.pos < len(s.text) && strings.IndexByte("+-123456789", s.text[s.pos]) >= 0 {
		if c := s.text[s.pos]; c >= '1' && c <= '9' {
			explicit = int(c - '0')
		} else {
			keep = c == '+'
		}
		s.pos++
	}
	n.header = string(s.text[start:s.pos])
	if explicit > 0 {
		n.header = strings.Replace(n.header, string(rune('0'+explicit)), "2", 1) // what the printer indents by
	}
	for s.peek() == ' ' || s.peek() == '\t' {
		s.pos++
	}
	if s.peek() == '#' {
		end := s.pos + bytes.IndexByte(s.text[s.pos:], '\n')
		text := strings.TrimRight(string(s.text[s.pos:end]), " \t")
		s.comments = append(s.comments, text)
		if s.last != nil {
			s.last.addLine(text)
		}
		s.pos = end
	}
	if !s.accept('\n') {
		return s.fault("a line break")
	}
	indent := max(parent, 0) + explicit
	if explicit == 0 {
		indent = s.contentIndent(parent)
	}
	s.content(n, indent, keep)
	if len(n.lines) > 0 && !strings.HasSuffix(n.yaml.Value, "\n") && !strings.Contains(n.header, "-") {
		n.header = strings.TrimSuffix(n.header, "+") + "-" // the file ended without a line break
	}
	return nil
}

// contentIndent finds the indentation of a literal or folded text: that of its first
// line that is not blank.
func (s *scanner) contentIndent(parent int) int {
	least := 0
	for rest := s.text[s.pos:]; len(rest) > 0; {
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		indent := len(line) - len(bytes.TrimLeft(line, " "))
		if indent < len(line) {
			return max(indent, least, parent+1, 1)
		}
		least, rest = max(least, indent), after
	}
	return max(least, parent+1, 1)
}

// content reads the lines of a literal or folded text. Blank lines after the last are
// left, unless they are kept.
func (s *scanner) content(n *node, indent int, keep bool) {
	var blanks []string
	for at := s.pos; at < len(s.text); {
		line := string(s.text[at : at+bytes.IndexByte(s.text[at:], '\n')])
		spaces := len(line) - len(strings.TrimLeft(line, " "))
		blank := spaces == len(line)
		at += len(line) + 1
		switch {
		case blank && spaces <= indent:
			if blanks = append(blanks, ""); keep {
				n.lines, blanks, s.pos = append(n.lines, blanks...), nil, at
			}
		case spaces < indent:
			return
		default:
			n.lines = append(append(n.lines, blanks...), line[indent:])
			blanks, s.pos = nil, at
		}
	}
}
