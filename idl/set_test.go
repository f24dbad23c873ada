package idl_test

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"drivergen/idl"
)

// described returns a description that imports others and, of the last of them, uses a type.
func described(name string, imports ...string) *fstest.MapFile {
	var y strings.Builder
	fmt.Fprintf(&y, "idl: 1\npackage: %s\ndoc: Package %s is it.\n", name, name)
	kind := "int"
	if len(imports) > 0 {
		y.WriteString("imports:\n")
		for _, other := range imports {
			fmt.Fprintf(&y, "  %s: %s.yaml\n", other, other)
		}
		kind = imports[len(imports)-1] + ".Value"
	}
	fmt.Fprintf(&y, "structs:\n  Value: {doc: Value is it., fields: {at: {type: %s, doc: At.}}}\n", kind)
	return &fstest.MapFile{Data: []byte(y.String())}
}

// tower returns n descriptions, each of which imports all that are before it, and their paths.
func tower(n int) (fstest.MapFS, []string) {
	files := fstest.MapFS{}
	var names, paths []string
	for i := range n {
		name := fmt.Sprintf("p%02d", i)
		files[name+".yaml"] = described(name, names...)
		names = append(names, name)
		paths = append(paths, name+".yaml")
	}
	return files, paths
}

// setOf returns a set of files that are on no disk, and how often it reads one.
func setOf(files fstest.MapFS) (*idl.Set, *atomic.Int64) {
	var reads atomic.Int64
	return &idl.Set{Virtual: true, Read: func(path string) ([]byte, error) {
		reads.Add(1)
		return fs.ReadFile(files, filepath.ToSlash(path))
	}}, &reads
}

// loadAll loads descriptions at the same time.
func loadAll(set *idl.Set, paths []string) ([]*idl.Model, []string) {
	models, told := make([]*idl.Model, len(paths)), make([]string, len(paths))
	var group sync.WaitGroup
	for i, path := range paths {
		group.Add(1)
		go func() {
			defer group.Done()
			m, diags := set.Load(path)
			models[i], told[i] = m, toldBy(diags)
		}()
	}
	group.Wait()
	return models, told
}

// toldBy returns all that diagnostics say.
func toldBy(diags idl.Diagnostics) string {
	var b strings.Builder
	for _, d := range diags {
		fmt.Fprintf(&b, "%+v\n", *d)
	}
	return b.String()
}

// TestSet loads descriptions of which each imports all that are before it.
func TestSet(t *testing.T) {
	files, paths := tower(40)
	set, reads := setOf(files)
	models, told := loadAll(set, paths)
	if reads.Load() != int64(len(paths)) {
		t.Errorf("%d files are read %d times", len(paths), reads.Load())
	}
	for i, m := range models {
		if m == nil || told[i] != "" {
			t.Fatalf("%s: %s", paths[i], told[i])
		}
		for n, imported := range m.Imports {
			if imported.Model != models[n] {
				t.Errorf("%s imports another model of %s", paths[i], paths[n])
			}
		}
		if imported := m.Imported(); len(imported) != i {
			t.Errorf("%s imports %d descriptions, want %d", paths[i], len(imported), i)
		}
	}
}

// TestSetTells holds what a set tells of descriptions, whichever goroutine comes first, against
// what is told of each when it is loaded alone.
func TestSetTells(t *testing.T) {
	const broken = "idl: 1\npackage: broken\ndoc: Package broken is it.\nstructs:\n  Value: {doc: Value is it., fields: {at: {type: nosuch, doc: At.}}}\n"
	large := described("large")
	large.Data = append(large.Data, strings.Repeat("# "+strings.Repeat("x", 997)+"\n", 1000)...)
	for name, files := range map[string]fstest.MapFS{
		"fault":  {"broken.yaml": {Data: []byte(broken)}, "a.yaml": described("a", "broken"), "b.yaml": described("b", "a", "broken"), "c.yaml": described("c", "missing")},
		"itself": {"a.yaml": described("a", "a"), "b.yaml": described("b", "a")},
		"circle": {"a.yaml": described("a", "b"), "b.yaml": described("b", "c"), "c.yaml": described("c", "a"), "d.yaml": described("d", "c", "e"), "e.yaml": described("e")},
		"two circles": {"a.yaml": described("a", "b", "c"), "b.yaml": described("b", "a", "c"), "c.yaml": described("c", "b"),
			"d.yaml": described("d", "b", "a"), "e.yaml": described("e", "d")},
		"large": {"a.yaml": large, "b.yaml": large, "c.yaml": large, "d.yaml": large, "e.yaml": large, "f.yaml": large, "g.yaml": large,
			"x.yaml": described("x", "a", "b", "c", "d"), "y.yaml": described("y", "x", "e", "f", "g"), "z.yaml": described("z", "y", "x")},
	} {
		t.Run(name, func(t *testing.T) {
			var paths, want []string
			for path := range files {
				paths = append(paths, path)
				set, _ := setOf(files)
				_, diags := set.Load(path)
				want = append(want, toldBy(diags))
			}
			rounds := 20
			if name == "large" {
				rounds = 2
			}
			for range rounds {
				set, _ := setOf(files)
				if _, told := loadAll(set, paths); !cmp.Equal(told, want) {
					t.Fatalf("of %v: %s", paths, cmp.Diff(want, told))
				}
			}
		})
	}
}

// TestSetKeeps changes what a set tells of a description, and asks again.
func TestSetKeeps(t *testing.T) {
	set, _ := setOf(fstest.MapFS{"a.yaml": described("a", "missing")})
	_, first := set.Load("a.yaml")
	want := toldBy(first)
	first[0].Pos.File = "elsewhere"
	if _, second := set.Load("a.yaml"); toldBy(second) != want {
		t.Errorf("told %s, want %s", toldBy(second), want)
	}
}
