package idl

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"drivergen/idl/grammar"
	"drivergen/internal/nearest"
)

// A field is one key of a mapping with its value, an alias replaced by what it stands for.
type field struct {
	key, value *yaml.Node
	meant      string // the key that a misspelt one is taken for, or empty
}

// name returns the key: as written, or as it was meant.
func (f field) name() string {
	if f.meant != "" {
		return f.meant
	}
	return f.key.Value
}

// An object is a mapping whose keys have been checked. The readers below report
// what is wrong with a value and then return the zero value, so that what
// remains of the description is still looked at.
type object struct {
	l      *loader
	node   *yaml.Node // the mapping
	key    *yaml.Node // what names it, or nil
	what   string     // what it is, in words: "the method connect"
	kind   *grammar.Object
	fields []field
	meant  []string // the keys that unknown ones were probably meant to be
	odd    bool     // it has a key that is like none: whatever is missing may stand there
}

// object makes an object of a mapping with the keys of a kind.
func (l *loader) object(n *yaml.Node, what string, kind *grammar.Object) *object {
	o := &object{l: l, node: n, what: what, kind: kind}
	if n.Kind != yaml.MappingNode {
		l.lose(kind.Names()...)
	}
	var unknown []field
	for _, f := range l.entries(n, what) {
		if kind.Key(f.name()) != nil {
			o.fields = append(o.fields, f)
		} else {
			unknown = append(unknown, f)
		}
	}
	for _, f := range unknown {
		keys := kind.Names()
		d := l.report(CodeUnknownKey, f.key, "%s has no key %s", what, shorten(f.name()))
		if isNull(f.value) && n.Style&yaml.FlowStyle != 0 && !strings.HasSuffix(f.name(), ":") {
			d.help("put a text that holds a comma in quotes")
			continue
		}
		if key, help := colonFault(f.name(), kind); key != "" {
			d.help("%s", help)
			l.lose(key)
			o.meant = append(o.meant, key)
			continue
		}
		if d.didYouMean(f.name(), keys); len(o.meant) < len(keys) {
			o.takeAs(f, nearest.To(f.name(), keys), d)
		}
	}
	o.refuseEmpty()
	return o
}

// colonFault returns the key that an unknown one begins with where the colon behind it is missing or has
// no space behind it, and what to do.
func colonFault(name string, kind *grammar.Object) (key, help string) {
	if word, _, ok := strings.Cut(name, " "); ok && kind.Key(word) != nil {
		return word, "write a colon behind " + word
	}
	if word, _, ok := strings.Cut(name, ":"); ok && kind.Key(word) != nil {
		return word, "write a space and a value behind " + word + ":"
	}
	return "", ""
}

// takeAs reads a misspelt key as the one that was meant, so that what needs it is not
// told to be missing or unknown as well. A key that is like none may be any that is required.
func (o *object) takeAs(f field, meant string, d *Diagnostic) {
	if meant != "" {
		o.meant = append(o.meant, meant)
		if !o.has(meant) {
			f.meant = meant
			o.fields = append(o.fields, f)
		}
		return
	}
	o.odd = true
	var missing []string
	for _, k := range o.kind.Keys {
		if k.Required && !o.has(k.Name) && !slices.Contains(o.meant, k.Name) && (k.Unless == "" || !o.has(k.Unless)) {
			missing = append(missing, k.Name)
		}
	}
	o.l.lose(missing...)
	switch of := o.kind.OneOf; {
	case len(missing) > 0:
		d.help("it needs %s", wordList(missing, "and"))
	case len(of) > 0 && !slices.ContainsFunc(of, o.has):
		d.help("it needs one of %s", wordList(of, "and"))
	}
}

// member makes an object of what a key names.
func (l *loader) member(f field, what string, kind *grammar.Object) *object {
	if isNull(f.value) {
		l.lose(kind.Names()...)
		l.wrongKind(f.value, f.key, what, "a mapping")
		return &object{l: l, node: f.value, key: f.key, what: what, kind: kind}
	}
	o := l.object(f.value, what, kind)
	o.key = f.key
	return o
}

// entries returns the keys and values of a mapping, each key once.
func (l *loader) entries(n *yaml.Node, what string) []field {
	if n.Kind != yaml.MappingNode {
		l.wrongKind(n, n, what, "a mapping")
		return nil
	}
	var fields []field
	first := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		if key.Kind != yaml.ScalarNode {
			l.report(CodeWrongKind, n.Content[i], "a key of %s is not a name", what)
			continue
		}
		if old, ok := first[key.Value]; ok {
			l.report(CodeDuplicateKey, key, "%s stands twice in %s", key.Value, what).note(l.src.pos(old), "first here")
			continue
		}
		first[key.Value] = key
		fields = append(fields, field{key: key, value: dealias(n.Content[i+1])})
	}
	return fields
}

