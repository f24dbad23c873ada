package schema_test

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"drivergen/idl/grammar"
)

// wrongValues are values of each kind, one of which is right wherever one stands.
var wrongValues = []string{"null", `""`, "some text", "7", "-7", "1.5", "true", "[x]", "{x: y}", "[]", "{}", "[{x: y}]", "{x: {y: z}}", "[null]", "[[x]]"}

// A mutator changes a description at one place after the other and holds the outcomes
// of the loader and the schema against each other.
type mutator struct {
	t     *testing.T
	done  map[string]bool // the kinds of places, with the change made there
	try   func(what string)
	tried int
}

// once runs a change of a place of one kind once in all descriptions.
func (m *mutator) once(place, change string, do, undo func()) {
	what := place + " " + change
	if m.done[what] {
		return
	}
	m.done[what] = true
	do()
	m.try(what)
	undo()
	m.tried++
}

// value puts values of every kind in place of one.
func (m *mutator) value(place string, n *yaml.Node) {
	old := *n
	for _, text := range wrongValues {
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
			m.t.Fatal(err)
		}
		m.once(place, "= "+text, func() { *n = *doc.Content[0] }, func() { *n = old })
	}
}

// mapping changes a mapping of a kind, and what is in it.
func (m *mutator) mapping(n *yaml.Node, kind *grammar.Object) {
	if n.Kind != yaml.MappingNode {
		return
	}
	place, old := kind.Name, n.Content
	if kind.ID != "" {
		place = kind.ID
	}
	with := func(text string) []*yaml.Node {
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
			m.t.Fatal(err)
		}
		return append(old[:len(old):len(old)], doc.Content[0].Content...)
	}
	undo := func() { n.Content = old }
	m.once(place, "with a key that is like none", func() { n.Content = with("zzzzzzzz: 1") }, undo)
	if len(old) > 0 {
		m.once(place, "with a key twice", func() { n.Content = with(old[0].Value + ": 1") }, undo)
	}
	for i := 0; i+1 < len(old); i += 2 {
		key := kind.Key(old[i].Value)
		if key == nil {
			m.t.Errorf("%s has a key %s", place, old[i].Value)
			continue
		}
		at := place + "." + key.Name
		m.once(at, "left out", func() { n.Content = append(old[:i:i], old[i+2:]...) }, undo)
		m.value(at, old[i+1])
		m.inside(at, old[i+1], key)
	}
}

// inside changes what a key holds.
func (m *mutator) inside(place string, n *yaml.Node, key *grammar.Key) {
	switch {
	case key.Kind == grammar.Mapping:
		m.mapping(n, key.Of)
	case key.Kind == grammar.Map && n.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if key.Of != nil {
				m.value(place+" entry", n.Content[i+1])
				m.mapping(n.Content[i+1], key.Of)
			}
		}
	case key.Kind == grammar.List:
		for _, item := range n.Content {
			m.value(place+" item", item)
			m.mapping(item, key.Of)
		}
	case key.Kind == grammar.Names || key.Kind == grammar.Texts:
		for _, item := range n.Content {
			m.value(place+" item", item)
		}
	}
}

// bySize sorts files by how long their texts are.
func bySize(files []string) []string {
	size := func(file string) int64 {
		info, err := os.Stat(file)
		if err != nil {
			return 0 // reading it tells
		}
		return info.Size()
	}
	slices.SortStableFunc(files, func(a, b string) int { return cmp.Compare(size(a), size(b)) })
	return files
}

// notTold are changes after which the loader says of structure what a schema cannot, or
// the schema what the loader does not, each with the reason.
var notTold = map[string]string{}

// TestMutations changes the right descriptions at each kind of place: it leaves keys
// out, adds some, and puts values of every kind in place of others. Wherever the loader
// tells of structure the schema does, and the reverse.
func TestMutations(t *testing.T) {
	s := compiled(t)
	m := &mutator{t: t, done: map[string]bool{}}
	for _, file := range bySize(rightFiles(t)) { // a kind of place is changed in the first file that has it
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if len(text) > 16<<10 {
			break // the smaller ones use the whole language, in less time
		}
		var doc yaml.Node
		if err := yaml.Unmarshal(text, &doc); err != nil {
			t.Fatal(err)
		}
		m.try = func(what string) {
			changed, err := yaml.Marshal(&doc)
			if err != nil {
				t.Fatal(err)
			}
			said := judge(t, s, file, bytes.Clone(changed)).disagreement()
			if (notTold[what] != "") != (said != "") {
				t.Errorf("%s: %s", what, strings.TrimSpace(fmt.Sprintf("%.600s", said)))
			}
		}
		m.mapping(doc.Content[0], grammar.File)
	}
	if m.tried < 2000 {
		t.Errorf("only %d changes were tried", m.tried)
	}
}
