package idl

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// laughs returns a document of aliases that stand for ten to the power of levels values.
func laughs(levels int) string {
	var b strings.Builder
	b.WriteString(header + "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i <= levels; i++ {
		alias := fmt.Sprintf("*a%d", i-1)
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i, strings.Repeat(alias+", ", 9)+alias)
	}
	return b.String()
}

// nested returns a document with n mappings or lists in each other.
func nested(n int, open, end string) string {
	return header + "errnos: " + strings.Repeat(open, n) + "1" + strings.Repeat(end, n) + "\n"
}

// TestHostileTexts loads texts that are meant to break their reader: each is refused with one error.
func TestHostileTexts(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want Code
	}{
		"a thousand million laughs":      {laughs(9), CodeTooManyNodes},
		"laughs in keys":                 {header + "a: &a [x, x]\n? [*a, *a]\n: &b [*a, *a]\nc: [" + strings.Repeat("*b, ", 40_000) + "*b]\n", CodeTooManyNodes},
		"an alias of itself":             {header + "errnos: &e {EIO: *e}\n", CodeTooDeep},
		"a thousand mappings":            {nested(1000, "{a: ", "}"), CodeTooDeep},
		"a thousand lists":               {nested(1000, "[", "]"), CodeTooDeep},
		"a thousand levels of indenting": {header + indented(700), CodeTooDeep},
		"more levels than YAML's":        {nested(20_000, "[", "]"), CodeSyntax},
		"brackets that are never closed": {header + "x: " + strings.Repeat("[", 500_000), CodeSyntax},
		"values":                         {header + "x: [" + strings.Repeat("1,", 400_000) + "]\n", CodeTooManyNodes},
		"an error behind many values":    {header + "errnos:\n" + strings.Repeat(" - [1, 2, 3]\n", 70_000) + " - }\n", CodeSyntax},
		"ten megabytes":                  {header + strings.Repeat("# filler\n", 10<<20/9), CodeTooLarge},
		"a tab":                          {header + "errnos:\n\tEIO: {value: 5}\n", CodeTab},
		"a tab behind spaces":            {header + "errnos:\n  \tEIO: {value: 5}\n", CodeTab},
		"NUL":                            {header + "since: 1.0\x00.0\n", CodeCharacter},
		"NUL at the start":               {"\x00" + header, CodeCharacter},
		"bytes that are not UTF-8":       {header + "since: \xff\xfe\n", CodeEncoding},
		"half a character":               {header + "since: \xe2\x82", CodeEncoding},
		"a surrogate":                    {header + "since: \xed\xa0\x80\n", CodeEncoding},
		"UTF-16":                         {"\xff\xfei\x00d\x00l\x00", CodeEncoding},
		"two byte order marks":           {"\ufeff\ufeff" + header, CodeCharacter},
		"a duplicate key":                {header + "errnos: {}\nerrnos: {}\n", CodeDuplicateKey},
		"a directive":                    {"%YAML 1.2\n---\n" + header, CodeSyntax},
	} {
		t.Run(name, func(t *testing.T) {
			m, diags := LoadSource("hostile.yaml", []byte(c.text))
			if m != nil || len(diags) != 1 || diags[0].Code != c.want {
				t.Errorf("%d diagnostics, %.200v, want %s", len(diags), diags.Err(), c.want)
			}
			if out := rendered(t, diags, false); len(out) > 2000 || strings.ContainsAny(out, "\x00\ufeff") {
				t.Errorf("what is told of it: %d bytes, %.300q", len(out), out)
			}
		})
	}
}

