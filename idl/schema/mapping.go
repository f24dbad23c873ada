package schema

import (
	"slices"

	"drivergen/idl/grammar"
)

// mapping returns the schema of a kind of mapping.
func (w *writer) mapping(kind *grammar.Object) object {
	s := object{{"description", kind.Doc}}
	if kind.Short == grammar.Type {
		s = append(s, member{"type", []string{"object", "string"}}, member{"pattern", typeForm})
	} else {
		s = append(s, member{"type", "object"})
	}
	var properties object
	for i := range kind.Keys {
		properties = append(properties, member{kind.Keys[i].Name, w.key(&kind.Keys[i])})
	}
	s = append(s, member{"properties", properties})
	if required := kind.Required(); len(required) > 0 {
		s = append(s, member{"required", required})
	}
	s = append(s, member{"additionalProperties", false})
	if rules := w.rules(kind); len(rules) > 0 {
		s = append(s, member{"allOf", rules})
	}
	return s
}

// rules returns what a kind says of its keys together.
func (w *writer) rules(kind *grammar.Object) []object {
	var rules []object
	if len(kind.AnyOf) > 0 {
		rules = append(rules, object{{"anyOf", each(kind.AnyOf)}})
	}
	if len(kind.OneOf) > 0 {
		rules = append(rules, object{{"oneOf", each(kind.OneOf)}})
	}
	for i, a := range kind.AtMost {
		for _, b := range kind.AtMost[i+1:] {
			rules = append(rules, object{{"not", object{{"required", []string{a, b}}}}})
		}
	}
	for _, k := range kind.Keys {
		if k.Required && k.Unless != "" {
			rules = append(rules, object{{"anyOf", each([]string{k.Name, k.Unless})}})
		}
	}
	for _, step := range kind.OneOf {
		if absent := absentIn(kind, step); len(absent) > 0 {
			rules = append(rules, object{{"if", object{{"required", []string{step}}}}, {"then", object{{"properties", absent}}}})
		}
	}
	for _, c := range kind.Cases {
		rules = append(rules, w.onCase(c))
	}
	return rules
}

// each requires the keys one by one.
func each(keys []string) []object {
	var all []object
	for _, k := range keys {
		all = append(all, object{{"required", []string{k}}})
	}
	return all
}

// absentIn returns the keys that a kind of step does not have.
func absentIn(kind *grammar.Object, step string) object {
	var absent object
	for _, k := range kind.Keys {
		if len(k.Only) > 0 && !slices.Contains(k.Only, step) {
			absent = append(absent, member{k.Name, false})
		}
	}
	return absent
}

// onCase returns what holds where a key has one of some values.
func (w *writer) onCase(c grammar.Case) object {
	condition := object{{"required", []string{c.Key}}}
	if len(c.Words) > 0 {
		var words []any
		for _, word := range c.Words {
			words = append(words, literal(word))
		}
		condition = append(object{{"properties", object{{c.Key, object{{"enum", words}}}}}}, condition...)
	}
	var properties object
	for _, k := range c.Without {
		properties = append(properties, member{k, false})
	}
	for _, k := range c.Empty {
		properties = append(properties, member{k, object{{"maxItems", 0}}})
	}
	for i := range c.Keys {
		properties = append(properties, member{c.Keys[i].Name, w.key(&c.Keys[i])})
	}
	var then object
	if len(properties) > 0 {
		then = append(then, member{"properties", properties})
	}
	if len(c.Needs) > 0 {
		then = append(then, member{"required", c.Needs})
	}
	return object{{"if", condition}, {"then", then}}
}
