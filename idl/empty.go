package idl

import (
	"gopkg.in/yaml.v3"

	"drivergen/idl/grammar"
)

// refuseEmpty reports empty texts where a name or a word belongs.
func (o *object) refuseEmpty() {
	for _, f := range o.fields {
		o.refuseEmptyKey(f.name())
	}
}

// refuseEmptyKey is refuseEmpty for one key.
func (o *object) refuseEmptyKey(key string) {
	f, k := o.field(key), o.kind.Key(key)
	if k == nil || f.value == nil || f.value.Kind != yaml.ScalarNode || f.value.Tag != "!!str" || f.value.Value != "" {
		return
	}
	want := ""
	switch {
	case k.Kind == grammar.Word:
		want = wordList(k.Words, "or")
	case k.Kind == grammar.Name, k.Kind == grammar.GoName, k.Pattern != "":
		want = "a name"
	case k.Kind == grammar.Version:
		want = "a version"
	case k.Kind == grammar.Limit:
		want = "a number or a duration"
	case k.Kind == grammar.Duration:
		want = "a duration"
	default:
		return
	}
	o.l.report(CodeWrongKind, f.value, "%s must be %s, not an empty text", key, want)
}