func indented(levels int) string {
	var b strings.Builder
	for i := range levels {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// TestManyDeclarations loads descriptions of the greatest size whose parts all name each other.
func TestManyDeclarations(t *testing.T) {
	var errnos, refs, states, transitions, methods, steps strings.Builder
	for i := range 4000 {
		fmt.Fprintf(&errnos, "  E%dX: {value: %d, doc: x}\n", i, 5000+i)
		fmt.Fprintf(&refs, "E%dX, ", i)
		fmt.Fprintf(&states, "      s%d: {doc: x}\n", i)
		fmt.Fprintf(&transitions, "      - {on: m%d, from: [s1], to: s2}\n", i%100)
		fmt.Fprintf(&methods, "      m%d: {doc: x, params: {h: H}, no_error: true}\n", i)
		fmt.Fprintf(&steps, "          - {call: m0, async: true, as: s%d}\n", i)
	}
	dev := "interfaces:\n  A:\n    doc: x\n    methods:\n"
	for name, text := range map[string]string{
		"errnos":      header + "errnos:\n" + errnos.String() + dev + strings.Repeat("      m: {doc: x, errnos: ["+refs.String()+"]}\n", 2),
		"transitions": header + "handles:\n  H:\n    doc: x\n    states:\n" + states.String() + "    transitions:\n" + transitions.String() + dev + methods.String(),
		"steps":       header + dev + "      m0: {doc: x, no_error: true}\n    scenarios:\n      s:\n        doc: x\n        shows: [m0]\n        steps:\n" + steps.String(),
	} {
		_, diags := LoadSource("large.yaml", []byte(text))
		if !diags.HasErrors() || len(diags) > maxDiagnostics+1 {
			t.Errorf("%s: %d diagnostics", name, len(diags))
		}
	}
}

// folder writes files to a folder and returns it.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func importing(pkg, path string) string {
	return "idl: 1\npackage: " + pkg + "\ndoc: A test.\nimports: {next: " + path + "}\n"
}

// TestHostileImports loads files whose imports lead in circles, out of the folder, or to what is no file.
func TestHostileImports(t *testing.T) {
	dir := folder(t, map[string]string{
		"self.yaml":         importing("a", "self.yaml"),
		"a.yaml":            importing("a", "sub/b.yaml"),
		"sub/b.yaml":        importing("b", "../sub/../a.yaml"),
		"looped.yaml":       importing("a", "loop/looped.yaml"),
		"there/linked.yaml": importing("a", "../here/linked.yaml"),
		"turns.yaml":        importing("a", "turn.yaml"),
		"device.yaml":       importing("a", "/dev/zero"),
		"folder.yaml":       importing("a", "sub"),
		"nothing.yaml":      importing("a", `""`),
		"deep.yaml":         importing("a", strings.Repeat("../", 200)+"etc/no-such-file.yaml"),
		"long.yaml":         importing("a", strings.Repeat("x", 5000)+".yaml"),
		"standard.yaml":     importing("a", "std/../netdev"),
		"nul.yaml":          importing("a", `"x\0.yaml"`),
	})
	for link, target := range map[string]string{"loop": ".", "here": "there", "turn.yaml": "turn.yaml"} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	for file, want := range map[string]string{
		"self.yaml":        "self.yaml imports itself",
		"a.yaml":           "sub/b.yaml has errors",
		"looped.yaml":      "loop/looped.yaml imports itself",
		"here/linked.yaml": "../here/linked.yaml imports itself",
		"turns.yaml":       "turn.yaml: the file cannot be read",
		"device.yaml":      "/dev/zero: it is not a regular file",
		"folder.yaml":      "sub: it is a folder",
		"nothing.yaml":     "the path of next is empty",
		"deep.yaml":        "the file cannot be read",
		"long.yaml":        "the file cannot be read",
		"standard.yaml":    "there is no standard description",
		"nul.yaml":         "the file cannot be read",
	} {
		m, diags := Load(filepath.Join(dir, file))
		if m != nil || len(diags) != 1 || !strings.Contains(diags[0].Message, want) {
			t.Errorf("%s: %v, want %s", file, diags, want)
		}
	}
}

// TestImportsThatLeadUp loads what lies beside and above, by relative and absolute paths: reading is not
// confined to a folder.
func TestImportsThatLeadUp(t *testing.T) {
	dir := folder(t, map[string]string{"units.yaml": "idl: 1\npackage: units\ndoc: A test.\nstructs: {U: {doc: U., fields: {x: {type: int, doc: X.}}}}\n"})
	for _, path := range []string{"../units.yaml", filepath.Join(dir, "units.yaml"), "../sub/.././units.yaml"} {
		name := filepath.Join(dir, "sub", "top.yaml")
		text := importing("top", path) + "structs: {T: {doc: T., fields: {u: {type: next.U, doc: U.}}}}\n"
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if m, diags := LoadSource(name, []byte(text)); m == nil || len(diags) > 0 {
			t.Errorf("%s: %v", path, diags)
		}
	}
}

// TestChainOfImports loads a thousand files of which each imports the next.
func TestChainOfImports(t *testing.T) {
	const n = 1000
	files := map[string]string{"f999.yaml": "idl: 1\npackage: f999\ndoc: A test.\nstructs: {S: {doc: S., fields: {x: {type: int, doc: X.}}}}\n"}
	for i := range n - 1 {
		files[fmt.Sprintf("f%d.yaml", i)] = importing(fmt.Sprintf("f%d", i), fmt.Sprintf("f%d.yaml", i+1)) + "structs: {S: {doc: S., fields: {s: {type: next.S, doc: S.}}}}\n"
	}
	m, diags := Load(filepath.Join(folder(t, files), "f0.yaml"))
	if m == nil {
		t.Fatal(diags.Err())
	}
	depth := 0
	for ; len(m.Imports) > 0; m = m.Imports[0].Model {
		depth++
	}
	if depth != n-1 {
		t.Errorf("%d imports", depth)
	}
}

// TestSumOfImports imports more than a run may hold, by bytes and by values.
func TestSumOfImports(t *testing.T) {
	for name, c := range map[string]struct {
		filler string
		want   string
	}{
		"bytes":  {"doc: " + strings.Repeat("x", maxFileSize-100) + "\n", "larger than"},
		"values": {"doc: A test.\nerrnos:\n" + manyErrnos(16_000), "hold more than"},
	} {
		var imports strings.Builder
		files := map[string]string{}
		for i := range 10 {
			files[fmt.Sprintf("f%d.yaml", i)] = fmt.Sprintf("idl: 1\npackage: f%d\n", i) + c.filler
			fmt.Fprintf(&imports, "  f%d: f%d.yaml\n", i, i)
		}
		files["top.yaml"] = header + "imports:\n" + imports.String()
		m, diags := Load(filepath.Join(folder(t, files), "top.yaml"))
		if m != nil || len(diags) == 0 || len(diags) > 5 || !strings.Contains(diags[0].Message, c.want) {
			t.Errorf("%s: %d diagnostics, %.300v", name, len(diags), diags.Err())
		}
	}
}

func manyErrnos(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  E%dX: {value: %d, doc: x}\n", i, 5000+i)
	}
	return b.String()
}
