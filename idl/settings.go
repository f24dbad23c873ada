package idl

import (
	"slices"

	"gopkg.in/yaml.v3"

	"drivergen/idl/grammar"
)

// Settings are what a YAML file says that is no description but one mapping of keys to
// texts and lists of texts, such as a project's drivergen.yaml.
type Settings struct {
	l      *loader
	values map[string][]Setting
}

// A Setting is a text in a file of settings.
type Setting struct {
	Text string
	node *yaml.Node
}

// LoadSettings reads a file of settings that is called what in messages. The keys of kind
// hold a Text, a Word, or Texts, which may be limited to the key's Words. The limits of descriptions
// hold, and faults are told in the same manner. The Settings are nil where there is one;
// a file without a key is none.
func LoadSettings(path, what string, kind *grammar.Object) (*Settings, Diagnostics) {
	l := newLoader(path, nil)
	text, err := readFile(path)
	if err != nil {
		l.wholeFile(CodeUnreadable, "%v", err)
		return nil, l.diags
	}
	s := &Settings{l: l, values: map[string][]Setting{}}
	root := l.read(text)
	if root == nil && len(l.diags) == 1 && l.diags[0].Code == CodeEmpty {
		return s, nil
	}
	if root != nil {
		o := l.object(root, what, kind)
		for _, key := range kind.Keys {
			s.values[key.Name] = s.read(o, key)
		}
	}
	if len(l.diags) == 0 {
		return s, nil
	}
	for _, d := range l.diags {
		if d.Code == CodeTooLarge || d.Code == CodeDocuments {
			d.Help = "" // it is about descriptions
		}
	}
	return nil, l.diags.sorted()
}

// read returns the values of a key.
func (s *Settings) read(o *object, key grammar.Key) []Setting {
	if !o.has(key.Name) {
		return nil
	}
	nodes := []*yaml.Node{o.field(key.Name).value}
	if key.Kind == grammar.Texts {
		if nodes = o.names(key.Name); nodes == nil && isEmptyList(o.field(key.Name).value) {
			s.l.report(CodeNothing, o.keyAt(key.Name), "%s is an empty list", key.Name)
		}
	} else if !o.scalar(o.field(key.Name)) {
		return nil
	}
	var values []Setting
	for _, n := range nodes {
		switch {
		case n.Value == "":
			s.l.report(CodeNothing, n, "%s is an empty text", key.Name)
		case len(key.Words) > 0 && !slices.Contains(key.Words, n.Value):
			s.l.report(CodeWord, n, "%s cannot be %s", key.Name, shorten(n.Value)).didYouMean(n.Value, key.Words)
		default:
			values = append(values, Setting{Text: n.Value, node: n})
		}
	}
	return values
}

func isEmptyList(n *yaml.Node) bool { return n.Kind == yaml.SequenceNode && len(n.Content) == 0 }

// Values returns what a key holds: nothing where it is not there.
func (s *Settings) Values(key string) []Setting { return s.values[key] }

// Missing returns a diagnostic that points at the name of a file that is not there.
func (s *Settings) Missing(at Setting, help, format string, args ...any) *Diagnostic {
	return s.fault(CodeUnreadable, at, help, format, args...)
}

// Fault returns a diagnostic that points at a text that is not what its key holds.
func (s *Settings) Fault(at Setting, help, format string, args ...any) *Diagnostic {
	return s.fault(CodeWord, at, help, format, args...)
}

func (s *Settings) fault(code Code, at Setting, help, format string, args ...any) *Diagnostic {
	d := s.l.report(code, at.node, format, args...)
	d.Help = help
	return d
}
