// Package schema writes the JSON Schema (draft 2020-12) of the description language
// from its table, so that an editor completes and checks a description while it is
// written.
//
// The schema tells the structure: which keys there are, which must be there, and what
// kind of value each has. What names mean, and what declarations say of each other, is
// told by the loader alone. Where JSON has less than YAML the schema is looser (it takes 1.0
// for a whole number); where a name must be an identifier it is stricter, and says so
// where the loader reports the name as unknown.
package schema

import (
	"bytes"
	"encoding/json"

	"drivergen/idl/grammar"
)

//go:generate go run drivergen/cmd/drivergen schema --out ../../docs/idl.schema.json

const (
	dialect = "https://json-schema.org/draft/2020-12/schema"

	// Path is where the schema lies in drivergen's module.
	Path = "docs/idl.schema.json"

	versionForm  = `^[0-9]+\.[0-9]+\.[0-9]+$`
	durationForm = `^\+?` + durationPart + `+$`
	limitForm    = `^[-+]?(0|` + durationPart + `+)$`
	durationPart = `(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))` // as time.ParseDuration reads it
	typeForm     = `^ *[A-Za-z_][A-Za-z0-9_.-]* *(\(.*\))? *$`
)

// JSON returns the schema as a file: indented, with its keys in the order of the docs.
func JSON() []byte {
	w := &writer{defs: map[*grammar.Object]bool{}}
	root := object{
		{"$schema", dialect},
		{"title", "drivergen description"},
	}
	root = append(root, w.mapping(grammar.File)...)
	var defs object
	for len(w.queue) > 0 {
		kind := w.queue[0]
		w.queue = w.queue[1:]
		defs = append(defs, member{id(kind), append(object{{"title", kind.Name}}, w.mapping(kind)...)})
	}
	root = append(root, member{"$defs", defs})
	text, err := root.MarshalJSON()
	if err != nil {
		panic(err) // it holds texts, numbers, booleans, lists and objects only
	}
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		panic(err)
	}
	out.WriteByte('\n')
	return out.Bytes()
}

// An object is a JSON object that keeps the order of its members.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON returns the object as JSON.
func (o object) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	out.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := enc.Encode(m.name); err != nil {
			return nil, err
		}
		out.WriteByte(':')
		if err := enc.Encode(m.value); err != nil {
			return nil, err
		}
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// A writer makes the schemas of the kinds of mappings, each once.
type writer struct {
	defs  map[*grammar.Object]bool
	queue []*grammar.Object // named in a reference, and not yet made
}

// id returns the name of a kind's definition.
func id(kind *grammar.Object) string {
	if kind.ID != "" {
		return kind.ID
	}
	return kind.Name
}

// ref returns a reference to the schema of a kind.
func (w *writer) ref(kind *grammar.Object) member {
	if !w.defs[kind] {
		w.defs[kind] = true
		w.queue = append(w.queue, kind)
	}
	return member{"$ref", "#/$defs/" + id(kind)}
}
