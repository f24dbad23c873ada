package format

import (
	"slices"

	"gopkg.in/yaml.v3"

	"drivergen/idl/grammar"
)

// order puts the keys of the document's mappings in the order of the docs. A comment at
// the top of the file stays there, whichever key comes first.
func (d *document) order() {
	if len(d.root.entries) == 0 {
		return
	}
	was := d.root.entries[0]
	d.root.order(grammar.File)
	if first := d.root.entries[0]; first != was {
		first.head, was.head = slices.Concat(was.head, first.head), nil
	}
}

// order puts the keys of a mapping of a kind, and of those in it, in order. Keys that
// the kind does not have come last.
func (n *node) order(kind *grammar.Object) {
	if !n.isMapping() {
		return
	}
	slices.SortStableFunc(n.entries, func(a, b *entry) int {
		return rank(kind, a.key.yaml) - rank(kind, b.key.yaml)
	})
	for _, e := range n.entries {
		key := kind.Key(nameOf(e.key.yaml))
		if key == nil || key.Of == nil {
			continue
		}
		switch key.Kind {
		case grammar.Mapping:
			e.value.order(key.Of)
		case grammar.List, grammar.Map:
			for _, item := range e.value.entries {
				item.value.order(key.Of)
			}
		}
	}
}

// rank returns the place of a key among those of a kind.
func rank(kind *grammar.Object, key *yaml.Node) int {
	if kind == nil {
		return 0
	}
	name := nameOf(key)
	if i := slices.IndexFunc(kind.Keys, func(k grammar.Key) bool { return k.Name == name }); i >= 0 {
		return i
	}
	return len(kind.Keys)
}

// nameOf returns what a key is called.
func nameOf(key *yaml.Node) string { return dealias(key).Value }

func dealias(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}
