// Package grammar is the table of the description language: for each kind of
// mapping its keys, in the order in which docs/idl.md presents them, and what
// each of them holds. The loader, the formatter and the JSON Schema read it, so
// that a key is added in one place.
package grammar

import "math"

// A Kind says what the value of a key is.
type Kind int

// The kinds of values.
const (
	None     Kind = iota
	Text          // one value of whatever YAML type, not null
	Bool          // true or false
	Whole         // a whole number
	Limit         // a number, or a duration of either sign: 0.5, 10ms
	Word          // one of Key.Words
	Name          // the name of a declaration
	GoName        // a Go name
	Type          // a type expression: int, netdev.FD, list(T)
	Version       // a version of a description: 1.2.0
	Duration      // a positive duration: 50ms
	Any           // any value, null and collections too
	Names         // a list of names
	Texts         // a list of Text
	Mapping       // a mapping with the keys of Key.Of
	List          // a list of mappings with the keys of Key.Of
	Map           // a mapping of names to what Key.Of or, where that is nil, Key.Elem says
)

// Forms of texts, as regular expressions.
const (
	// Identifier is the form of a name that a description declares.
	Identifier = `^[A-Za-z][A-Za-z0-9_]*$`
	// Exported is the form of an exported Go name.
	Exported = `^[A-Z][A-Za-z0-9_]*$`
	// Package is the form of a package's name.
	Package = `^[a-z][a-z0-9]*$`
)

// A Range is what numbers, or counts, may be.
type Range struct{ Least, Greatest int64 }

// A Key is one key of a mapping.
type Key struct {
	Name     string
	Doc      string // one sentence
	Kind     Kind
	Required bool
	Unless   string   // the key beside which a Required one may be missing
	Null     bool     // the value may be null too
	Words    []string // of a Word
	Default  string   // what a missing key stands for, where that is a word or a boolean
	Pattern  string   // the form of a text, where it has one that its kind does not tell
	Range    *Range   // of a Whole, where it has one
	Count    *Range   // how many entries a collection has, where that is limited
	Of       *Object  // of a Mapping, List or Map
	Elem     Kind     // of a Map without Of
	Short    Kind     // the kind of a scalar that may stand for the whole collection
	Only     []string // of a step: the kinds of steps that have the key, where not all have
	Example  string   // a value, as YAML
}

// An Object is a kind of mapping with fixed keys.
type Object struct {
	Name    string // in messages: "method"
	ID      string // another name where several kinds have one Name
	Doc     string // one sentence
	Keys    []Key  // in the order of the docs
	Short   Kind   // the kind of a scalar that may stand for the mapping; its value is that of the key type or value
	AnyName bool   // what is declared as one may have a name that is no Identifier
	AnyOf   []string
	OneOf   []string
	AtMost  []string
	Cases   []Case
}

// A Case is what else holds of a mapping where a key has one of some values.
type Case struct {
	Key     string
	Words   []string // nil where any value will do
	Without []string // keys that must not be there
	Empty   []string // keys that must hold nothing
	Needs   []string // keys that must be there
	Keys    []Key    // keys that are more exact here
}

// Key returns the key called name, or nil.
func (o *Object) Key(name string) *Key {
	if o == nil {
		return nil
	}
	for i := range o.Keys {
		if o.Keys[i].Name == name {
			return &o.Keys[i]
		}
	}
	return nil
}

// Names returns the names of the keys, in order.
func (o *Object) Names() []string {
	names := make([]string, len(o.Keys))
	for i, k := range o.Keys {
		names[i] = k.Name
	}
	return names
}

// Required returns the names of the keys that are always required, in order.
func (o *Object) Required() []string {
	var names []string
	for _, k := range o.Keys {
		if k.Required && k.Unless == "" {
			names = append(names, k.Name)
		}
	}
	return names
}

// from is the range of the whole numbers from least that a description can use: those of an int32.
func from(least int64) *Range { return &Range{least, math.MaxInt32} }

func exactly(n int64) *Range { return &Range{n, n} }

// some is the count of a collection that must not be empty.
var some = &Range{1, math.MaxInt32}
