package grammar

import "slices"

// The keys of values, of limits and of what goes on beside them.
var (
	valueKeys = []Key{
		{Name: "type", Kind: Type, Required: true, Doc: "The type: one of the language, a declared name, or list(T), optional(T) and func(T) of such.", Example: "list(string)"},
		{Name: "go_type", Kind: Text, Doc: "Another Go type for it, with its package.", Example: "net.HardwareAddr"},
		{Name: "unit", Kind: Text, Doc: "The unit of measurement, for readers.", Example: "celsius"},
		{Name: "sensitive", Kind: Bool, Default: "false", Doc: "Whether it must never be logged."},
		{Name: "pointer", Kind: Bool, Default: "false", Doc: "Whether it is passed by pointer."},
	}
	limitKeys = []Key{
		{Name: "default", Kind: Mapping, Of: Default, Short: Text, Doc: "What Go's zero value asks for: a value, or several that depend on another parameter."},
		{Name: "min", Kind: Limit, Doc: "The least number or duration; of each element, of a list.", Example: "0.5"},
		{Name: "max", Kind: Limit, Doc: "The greatest number or duration; of each element, of a list.", Example: "10ms"},
		{Name: "minlen", Kind: Whole, Range: from(0), Doc: "The least length, in bytes or entries."},
		{Name: "maxlen", Kind: Whole, Range: from(0), Doc: "The greatest length, in bytes or entries."},
		{Name: "oneof", Kind: Texts, Doc: "The only values that are allowed.", Example: "[fast, slow]"},
	}
	invalidKey  = Key{Name: "invalid", Kind: Name, Doc: "The errno of a broken limit, of a parameter also the error where errors are sentinels; without it EINVAL."}
	callbackKey = Key{Name: "callback", Kind: Bool, Default: "true", Doc: "Whether the callback form has it."}
)

// Field is a field of a struct or a property of a handle.
var Field = &Object{
	Name:  "field",
	Doc:   "A field; a type alone stands for one without more to say.",
	Short: Type,
	Keys: parameter(slices.Concat(unlessEmbedded(valueKeys), limitKeys, []Key{
		invalidKey,
		{Name: "embedded", Kind: Bool, Default: "false", Doc: "Whether the field is embedded; it is called like its type then."},
		{Name: "optional", Kind: Bool, Default: "false", Doc: "Whether it may be left out, for which Go's zero value stands."},
	})...),
}

// Param is a parameter of a method.
var Param = &Object{
	Name:  "parameter",
	Doc:   "A parameter; a type alone stands for one without more to say.",
	Short: Type,
	Keys: parameter(slices.Concat(valueKeys, limitKeys, []Key{
		invalidKey,
		{Name: "out", Kind: Bool, Default: "false", Doc: "Whether it is a buffer that the callee fills."},
		{Name: "sets", Kind: Name, Doc: "The property of the handle that keeps it."},
		{Name: "bounds", Kind: Name, Doc: "The queue of the handle whose bound it sets."},
		{Name: "deadline", Kind: Bool, Default: "false", Doc: "Whether it is the time at which the call gives up, where methods take no context."},
		callbackKey,
	})...),
	Cases: []Case{{Key: "out", Words: []string{"true"}, Without: []string{"default"}}},
}

// Result is a result of a method or of a stimulus.
var Result = &Object{
	Name:  "result",
	Doc:   "A result; a type alone stands for one without more to say.",
	Short: Type,
	Keys:  parameter(slices.Concat(valueKeys, []Key{callbackKey})...),
}

// EventParam is a parameter of an event.
var EventParam = &Object{
	Name:  "parameter",
	ID:    "event-parameter",
	Doc:   "A parameter of an event; a type alone stands for one without more to say.",
	Short: Type,
	Keys:  parameter(slices.Concat(valueKeys, []Key{callbackKey})...),
}

// StimulusParam is a parameter of a stimulus.
var StimulusParam = &Object{
	Name:  "parameter",
	ID:    "stimulus-parameter",
	Doc:   "A parameter of a stimulus; a type alone stands for one without more to say.",
	Short: Type,
	Keys:  parameter(slices.Concat(valueKeys, limitKeys)...),
}

// Default is a default that depends on another parameter.
var Default = &Object{
	Name: "default",
	Doc:  "A default, and others for other cases.",
	Keys: []Key{
		{Name: "value", Kind: Text, Required: true, Doc: "The default where no case fits."},
		{Name: "when", Kind: List, Of: DefaultCase, Doc: "The cases in which it is another, the first that fits counts."},
	},
}

// DefaultCase is a case of a default.
var DefaultCase = &Object{
	Name: "case",
	ID:   "default-case",
	Doc:  "A case in which the default is another.",
	Keys: []Key{
		{Name: "param", Kind: Name, Required: true, Doc: "The parameter that it depends on."},
		{Name: "shorter", Kind: Whole, Range: from(1), Required: true, Doc: "The length that the parameter is shorter than."},
		{Name: "value", Kind: Text, Required: true, Doc: "The default then."},
	},
}

// unlessEmbedded lets a type be missing beside embedded.
func unlessEmbedded(keys []Key) []Key {
	keys = slices.Clone(keys)
	keys[0].Unless = "embedded"
	return keys
}
