package grammar_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"drivergen/idl/grammar"
)

// every calls f once for each kind of mapping that can be reached from a description.
func every(f func(*grammar.Object)) {
	seen := map[*grammar.Object]bool{}
	var visit func(*grammar.Object)
	visit = func(o *grammar.Object) {
		if o == nil || seen[o] {
			return
		}
		seen[o] = true
		f(o)
		keys := slices.Clone(o.Keys)
		for _, c := range o.Cases {
			keys = append(keys, c.Keys...)
		}
		for _, k := range keys {
			visit(k.Of)
		}
	}
	visit(grammar.File)
}

func TestTable(t *testing.T) {
	ids := map[string]bool{}
	every(func(o *grammar.Object) {
		id := o.ID
		if id == "" {
			id = o.Name
		}
		if ids[id] {
			t.Errorf("two kinds are called %s", id)
		}
		ids[id] = true
		checkDoc(t, id, o.Doc)
		names := map[string]bool{}
		for _, k := range o.Keys {
			at := id + "." + k.Name
			if names[k.Name] {
				t.Errorf("%s stands twice", at)
			}
			names[k.Name] = true
			checkDoc(t, at, k.Doc)
			checkKind(t, at, k)
			if k.Unless != "" && o.Key(k.Unless) == nil {
				t.Errorf("%s: there is no key %s", at, k.Unless)
			}
		}
		mentioned := slices.Concat(o.AnyOf, o.OneOf, o.AtMost)
		for _, c := range o.Cases {
			mentioned = slices.Concat(mentioned, []string{c.Key}, c.Without, c.Empty, c.Needs)
			for _, k := range c.Keys {
				mentioned = append(mentioned, k.Name)
			}
		}
		for _, name := range mentioned {
			if o.Key(name) == nil {
				t.Errorf("%s: there is no key %s", id, name)
			}
		}
	})
	if len(ids) < 30 {
		t.Errorf("%d kinds of mappings are reached", len(ids))
	}
}

func checkDoc(t *testing.T, at, doc string) {
	t.Helper()
	if !strings.HasSuffix(doc, ".") || strings.Contains(doc, ". ") {
		t.Errorf("%s: the doc is not one sentence: %q", at, doc)
	}
}

func checkKind(t *testing.T, at string, k grammar.Key) {
	t.Helper()
	collection := k.Kind == grammar.Mapping || k.Kind == grammar.List
	switch {
	case k.Kind == grammar.None:
		t.Errorf("%s has no kind", at)
	case collection && k.Of == nil, k.Kind == grammar.Map && (k.Of == nil) == (k.Elem == grammar.None):
		t.Errorf("%s does not say what it holds", at)
	case !collection && k.Kind != grammar.Map && k.Of != nil:
		t.Errorf("%s is no collection", at)
	case (k.Kind == grammar.Word) != (len(k.Words) > 0):
		t.Errorf("%s is a word without words, or the reverse", at)
	case k.Range != nil && k.Kind != grammar.Whole:
		t.Errorf("%s has a range and is no number", at)
	}
	if _, err := regexp.Compile(k.Pattern); err != nil {
		t.Errorf("%s: %v", at, err)
	}
	if k.Kind == grammar.Word && k.Default != "" && !slices.Contains(k.Words, k.Default) {
		t.Errorf("%s: the default %s is none of its words", at, k.Default)
	}
}

func TestKey(t *testing.T) {
	if k := grammar.Method.Key("takes"); k == nil || k.Kind != grammar.Name {
		t.Errorf("takes of a method: %v", k)
	}
	if k := grammar.Method.Key("fields"); k != nil {
		t.Errorf("fields of a method: %v", k)
	}
	var none *grammar.Object
	if k := none.Key("doc"); k != nil {
		t.Errorf("a key of nothing: %v", k)
	}
	if got, want := grammar.Queue.Required(), []string{"kind", "bound"}; !slices.Equal(got, want) {
		t.Errorf("a queue needs %v, not %v", got, want)
	}
	if got := grammar.Field.Required(); len(got) != 0 {
		t.Errorf("a field always needs %v: an embedded one needs no type", got)
	}
}
