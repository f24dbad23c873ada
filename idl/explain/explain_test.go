package explain

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"drivergen/idl"
)

var update = flag.Bool("update", false, "write the outputs in codes/*.txtar and docs/codes.md anew")

// unshown are the codes of which no example can be shown as it is, and the text that has
// the fault; nil where it is no text at all.
var unshown = map[idl.Code]struct {
	why  string
	text []byte
}{
	idl.CodeUnreadable:   {"there is no file", nil},
	idl.CodeTooLarge:     {"it would be a MiB", bytes.Repeat([]byte("# filler\n"), 1<<17)},
	idl.CodeEncoding:     {"an archive is a text", []byte("idl: 1\npackage: thermo\ndoc: Package thermo measures \xb0C.\n")},
	idl.CodeCharacter:    {"the character would not be seen", []byte("idl: 1\npackage: thermo\ndoc: Package thermo measures \u202eC.\n")},
	idl.CodeTooManyNodes: {"it would fill pages", []byte("idl: 1\npackage: thermo\nerrnos: [" + strings.Repeat("1, ", 100_000) + "1]\n")},
	idl.CodeTooDeep:      {"it would be hard to read", []byte("idl: 1\npackage: thermo\nerrnos: " + strings.Repeat("[", 70) + strings.Repeat("]", 70) + "\n")},
	idl.CodeTooMany:      {"it would fill pages", []byte("idl: 1\npackage: thermo\n" + manyKeys(1500))},
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "key%d: 1\n", i)
	}
	return b.String()
}

// alsoHas are the codes whose example cannot be without another.
var alsoHas = map[idl.Code][]idl.Code{
	idl.CodeTooMany: {idl.CodeUnknownKey}, // it stands beside the faults that are too many
}

// inFolder writes an example's files to a folder of its own and makes it the current one.
func inFolder(t *testing.T, e Entry) {
	t.Helper()
	dir := t.TempDir()
	wrong := []byte(e.Wrong)
	if made, ok := unshown[e.Code]; ok {
		wrong = made.text
	}
	files := append([]File{{Name: "right.yaml", Text: e.Right}}, e.Files...)
	if wrong != nil {
		files = append(files, File{Name: "wrong.yaml", Text: string(wrong)})
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), []byte(f.Text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
}

// TestExamples holds each example against the compiler: the wrong one has this fault and no
// other, the right one has none.
func TestExamples(t *testing.T) {
	for _, e := range All() {
		t.Run(string(e.Code), func(t *testing.T) {
			archive, err := filepath.Abs(filepath.Join("codes", string(e.Code)+".txtar"))
			if err != nil {
				t.Fatal(err)
			}
			inFolder(t, e)
			found := idl.Lint("wrong.yaml")
			told := slices.ContainsFunc(found, func(d *idl.Diagnostic) bool { return d.Code == e.Code })
			for _, d := range found {
				if d.Code != e.Code && !slices.Contains(alsoHas[e.Code], d.Code) {
					t.Errorf("wrong.yaml: %v", d)
				}
			}
			if !told {
				t.Error("wrong.yaml does not have this fault")
			}
			for _, d := range idl.Lint("right.yaml") {
				t.Errorf("right.yaml: %v", d)
			}
			if _, ok := unshown[e.Code]; ok != (e.Wrong == "") {
				t.Errorf("wrong.yaml is there: %t, and it cannot be shown: %t", e.Wrong != "", ok)
			}
			var out bytes.Buffer
			if err := firstOf(found, e.Code).Write(&out, false); err != nil {
				t.Fatal(err)
			}
			got := strings.TrimRight(out.String(), "\n")
			if *update {
				writeOutput(t, archive, got)
			} else if diff := cmp.Diff(e.Output, got); diff != "" {
				t.Errorf("the output of wrong.yaml (-want +got):\n%s", diff)
			}
		})
	}
}

// firstOf returns the first of many diagnostics, else all of them.
func firstOf(found idl.Diagnostics, code idl.Code) idl.Diagnostics {
	const many = 100
	if len(found) < many {
		return found
	}
	i := slices.IndexFunc(found, func(d *idl.Diagnostic) bool { return d.Code == code })
	return found[max(i, 0) : max(i, 0)+1]
}

// writeOutput puts what lint prints into an archive.
func writeOutput(t *testing.T, name, output string) {
	t.Helper()
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool { return f.Name == "output" })
	a.Files = append(a.Files, txtar.File{Name: "output", Data: []byte(output + "\n")})
	if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestComplete holds the catalogue against the codes: each has an entry, and each entry a code.
func TestComplete(t *testing.T) {
	var explained []idl.Code
	for _, e := range All() {
		explained = append(explained, e.Code)
		for what, text := range map[string]string{"title": e.Title, "what": e.What, "why": e.Why, "right.yaml": e.Right, "output": e.Output} {
			if text == "" && !*update {
				t.Errorf("%s has no %s", e.Code, what)
			}
		}
		if !strings.HasSuffix(e.What, ".") || !strings.HasSuffix(e.Why, ".") {
			t.Errorf("%s: a paragraph does not end", e.Code)
		}
	}
	if diff := cmp.Diff(idl.Codes(), explained); diff != "" {
		t.Errorf("codes and entries (-code +entry):\n%s", diff)
	}
	grouped := 0
	for _, g := range Groups() {
		grouped += len(g.Entries)
	}
	if grouped != len(explained) {
		t.Errorf("%d of %d entries are in a group", grouped, len(explained))
	}
}

func TestFind(t *testing.T) {
	for _, code := range []string{"E0114", "e0114"} {
		if e, err := Find(code); err != nil || e.Code != idl.CodeUnknownErrno {
			t.Errorf("%s: %s, %v", code, e.Code, err)
		}
	}
	for code, want := range map[string]string{
		"E1014": "did you mean E0114 (an unknown errno)?",
		"0114":  "did you mean E0114",
		"x":     "codes are a letter and four digits",
		"":      "codes are a letter and four digits",
	} {
		if _, err := Find(code); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", code, err, want)
		}
	}
}

// TestPage keeps docs/codes.md what the catalogue says.
func TestPage(t *testing.T) {
	const file = "../../docs/codes.md"
	all, err := read(os.DirFS(".")) // what TestExamples has updated is not embedded yet
	if err != nil {
		t.Fatal(err)
	}
	got := page(all)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("docs/codes.md is not up to date: run go test ./idl/explain -update (-there +wanted):\n%s", diff)
	}
}
