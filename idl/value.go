package idl

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// wrongKind reports a value that is not what it must be, at its key where the value is empty.
func (l *loader) wrongKind(n, key *yaml.Node, what, want string) *Diagnostic {
	got := describeNode(n)
	l.lose(key.Value)
	if isNull(n) {
		n = key
	}
	d := l.report(CodeWrongKind, n, "%s must be %s, not %s", what, want, got)
	switch {
	case want == "true or false":
		if word := booleanOf(n.Value); word != "" {
			d.help("write %s", word)
		}
	case want == "a mapping" && n.Kind == yaml.SequenceNode:
		d.help("write each entry as name: value, without a dash or a square bracket")
	}
	return d
}

// booleanOf returns the boolean that a word or a number stands for elsewhere, or "".
func booleanOf(word string) string {
	switch strings.ToLower(word) {
	case "yes", "y", "on", "1", "true":
		return "true"
	case "no", "n", "off", "0", "false":
		return "false"
	}
	return ""
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// describeNode says what a node is, for a message.
func describeNode(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case isNull(n):
		return "empty"
	case n.Tag == "!!str":
		return "the text " + strconv.Quote(shorten(n.Value))
	default:
		return shorten(n.Value)
	}
}

// shorten cuts a long text for a message.
func shorten(s string) string {
	const long = 40
	if r := []rune(s); len(r) > long {
		return string(r[:long]) + "…"
	}
	return s
}

func parseInt(n *yaml.Node) (int64, bool) {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!int" {
		return 0, false
	}
	v, err := strconv.ParseInt(n.Value, 0, 64)
	return v, err == nil
}

func parseFloat(n *yaml.Node) (float64, bool) {
	if v, ok := parseInt(n); ok {
		return float64(v), true
	}
	if n.Kind != yaml.ScalarNode || n.Tag != "!!float" {
		return 0, false
	}
	v, err := strconv.ParseFloat(n.Value, 64)
	return v, err == nil && !math.IsInf(v, 0) && !math.IsNaN(v)
}

// count returns a number of things in words: 1 error, 2 errors.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
