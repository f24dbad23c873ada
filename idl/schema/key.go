package schema

import (
	"math"

	"gopkg.in/yaml.v3"

	"drivergen/idl/grammar"
)

// key returns the schema of a key's value.
func (w *writer) key(k *grammar.Key) object {
	var s object
	if k.Doc != "" {
		s = append(s, member{"description", k.Doc})
	}
	s = append(s, w.kind(k)...)
	if k.Default != "" {
		s = append(s, member{"default", literal(k.Default)})
	}
	if k.Example != "" {
		s = append(s, member{"examples", []any{literal(k.Example)}})
	}
	return s
}

func (w *writer) kind(k *grammar.Key) object {
	switch k.Kind {
	case grammar.Mapping:
		if k.Short != grammar.None {
			return object{{"anyOf", []object{scalar(k.Short), {w.ref(k.Of)}}}}
		}
		return object{w.ref(k.Of)}
	case grammar.List:
		return count(object{{"type", "array"}, {"items", object{w.ref(k.Of)}}}, k.Count, "Items")
	case grammar.Names:
		return count(object{{"type", "array"}, {"items", scalar(grammar.Name)}}, k.Count, "Items")
	case grammar.Texts:
		return count(object{{"type", "array"}, {"items", scalar(grammar.Text)}}, k.Count, "Items")
	case grammar.Map:
		return w.named(k)
	case grammar.Word:
		return object{{"enum", words(k.Words)}}
	case grammar.Whole:
		least, greatest := int64(math.MinInt64), int64(math.MaxInt64)
		if k.Range != nil {
			least, greatest = k.Range.Least, k.Range.Greatest
		}
		return object{{"type", "integer"}, {"minimum", least}, {"maximum", greatest}}
	}
	s := scalar(k.Kind)
	switch {
	case k.Pattern == grammar.Identifier:
		s = identifier
	case k.Pattern != "" && k.Kind == grammar.Text:
		s = object{{"type", "string"}, {"pattern", k.Pattern}}
	case k.Pattern != "":
		s = append(s[:1:1], member{"pattern", k.Pattern})
	}
	if k.Null {
		s[0].value = append(append([]string{}, s[0].value.([]string)...), "null")
	}
	return s
}

// named returns the schema of what is declared by name.
func (w *writer) named(k *grammar.Key) object {
	s := object{{"type", "object"}}
	if k.Short != grammar.None {
		s = object{{"type", []string{"object", "string"}}, {"pattern", typeForm}}
	}
	switch {
	case k.Of != nil:
		if !k.Of.AnyName {
			s = append(s, member{"propertyNames", object{{"pattern", grammar.Identifier}}})
		}
		s = append(s, member{"additionalProperties", object{w.ref(k.Of)}})
	case k.Elem == grammar.Any:
	default:
		s = append(s, member{"additionalProperties", scalar(k.Elem)})
	}
	return count(s, k.Count, "Properties")
}

// count adds how many entries a collection has.
func count(s object, r *grammar.Range, of string) object {
	if r == nil {
		return s
	}
	s = append(s, member{"min" + of, r.Least})
	if r.Greatest < math.MaxInt32 {
		s = append(s, member{"max" + of, r.Greatest})
	}
	return s
}

// identifier is the schema of a name. YAML takes some for booleans.
var identifier = object{{"type", []string{"string", "boolean"}}, {"pattern", grammar.Identifier}}

// scalar returns the schema of a kind of scalar. Its first member is the type.
func scalar(k grammar.Kind) object {
	switch k {
	case grammar.Bool:
		return object{{"type", "boolean"}}
	case grammar.Limit:
		return object{{"type", []string{"string", "number"}}, {"pattern", limitForm}}
	case grammar.Name:
		return identifier
	case grammar.GoName:
		return object{{"type", "string"}, {"pattern", grammar.Exported}}
	case grammar.Type:
		return object{{"type", "string"}, {"pattern", typeForm}}
	case grammar.Version:
		return object{{"type", "string"}, {"pattern", versionForm}}
	case grammar.Duration:
		return object{{"type", "string"}, {"pattern", durationForm}}
	case grammar.Any:
		return object{}
	}
	return object{{"type", []string{"string", "number", "boolean"}}}
}

// words returns words as YAML may take them: 1 is a number and, in quotes, a text.
func words(list []string) []any {
	var all []any
	for _, word := range list {
		if value := literal(word); value != word {
			all = append(all, value)
		}
		all = append(all, word)
	}
	return all
}

// literal returns a value that the table writes as YAML.
func literal(text string) any {
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		return text
	}
	return v
}
