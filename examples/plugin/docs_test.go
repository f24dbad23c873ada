package plugin_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"drivergen/gen/plugin"
)

// TestTheDocsPluginWorks makes the plugin of docs/plugin.md, runs it on the description there, and
// wants what the page prints.
func TestTheDocsPluginWorks(t *testing.T) {
	needsPython(t)
	page, err := os.ReadFile("../../docs/plugin.md")
	if err != nil {
		t.Fatal(err)
	}
	block := func(pattern string) string {
		t.Helper()
		found := regexp.MustCompile("(?s)" + pattern).FindSubmatch(page)
		if found == nil {
			t.Fatalf("docs/plugin.md has no %s", pattern)
		}
		return string(found[1])
	}
	path := filepath.Join(t.TempDir(), "errnos.py")
	if err := os.WriteFile(path, []byte(block("```python\n(.*?)```")), 0o755); err != nil {
		t.Fatal(err)
	}
	p, err := plugin.Find(path)
	if err != nil {
		t.Fatal(err)
	}
	m := load(t, "thermo.yaml", block("```yaml\n(.*?)```"))
	var stderr strings.Builder
	answer, err := p.Run(t.Context(), plugin.NewRequest(m, "thermo.yaml", p.Name, nil), &stderr)
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	want := plugin.File{Path: "errnos.txt", Content: block(`\$ cat out/thermo/errnos.txt\n(.*?)` + "```")}
	if len(answer.Files) != 1 || answer.Files[0] != want {
		t.Errorf("files %q, want %q", answer.Files, want)
	}
}
