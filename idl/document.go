package idl

import (
	"gopkg.in/yaml.v3"

	"drivergen/idl/grammar"
)

// Document returns the YAML mapping that text is, within the limits that hold for
// descriptions, without looking at what it declares. It is nil where text is not YAML,
// or not a description of this version of the language; the diagnostics, which call
// it name, say why.
func Document(name string, text []byte) (*yaml.Node, Diagnostics) {
	l := newLoader(name, nil)
	root := l.read(text)
	if root == nil {
		return nil, l.diags.sorted()
	}
	o := &object{l: l, node: root, what: "the description", kind: grammar.File}
	if root.Kind != yaml.MappingNode {
		l.wrongKind(root, root, o.what, "a mapping")
		return nil, l.diags.sorted()
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		o.fields = append(o.fields, field{key: dealias(root.Content[i]), value: dealias(root.Content[i+1])})
	}
	l.checkKeys(root)
	if l.parseVersion(o) && !l.diags.HasErrors() {
		return root, nil
	}
	o.refuseEmptyKey("idl")
	return nil, l.diags.sorted()
}

// checkKeys reports keys that are no names, wherever they stand.
func (l *loader) checkKeys(n *yaml.Node) {
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && dealias(c).Kind != yaml.ScalarNode {
			l.report(CodeWrongKind, c, "a key is not a name")
		}
		l.checkKeys(c)
	}
}

// ReadFile returns the text of a description: of a regular file, or as much of it as
// shows that it is too large to be one.
func ReadFile(path string) ([]byte, error) { return readFile(path) }

// MaxFileSize is how many bytes a description may have.
const MaxFileSize = maxFileSize
