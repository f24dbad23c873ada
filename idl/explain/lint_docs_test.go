package explain

import (
	"os"
	"strings"
	"testing"

	"drivergen/idl"
)

// TestReasonsInDocs checks that docs/lint.md gives each rule of style the reason that the
// catalogue has.
func TestReasonsInDocs(t *testing.T) {
	page, err := os.ReadFile("../../docs/lint.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range idl.Rules() {
		e, err := Find(string(r.Code))
		if err != nil {
			t.Fatal(err)
		}
		reason := strings.Join(strings.Fields(e.Why), " ")
		_, section, _ := strings.Cut(string(page), "\n### "+string(r.Code)+": ")
		_, text, _ := strings.Cut(section, "\n\n")
		if !strings.HasPrefix(text, reason) {
			documented, _, _ := strings.Cut(text, "\n")
			t.Errorf("docs/lint.md tells of %s:\n%s\nand its reason is:\n%s", r.Code, documented, reason)
		}
	}
}