func dealias(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// field returns a key's field; its value is nil where the key is not there.
func (o *object) field(key string) field {
	if o != nil {
		for _, f := range o.fields {
			if f.name() == key {
				return f
			}
		}
	}
	return field{}
}

func (o *object) has(key string) bool { return o.field(key).value != nil }

// at returns the node to point at for a key: its value, or its key where it has
// no value, or the whole object where there is no such key.
func (o *object) at(key string) *yaml.Node {
	f := o.field(key)
	switch {
	case f.value == nil:
		return o.node
	case isNull(f.value):
		return f.key
	default:
		return f.value
	}
}

// keyAt returns the node to point at for a key itself.
func (o *object) keyAt(key string) *yaml.Node {
	if f := o.field(key); f.key != nil {
		return f.key
	}
	return o.node
}

// require reports the keys that are missing of those that the kind of object needs.
func (o *object) require(at *yaml.Node) {
	var missing []string
	for _, k := range o.kind.Keys {
		if k.Required && (k.Unless == "" || !o.has(k.Unless)) && o.lacks(k.Name) {
			missing = append(missing, k.Name)
		}
	}
	o.l.lose(missing...)
	switch len(missing) {
	case 0:
	case 1:
		o.l.report(CodeMissingKey, at, "%s needs the key %s", o.what, missing[0])
	default:
		o.l.report(CodeMissingKey, at, "%s needs the keys %s", o.what, wordList(missing, "and"))
	}
}

// lacks reports whether a key is missing and no other fault tells that: an unknown
// key, or an object that is no mapping.
func (o *object) lacks(key string) bool {
	return !o.has(key) && !o.odd && (o.node.Kind == yaml.MappingNode || len(o.fields) > 0) && !slices.Contains(o.meant, key)
}

// text returns the text of a scalar, of whatever type YAML takes it for.
func (o *object) text(key string) string {
	f := o.field(key)
	if f.value == nil || !o.scalar(f) {
		return ""
	}
	return f.value.Value
}

// boolean returns a true or false.
func (o *object) boolean(key string) bool {
	b, _ := o.optionalBool(key)
	return b
}

// optionalBool returns a true or false, and whether there is one.
func (o *object) optionalBool(key string) (value, ok bool) {
	f := o.field(key)
	if f.value == nil || !o.scalar(f) {
		return false, false
	}
	if f.value.Tag != "!!bool" {
		o.l.wrongKind(f.value, f.key, key, "true or false")
		return false, false
	}
	return f.value.Value[0] == 't' || f.value.Value[0] == 'T', true
}

// integer returns a whole number, and whether there is one.
func (o *object) integer(key string) (int64, bool) {
	f := o.field(key)
	if f.value == nil || !o.scalar(f) {
		return 0, false
	}
	n, ok := parseInt(f.value)
	if !ok {
		o.l.wrongKind(f.value, f.key, key, "a whole number")
	}
	return n, ok
}

// intIn returns a whole number in the range of its key, or nil.
func (o *object) intIn(key string) *int {
	n, ok := o.integer(key)
	if !ok {
		return nil
	}
	if r := o.kind.Key(key).Range; n < r.Least || n > r.Greatest {
		o.l.report(CodeRange, o.at(key), "%s must be from %d to %d", key, r.Least, r.Greatest)
		return nil
	}
	v := int(n)
	return &v
}

// word returns a text that must be one of the words of its key, or "".
func (o *object) word(key string) string {
	w := o.text(key)
	if w == "" {
		return ""
	}
	words := o.kind.Key(key).Words
	if slices.Contains(words, w) {
		return w
	}
	d := o.l.report(CodeWord, o.at(key), "%s cannot be %s", key, shorten(w))
	if d.slipOf(w, words); d.Help == "" {
		d.help("it is %s", wordList(words, "or"))
	}
	return ""
}

// names returns the names in a list, each a scalar.
func (o *object) names(key string) []*yaml.Node {
	f := o.field(key)
	if f.value == nil {
		return nil
	}
	if f.value.Kind != yaml.SequenceNode {
		d := o.l.wrongKind(f.value, f.key, key, "a list")
		if f.value.Kind == yaml.ScalarNode && !isNull(f.value) {
			d.help("write [%s]", f.value.Value)
		}
		return nil
	}
	var names []*yaml.Node
	for _, n := range f.value.Content {
		if n = dealias(n); n.Kind != yaml.ScalarNode || isNull(n) {
			o.l.wrongKind(n, n, "an entry of "+key, "a name")
			continue
		}
		names = append(names, n)
	}
	return names
}

// listed returns the names in a list or the keys of a mapping, and reports nothing.
func (o *object) listed(key string) []string {
	v := o.field(key).value
	if v == nil {
		return nil
	}
	step := 1
	if v.Kind == yaml.MappingNode {
		step = 2
	}
	var names []string
	for i := 0; i < len(v.Content); i += step {
		names = append(names, dealias(v.Content[i]).Value)
	}
	return names
}

// items returns the entries of a list.
func (o *object) items(key string) []*yaml.Node {
	f := o.field(key)
	if f.value == nil {
		return nil
	}
	if f.value.Kind != yaml.SequenceNode {
		o.l.wrongKind(f.value, f.key, key, "a list")
		return nil
	}
	items := make([]*yaml.Node, len(f.value.Content))
	for i, n := range f.value.Content {
		items[i] = dealias(n)
	}
	return items
}

// entries returns what a key declares by name, in order.
func (o *object) entries(key string) []field {
	f := o.field(key)
	if f.value == nil {
		return nil
	}
	if f.value.Kind != yaml.MappingNode {
		o.l.wrongKind(f.value, f.key, key, "a mapping")
		return nil
	}
	return o.l.entries(f.value, key)
}

// scalar reports whether a field's value is one, and reports it where it is not.
func (o *object) scalar(f field) bool {
	if f.value.Kind == yaml.ScalarNode && !isNull(f.value) {
		return true
	}
	o.l.wrongKind(f.value, f.key, f.name(), "one value")
	return false
}
