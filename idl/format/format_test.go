package format_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"drivergen/idl"
	"drivergen/idl/format"
)

var update = flag.Bool("update", false, "write the expected texts of testdata/cases anew")

// TestCases formats in.yaml of each archive in testdata/cases and compares with its out.yaml.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(files) < 8 {
		t.Fatalf("%d cases, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive := txtar.Parse(read(t, file))
			if len(archive.Files) != 2 {
				t.Fatalf("%d files", len(archive.Files))
			}
			in, want := archive.Files[0].Data, archive.Files[1].Data
			got, err := format.Source("in.yaml", in)
			if err != nil {
				t.Fatal(err)
			}
			check(t, in)
			if *update {
				archive.Files[1].Data = got
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("formatted (-want +got):\n%s", diff)
			}
		})
	}
}

// TestOwnDescriptionsAreFormatted keeps the descriptions of the tree in their one form.
func TestOwnDescriptionsAreFormatted(t *testing.T) {
	right, _ := descriptions(t)
	for _, path := range right {
		file, err := format.Read(path)
		if err != nil {
			t.Error(err)
		} else if file.Changes() {
			t.Errorf("%s is not formatted: run drivergen fmt -w on it\n%s", path, file.Diff(path))
		}
	}
}

func TestLineEnds(t *testing.T) {
	const want = "idl: 1\npackage: thermo\ndoc: |\n  One.\n\n  Two.\n"
	for name, text := range map[string]string{
		"CRLF":              "idl: 1\r\npackage: thermo\r\ndoc: |\r\n  One.\r\n\r\n  Two.\r\n",
		"byte order mark":   "\ufeffidl: 1\npackage: thermo\ndoc: |\n  One.\n\n  Two.\n",
		"trailing blanks":   "idl: 1   \npackage: thermo\t\ndoc: |  \n  One.\n \n  Two.\n\n\n",
		"document markers":  "%YAML 1.1\n---\nidl: 1\npackage: thermo\ndoc: |\n  One.\n\n  Two.\n...\n",
		"other indentation": "idl: 1\npackage: thermo\ndoc: |\n      One.\n\n      Two.\n",
		"a chomped text":    "idl: 1\npackage: thermo\ndoc: |\n  One.\n\n  Two.\n\n   \n",
	} {
		got, err := format.Source("in.yaml", []byte(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if name == "a chomped text" {
			check(t, []byte(text)) // a line of blanks that is longer than the indentation is part of the text
		} else if string(got) != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestRefused(t *testing.T) {
	for text, code := range map[string]idl.Code{
		"":                                 idl.CodeEmpty,
		"a: b\n":                           idl.CodeVersion,
		"idl: \"\"\n":                      idl.CodeWrongKind,
		"idl: 2\n":                         idl.CodeVersion,
		"- idl: 1\n":                       idl.CodeWrongKind,
		"idl: 1\nx: [\n":                   idl.CodeSyntax,
		"idl: 1\n\tx: y\n":                 idl.CodeTab,
		"idl: 1\n---\nidl: 1\n":            idl.CodeDocuments,
		"idl: 1\nx: !!str y\n":             idl.CodeTag,
		"idl: 1\na: &a {}\n<<: *a\n":       idl.CodeMergeKey,
		"idl: 1\nx: \"\xff\"\n":            idl.CodeEncoding,
		"idl: 1\nx: {? {a: b} : c}\n":      idl.CodeWrongKind,
		"idl: 1\nx: " + nested(100) + "\n": idl.CodeTooDeep,
		"idl: 1\n" + bomb():                idl.CodeTooManyNodes,
		"idl: 1\n" + strings.Repeat("#", idl.MaxFileSize): idl.CodeTooLarge,
	} {
		out, err := format.Source("in.yaml", []byte(text))
		var invalid *format.InvalidError
		if !errors.As(err, &invalid) {
			t.Errorf("%.40q: %v", text, err)
			continue
		}
		if out != nil || invalid.Diagnostics[0].Code != code {
			t.Errorf("%.40q: %v, and %d bytes", text, err, len(out))
		}
	}
}

// nested returns lists in lists.
func nested(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }

// bomb returns aliases that stand for more and more.
func bomb() string {
	text := "a0: &a0 [x, x, x, x, x, x, x, x]\n"
	for i := '1'; i <= '9'; i++ {
		before := "*a" + string(i-1)
		text += "a" + string(i) + ": &a" + string(i) + " [" + strings.Repeat(before+", ", 7) + before + "]\n"
	}
	return text
}

func TestFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "thermo.yaml")
	link := filepath.Join(dir, "link.yaml")
	if err := errors.Join(os.WriteFile(path, []byte("package: thermo\nidl:   1\n"), 0o640), os.Chmod(path, 0o640), os.Symlink("thermo.yaml", link)); err != nil {
		t.Fatal(err)
	}
	file, err := format.Read(link)
	if err != nil || !file.Changes() || len(file.Diff("x")) == 0 {
		t.Fatalf("%v, %v", file, err)
	}
	if err := file.Write(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(path)
	if err != nil || info.Mode() != 0o640 || string(read(t, path)) != "idl: 1\npackage: thermo\n" {
		t.Errorf("%v, %v, %q", info.Mode(), err, read(t, path))
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info.Mode(), err)
	}
	again, err := format.Read(path)
	if err != nil || again.Changes() || again.Write() != nil {
		t.Errorf("formatted twice: %v", err)
	}
	if now, err := os.Lstat(path); err != nil || !now.ModTime().Equal(info.ModTime()) {
		t.Errorf("a file that is formatted was written: %v", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("%v left behind, %v", entries, err)
	}
	if _, err := format.Read(dir); err == nil {
		t.Error("a folder was read")
	}
}

// TestTime formats what is as large and as deep as the limits allow.
func TestTime(t *testing.T) {
	deep := "x"
	for range 60 {
		deep = "{a: " + deep + ", b: [c, d, {e: f}]}"
	}
	var text strings.Builder
	text.WriteString("idl: 1\n")
	for i := 0; i < 80; i++ {
		fmt.Fprintf(&text, "k%d: %s # behind\n", i, deep)
	}
	start := time.Now()
	if _, err := format.Source("deep.yaml", []byte(text.String())); err != nil {
		t.Error(err)
	}
	var layout *format.LayoutError
	if _, err := format.Source("larger.yaml", []byte(text.String()+strings.ReplaceAll(text.String()[len("idl: 1\n"):], "k", "l"))); !errors.As(err, &layout) {
		t.Errorf("what would be too large when formatted: %v", err)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("%d bytes took %v", text.Len(), took)
	}
}
