package idl

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gopkg.in/yaml.v3"

	"drivergen/internal/nearest"
)

// A field is one key of a mapping with its value, an alias replaced by what it stands for.
type field struct {
	key, value *yaml.Node
}

// name returns the key as written.
func (f field) name() string { return f.key.Value }

// An object is a mapping whose keys have been checked. The readers below report
// what is wrong with a value and then return the zero value, so that what
// remains of the description is still looked at.
type object struct {
	l      *loader
	node   *yaml.Node // the mapping
	key    *yaml.Node // what names it, or nil
	what   string     // what it is, in words: "the method connect"
	fields []field
	meant  []string // the keys that unknown ones were probably meant to be
}

// object makes an object of a mapping with fixed keys.
func (l *loader) object(n *yaml.Node, what string, keys ...string) *object {
	o := &object{l: l, node: n, what: what}
	for _, f := range l.entries(n, what) {
		if slices.Contains(keys, f.name()) {
			o.fields = append(o.fields, f)
			continue
		}
		d := l.report(CodeUnknownKey, f.key, "%s has no key %s", what, shorten(f.name()))
		if isNull(f.value) && n.Style&yaml.FlowStyle != 0 {
			d.help("put a text that holds a comma in quotes")
			continue
		}
		if d.didYouMean(f.name(), keys); len(o.meant) < len(keys) {
			o.meant = append(o.meant, nearest.To(f.name(), keys))
		}
	}
	return o
}

// member makes an object of what a key names.
func (l *loader) member(f field, what string, keys ...string) *object {
	if isNull(f.value) {
		l.wrongKind(f.value, f.key, what, "a mapping")
		return &object{l: l, node: f.value, key: f.key, what: what}
	}
	o := l.object(f.value, what, keys...)
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

// require reports the keys that are missing.
func (o *object) require(at *yaml.Node, keys ...string) {
	var missing []string
	for _, k := range keys {
		if o.lacks(k) {
			missing = append(missing, k)
		}
	}
	switch len(missing) {
	case 0:
	case 1:
		o.l.report(CodeMissingKey, at, "%s needs the key %s", o.what, missing[0])
	default:
		o.l.report(CodeMissingKey, at, "%s needs the keys %s", o.what, wordList(missing, "and"))
	}
}

// lacks reports whether a key is missing and no other fault tells that: a slip
// in the key, or an object that is no mapping.
func (o *object) lacks(key string) bool {
	return !o.has(key) && (o.node.Kind == yaml.MappingNode || len(o.fields) > 0) && !slices.Contains(o.meant, key)
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

// intIn returns a whole number of at least least that fits an int32, or nil.
func (o *object) intIn(key string, least int64) *int {
	n, ok := o.integer(key)
	if !ok {
		return nil
	}
	if n < least || n > math.MaxInt32 {
		o.l.report(CodeRange, o.at(key), "%s must be from %d to %d", key, least, math.MaxInt32)
		return nil
	}
	v := int(n)
	return &v
}

// number returns a number, or nil.
func (o *object) number(key string) *float64 {
	f := o.field(key)
	if f.value == nil || !o.scalar(f) {
		return nil
	}
	if n, ok := parseFloat(f.value); ok {
		return &n
	}
	o.l.wrongKind(f.value, f.key, key, "a number")
	return nil
}

// word returns a text that must be one of words, or "".
func (o *object) word(key string, words ...string) string {
	w := o.text(key)
	if w == "" || slices.Contains(words, w) {
		return w
	}
	o.l.report(CodeWord, o.at(key), "%s cannot be %s", key, w).help("it is %s", wordList(words, "or"))
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
	if isNull(f.value) {
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

// wrongKind reports a value that is not what it must be, at its key where the value is empty.
func (l *loader) wrongKind(n, key *yaml.Node, what, want string) *Diagnostic {
	got := describeNode(n)
	if isNull(n) {
		n = key
	}
	return l.report(CodeWrongKind, n, "%s must be %s, not %s", what, want, got)
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
