package format

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"drivergen/idl/grammar"
)

// sameComments reports whether two texts have the same comments, in whatever order.
func sameComments(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// equal reports whether two descriptions mean the same: they may differ in the order
// of keys that are the language's, and in nothing else. Both are within the limits that
// idl.Document keeps, aliases counted as what they stand for.
func equal(a, b *yaml.Node) bool { return equalValues(a, b, grammar.File) }

func equalValues(a, b *yaml.Node, kind *grammar.Object) bool {
	a, b = dealias(a), dealias(b)
	if a.Kind != b.Kind || a.Anchor != b.Anchor || len(a.Content) != len(b.Content) {
		return false
	}
	switch a.Kind {
	case yaml.ScalarNode:
		return a.Tag == b.Tag && a.Value == b.Value && isReference(a) == isReference(b)
	case yaml.SequenceNode:
		for i := range a.Content {
			if !equalValues(a.Content[i], b.Content[i], nil) {
				return false
			}
		}
		return true
	}
	return equalMappings(pairs(a, kind), pairs(b, kind), kind)
}

// A pair is a key with its value.
type pair struct{ key, value *yaml.Node }

// pairs returns the keys and values of a mapping, in the order of the docs.
func pairs(n *yaml.Node, kind *grammar.Object) []pair {
	var all []pair
	for i := 0; i+1 < len(n.Content); i += 2 {
		all = append(all, pair{n.Content[i], n.Content[i+1]})
	}
	slices.SortStableFunc(all, func(a, b pair) int { return rank(kind, a.key) - rank(kind, b.key) })
	return all
}

func equalMappings(a, b []pair, kind *grammar.Object) bool {
	for i := range a {
		if nameOf(a[i].key) != nameOf(b[i].key) {
			return false
		}
		key := kind.Key(nameOf(a[i].key))
		if !equalMember(dealias(a[i].value), dealias(b[i].value), key) {
			return false
		}
	}
	return true
}

// equalMember compares the values of a key that may hold mappings with fixed keys.
func equalMember(a, b *yaml.Node, key *grammar.Key) bool {
	if key == nil || key.Of == nil {
		return equalValues(a, b, nil)
	}
	if key.Kind == grammar.Mapping || a.Kind == yaml.ScalarNode {
		return equalValues(a, b, key.Of)
	}
	if a.Kind != b.Kind || a.Anchor != b.Anchor || len(a.Content) != len(b.Content) {
		return false
	}
	for i, value := range a.Content {
		if a.Kind == yaml.MappingNode && i%2 == 0 {
			if nameOf(value) != nameOf(b.Content[i]) {
				return false
			}
		} else if !equalValues(value, b.Content[i], key.Of) {
			return false
		}
	}
	return true
}

// isReference reports whether a scalar is what a scenario takes for a reference to a
// step: in quotes it would be a text. No step's name has a colon.
func isReference(n *yaml.Node) bool {
	return strings.HasPrefix(n.Value, "$") && !strings.Contains(n.Value, ":") && n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) == 0
}
