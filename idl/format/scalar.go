package format

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// plainForm is the form of the texts that are written without quotes: a letter first, and
// nothing that has a meaning in YAML or that a reader takes for more than text. A description's docs
// say that a text with a colon, a comma or a quote wants quotes.
var plainForm = regexp.MustCompile(`^[\pL_](?:[\pL\pN_ ./+*()=<>!;^~%&$@-]*[\pL\pN_./+*()=<>!;^~%&$@-])?$`)

// otherWords are words that other readers of YAML take for booleans (YAML 1.1, type bool).
var otherWords = []string{"y", "yes", "n", "no", "on", "off"}

// isPlain reports whether a text needs no quotes.
func isPlain(text string) bool {
	if !plainForm.MatchString(text) || slices.Contains(otherWords, strings.ToLower(text)) {
		return false
	}
	n := yaml.Node{Kind: yaml.ScalarNode, Value: text}
	return n.ShortTag() == "!!str"
}

// scalarLines returns a scalar as it is printed, without what introduces a literal or
// folded text.
func (n *node) scalarLines() []string {
	if n.yaml.Kind == yaml.AliasNode {
		return []string{"*" + n.yaml.Value}
	}
	if len(n.lines) == 1 && n.yaml.Style == 0 && strings.HasSuffix(n.lines[0], ":") && !strings.ContainsAny(n.lines[0], `"\`) {
		return []string{`"` + n.lines[0] + `"`} // in a block it would be a key
	}
	if len(n.lines) != 1 || n.yaml.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) == 0 {
		return n.lines
	}
	switch value := n.yaml.Value; {
	case isPlain(value):
		return []string{value}
	case n.yaml.Style&yaml.SingleQuotedStyle != 0 && !strings.ContainsAny(value, `"\`):
		return []string{`"` + value + `"`}
	}
	return n.lines
}

// keyText returns a key as it is printed. A key takes one line, whatever its author gave it.
func (n *node) keyText() string {
	text := ""
	switch lines := n.scalarLines(); {
	case n.yaml.Kind == yaml.ScalarNode && (n.isBlockText() || len(lines) > 1):
		text = quoted(n.yaml.Value)
	case len(lines) == 0 && n.anchor != "":
		text = "" // an alias may repeat that nothing is written
	case len(lines) == 0:
		text = `""` // nothing is written: the empty name
	case n.yaml.Kind == yaml.AliasNode:
		text = lines[0] + " " // a colon would be part of the alias
	default:
		text = lines[0]
	}
	if n.anchor != "" {
		return "&" + n.anchor + " " + text
	}
	return text
}

// quoted returns a text in double quotes, on one line.
func quoted(text string) string {
	if isPlain(text) {
		return text
	}
	return strconv.Quote(text) // YAML has all of Go's escapes (YAML 1.2, 5.7)
}
