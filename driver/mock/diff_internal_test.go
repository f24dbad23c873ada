package mock

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// applied returns the lines that a script makes of the wanted ones, and those that it makes
// it of.
func applied(script []change) (got, want []string) {
	for _, c := range script {
		if c.sign != '-' {
			got = append(got, c.line)
		}
		if c.sign != '+' {
			want = append(want, c.line)
		}
	}
	return got, want
}

func TestScripts(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		lists := [2][]string{}
		for i := range lists {
			for range 1 + random.IntN(8) {
				lists[i] = append(lists[i], strings.Repeat("a", random.IntN(4)))
			}
		}
		script := compare(lines{lists[0], lists[1]})
		if got, want := applied(script); !slices.Equal(got, lists[0]) || !slices.Equal(want, lists[1]) {
			t.Fatalf("%q to %q by %v", lists[1], lists[0], script)
		}
		if equal := slices.Equal(lists[0], lists[1]); equal != (changed(script) == 0) {
			t.Fatalf("%q to %q by %v, which counts as %d changes", lists[1], lists[0], script, changed(script))
		}
	}
}

// A tree is a value whose equality go-cmp and this package see alike.
type tree struct {
	N    int
	Text string
	List []tree
	Map  map[string]any
	Next *tree
	Raw  []byte
	Pair [2]float64
}

func randomTree(random *rand.Rand, depth int) tree {
	t := tree{N: random.IntN(2), Text: strings.Repeat("a", random.IntN(2)), Raw: make([]byte, random.IntN(2)), Pair: [2]float64{float64(random.IntN(2))}}
	if depth == 0 {
		return t
	}
	for range random.IntN(3) {
		t.List = append(t.List, randomTree(random, depth-1))
	}
	switch random.IntN(4) {
	case 0:
		t.Map = map[string]any{"a": randomTree(random, depth-1), "b": random.IntN(2)}
	case 1:
		next := randomTree(random, depth-1)
		t.Next = &next
	}
	return t
}

func TestDifferencesAreThoseThatGoCmpFinds(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	equals := 0
	for i := range 5000 {
		want := randomTree(random, i%3)
		got := randomTree(random, i%3)
		if i%4 == 0 { // the same but for one place, or not even that
			got = detached(reflect.ValueOf(want)).Interface().(tree)
			if len(got.List) > 0 {
				got.List[0].N = random.IntN(2)
			}
		}
		alike := cmp.Equal(want, got, cmpopts.EquateEmpty())
		found, more := secrets(nil).differences("v", reflect.ValueOf(got), reflect.ValueOf(want))
		if alike != (len(found) == 0) || alike != same(reflect.ValueOf(got), reflect.ValueOf(want)) || alike && more > 0 {
			t.Fatalf("go-cmp says %v, but the differences are %v\n%+v\n%+v", alike, found, want, got)
		}
		again, _ := secrets(nil).differences("v", reflect.ValueOf(got), reflect.ValueOf(want))
		if fmt.Sprint(found) != fmt.Sprint(again) {
			t.Fatalf("the differences are %v and then %v", found, again)
		}
		if alike {
			equals++
		}
	}
	if equals < 500 || equals > 4500 {
		t.Errorf("%d of 5000 pairs are equal: the test tells little", equals)
	}
}

// A web is a value with many ways through it, most of which lead back.
type web struct {
	N           int
	Left, Right *web
	Others      []*web
	Named       map[string]*web
}

func newWeb(n, last int) *web {
	nodes := make([]web, n)
	for i := range nodes {
		next, far := &nodes[(i+1)%n], &nodes[(i+7)%n]
		nodes[i] = web{N: i, Left: next, Right: far, Others: []*web{next, far}, Named: map[string]*web{"next": next, "far": far}}
	}
	nodes[n-1].N = last
	return &nodes[0]
}

func TestValuesThatHoldThemselves(t *testing.T) {
	want, got, other := reflect.ValueOf(newWeb(20, 1)), reflect.ValueOf(newWeb(20, 1)), reflect.ValueOf(newWeb(20, 2))
	if !same(got, want) || same(other, want) {
		t.Error("two alike are not equal, or two that differ are")
	}
	copied := detached(want)
	if !same(copied, want) {
		t.Error("the copy is not equal")
	}
	copied.Interface().(*web).Right.N = 99
	if !same(got, want) {
		t.Error("a change of the copy changed what was copied")
	}
	found, _ := secrets(nil).differences("v", other, want)
	if len(found) != 1 || found[0].text != "want 1, got 2" {
		t.Errorf("the differences are %v", found)
	}
	var s secrets
	s.addIn(want)
	if text := s.show(want); len(text) > 20*mostText || holdsSecret(want) {
		t.Errorf("printed %d bytes: %s", len(text), text)
	}
	type chain struct {
		N    int
		Next *chain
	}
	newChain := func(last int) reflect.Value {
		c := &chain{N: last}
		for range 2_000 {
			c = &chain{Next: c}
		}
		return reflect.ValueOf(c)
	}
	if found, _ := s.differences("v", newChain(1), newChain(2)); len(found) != 1 || len(found[0].path) > 2*mostLine {
		t.Errorf("the differences are %v", found)
	}
	list := []any{1, nil}
	list[1] = list
	if v := detached(reflect.ValueOf(list)); !same(v, reflect.ValueOf(list)) {
		t.Error("a list that holds itself is not equal to its copy")
	}
}
