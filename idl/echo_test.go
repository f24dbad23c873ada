package idl

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// A mutation makes one fault of an entry of a mapping in a description that has none.
type mutation struct {
	name string
	// of returns what the entry becomes, or nil where the mutation does not fit it.
	of func(key, value *yaml.Node) []*yaml.Node
}

func node(tag, value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
}

func collection(kind yaml.Kind, tag string, content ...*yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: kind, Tag: tag, Content: content}
}

// firstEntry returns a list with other nodes in its first entry's place, or nil.
func firstEntry(list *yaml.Node, with func(first *yaml.Node) []*yaml.Node) *yaml.Node {
	if list.Kind != yaml.SequenceNode || len(list.Content) == 0 || list.Content[0].Kind != yaml.ScalarNode {
		return nil
	}
	changed := *list
	changed.Content = append(with(list.Content[0]), list.Content[1:]...)
	return &changed
}

// another returns a mutation that puts another value in the place of those that are not of kind.
func another(name string, kind yaml.Kind, made func(old *yaml.Node) *yaml.Node) mutation {
	return mutation{name, func(key, value *yaml.Node) []*yaml.Node {
		if value.Kind == kind {
			return nil
		}
		if m := made(value); m != nil {
			return []*yaml.Node{key, m}
		}
		return nil
	}}
}

var mutations = []mutation{
	{"the key misspelt", func(key, value *yaml.Node) []*yaml.Node {
		return []*yaml.Node{node("!!str", key.Value+"x"), value}
	}},
	{"the key twice", func(key, value *yaml.Node) []*yaml.Node {
		return []*yaml.Node{key, value, key, value}
	}},
	another("no value", 0, func(*yaml.Node) *yaml.Node { return node("!!null", "null") }),
	another("a number for a collection", yaml.ScalarNode, func(*yaml.Node) *yaml.Node { return node("!!int", "7") }),
	another("a list for another value", yaml.SequenceNode, func(*yaml.Node) *yaml.Node {
		return collection(yaml.SequenceNode, "!!seq", node("!!str", "one"))
	}),
	another("a mapping for another value", yaml.MappingNode, func(*yaml.Node) *yaml.Node {
		return collection(yaml.MappingNode, "!!map", node("!!str", "qqqq"), node("!!str", "one"))
	}),
	another("a word for a word", yaml.MappingNode, func(old *yaml.Node) *yaml.Node {
		if old.Tag != "!!str" {
			return nil
		}
		return node("!!str", "qqqqqqqqqqqq")
	}),
	another("a slip in the word", yaml.MappingNode, func(old *yaml.Node) *yaml.Node {
		if old.Tag != "!!str" {
			return nil
		}
		return node("!!str", old.Value+"x")
	}),
	another("an entry misspelt", yaml.MappingNode, func(old *yaml.Node) *yaml.Node {
		return firstEntry(old, func(first *yaml.Node) []*yaml.Node { return []*yaml.Node{node("!!str", first.Value+"x")} })
	}),
	another("an entry twice", yaml.MappingNode, func(old *yaml.Node) *yaml.Node {
		return firstEntry(old, func(first *yaml.Node) []*yaml.Node { return []*yaml.Node{first, first} })
	}),
}

// TestOneFaultOneDiagnostic makes one fault at every place of descriptions that have none: one
// error tells it, beside those that name what is not declared any more where it is used.
func TestOneFaultOneDiagnostic(t *testing.T) {
	set := new(Set) // what the descriptions import is loaded once
	for _, file := range []string{"../gen/testdata/lab.yaml", "../gen/testdata/motors.yaml", "../gen/testdata/importer.yaml", "tinygo.yaml"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range mutations {
			t.Run(filepath.Base(file)+"/"+m.name, func(t *testing.T) {
				t.Parallel()
				root := newLoader(file, nil).read(text)
				if root == nil {
					t.Fatal("it cannot be read")
				}
				told := 0
				eachEntry(root, "", func(path string, mapping *yaml.Node, i int) {
					old := mapping.Content
					made := m.of(old[i], old[i+1])
					if made == nil {
						return
					}
					mapping.Content = slices.Concat(old[:i], made, old[i+2:])
					diags := loadNodes(set, file, text, root)
					mapping.Content = old
					told += len(diags)
					if left := withoutUses(diags, old[i].Value, old[i+1].Value); len(left) > 1 {
						t.Errorf("%s: %d errors:\n%s", path, len(left), rendered(t, left, false))
					}
				})
				if told == 0 {
					t.Error("nothing was told of any of these faults")
				}
			})
		}
	}
}

// loadNodes loads a description whose text was read already, and its nodes changed since.
func loadNodes(set *Set, name string, text []byte, root *yaml.Node) Diagnostics {
	l := newLoader(name, nil)
	l.run.set, l.src = set, newSource(name, string(text))
	if l.parse(root) {
		l.resolve()
		l.check()
	}
	return l.diags.sorted()
}

// withoutUses leaves out the warnings, and the errors that miss a name which the mutation took away.
func withoutUses(diags Diagnostics, names ...string) Diagnostics {
	var left Diagnostics
	for _, d := range diags {
		misses := d.Code >= CodeUnknownType && d.Code <= CodeUnknownShown || d.Code == CodeArgType || d.Code == CodePath || d.Code == CodeJoin
		for _, name := range names {
			if misses && name != "" && strings.Contains(d.Message, name) {
				d = nil
				break
			}
		}
		if d != nil && d.Severity == Error {
			left = append(left, d)
		}
	}
	return left
}

// eachEntry calls f for each entry of each mapping in n. One doc and one scenario stand for
// all: there are hundreds of docs, and dozens of scenarios that are alike.
func eachEntry(n *yaml.Node, path string, f func(path string, mapping *yaml.Node, i int)) {
	for i, c := range n.Content {
		switch {
		case n.Kind != yaml.MappingNode:
			eachEntry(c, path+"/"+strconv.Itoa(i), f)
		case i%2 != 0, c.Value == "doc" && path != "", i > 0 && strings.HasSuffix(path, "/scenarios"):
		default:
			f(path+"/"+c.Value, n, i)
			eachEntry(n.Content[i+1], path+"/"+c.Value, f)
		}
	}
}
