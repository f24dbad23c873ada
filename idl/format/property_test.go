package format_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"drivergen/idl/format"
)

// descriptions returns the right descriptions of the tree, and the wrong ones.
func descriptions(t testing.TB) (right, wrong []string) {
	t.Helper()
	for _, pattern := range []string{"../*.yaml", "../../gen/testdata/*.yaml", "../../docs/examples/*.yaml", "../../examples/*/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if text := read(t, file); bytes.HasPrefix(text, []byte("idl:")) || bytes.Contains(text, []byte("\nidl:")) {
				right = append(right, file)
			}
		}
	}
	wrong, err := filepath.Glob("../testdata/wrong/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(right) < 12 || len(wrong) < 100 {
		t.Fatalf("%d right and %d wrong descriptions", len(right), len(wrong))
	}
	return right, wrong
}

func read(t testing.TB, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// values returns what a YAML text means with its mappings sorted by key, so that the
// order of keys does not count.
func values(t *testing.T, text []byte) any {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	var simplify func(n *yaml.Node) any
	simplify = func(n *yaml.Node) any {
		switch n.Kind {
		case yaml.DocumentNode:
			return simplify(n.Content[0])
		case yaml.AliasNode:
			return "*" + n.Value
		case yaml.ScalarNode:
			return fmt.Sprintf("%s %q", n.Tag, n.Value)
		case yaml.SequenceNode:
			list := []any{}
			for _, c := range n.Content {
				list = append(list, simplify(c))
			}
			return list
		}
		var members []string
		for i := 0; i+1 < len(n.Content); i += 2 {
			members = append(members, fmt.Sprintf("%s %q: %v", n.Content[i].Anchor, n.Content[i].Value, simplify(n.Content[i+1])))
		}
		slices.Sort(members)
		return members
	}
	return simplify(&doc)
}

// comments returns how often each line of a comment is in a YAML text, as far as yaml.v3 keeps
// comments: it reads them in a way of its own.
func comments(t *testing.T, text []byte) map[string]int {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(bytes.TrimPrefix(text, []byte("\ufeff")), &doc); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	found := map[string]int{}
	var visit func(n *yaml.Node)
	visit = func(n *yaml.Node) {
		for _, comment := range []string{n.HeadComment, n.LineComment, n.FootComment} {
			for line := range strings.Lines(comment) {
				if line = strings.TrimSpace(line); line != "" {
					found[line]++
				}
			}
		}
		for _, c := range n.Content {
			visit(c)
		}
	}
	visit(&doc)
	return found
}

// check formats text and holds what comes out against it. It reports whether text could be formatted.
func check(t *testing.T, text []byte) bool {
	t.Helper()
	once, err := format.Source("in.yaml", text)
	if invalid := (*format.InvalidError)(nil); errors.As(err, &invalid) {
		if len(invalid.Diagnostics) == 0 {
			t.Error("refused without a diagnostic")
		}
		return false
	}
	if layout := (*format.LayoutError)(nil); errors.As(err, &layout) && bytes.Contains(text, []byte("!")) {
		return false // a tag that yaml.v3 does not tell
	}
	if err != nil {
		t.Errorf("%v in\n%s", err, text)
		return false
	}
	twice, err := format.Source("out.yaml", once)
	if err != nil {
		t.Errorf("what was formatted cannot be: %v in\n%s", err, once)
		return false
	}
	if diff := cmp.Diff(string(once), string(twice)); diff != "" {
		t.Errorf("formatting again changes (-once +twice):\n%s\nof\n%s", diff, text)
	}
	if diff := cmp.Diff(values(t, bytes.TrimPrefix(text, []byte("\ufeff"))), values(t, once)); diff != "" {
		t.Errorf("the values change (-in +out):\n%s\nof\n%s\nto\n%s", diff, text, once)
	}
	for comment, n := range comments(t, text) {
		if now := bytes.Count(once, []byte(comment)); now < n {
			t.Errorf("the comment %q is there %d times, and was %d times in\n%s\nto\n%s", comment, now, n, text, once)
		}
	}
	if bytes.Contains(once, []byte("\r")) || !bytes.HasSuffix(once, []byte("\n")) {
		t.Errorf("line ends: %q", once)
	}
	return true
}

func TestDescriptions(t *testing.T) {
	right, wrong := descriptions(t)
	formatted := 0
	for _, file := range slices.Concat(right, wrong) {
		if check(t, read(t, file)) {
			formatted++
		}
	}
	if formatted < len(right)+len(wrong)*2/3 {
		t.Errorf("only %d of %d files were formatted", formatted, len(right)+len(wrong))
	}
}

// TestCommentsStay puts comments of their own at all places where YAML takes one, and
// looks for each of them in what comes out.
func TestCommentsStay(t *testing.T) {
	right, _ := descriptions(t)
	random := rand.New(rand.NewPCG(1, 2))
	for _, file := range right {
		for range 4 {
			text, marks := withComments(string(read(t, file)), random)
			out, err := format.Source(file, []byte(text))
			if err != nil {
				t.Errorf("%v in\n%s", err, text)
				continue
			}
			for _, mark := range marks {
				if n := strings.Count(string(out), mark+"\n"); n != 1 {
					t.Errorf("%s: the comment %s is there %d times", file, mark, n)
				}
			}
			check(t, []byte(text))
		}
	}
}

// withComments puts comments behind lines, above them in whatever indentation, and after
// commas and brackets. A line inside a literal text is left alone.
func withComments(text string, random *rand.Rand) (commented string, marks []string) {
	mark := func() string {
		marks = append(marks, fmt.Sprintf("# mark %d.", len(marks)))
		return marks[len(marks)-1]
	}
	var out strings.Builder
	literal := -1 // the indentation of the key of a literal text that is open
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		indent := len(line) - len(strings.TrimLeft(line, " "))
		if literal >= 0 && (line == "" || indent > literal) {
			fmt.Fprintln(&out, line)
			continue
		}
		literal = -1
		if strings.HasSuffix(line, "|") || strings.HasSuffix(line, ">") {
			literal = indent
		}
		if random.IntN(4) == 0 {
			fmt.Fprintf(&out, "%*s%s\n", random.IntN(12), "", mark())
		}
		if random.IntN(8) == 0 {
			fmt.Fprintln(&out)
		}
		for _, sep := range []string{"{", "["} {
			if at := strings.Index(line, ": "+sep); at >= 0 && random.IntN(6) == 0 && strings.Count(line[:at], `"`)%2 == 0 {
				line = line[:at+3] + " " + mark() + "\n" + strings.Repeat(" ", indent+8) + line[at+3:]
			}
		}
		if random.IntN(4) == 0 && line != "" {
			line += " " + mark()
		}
		fmt.Fprintln(&out, line)
	}
	return out.String(), marks
}

// FuzzFormat formats any text: it is refused with a diagnostic or for its layout, of which
// YAML allows more than anybody writes, or what comes out means the same, has the same
// comments, and stays as it is when formatted again.
func FuzzFormat(f *testing.F) {
	right, wrong := descriptions(f)
	for _, file := range slices.Concat(right, wrong) {
		if text := read(f, file); len(text) < 4096 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		_, err := format.Source("in.yaml", text)
		if layout := (*format.LayoutError)(nil); errors.As(err, &layout) && layout.What != "" {
			return
		}
		check(t, text)
	})
}
