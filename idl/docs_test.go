package idl

import (
	"os"
	"strings"
	"testing"
)

// docErrnos are what the parts of descriptions in docs/idl.md may name.
const docErrnos = `errnos: {EIO: {value: 5, doc: A.}, EBADF: {value: 9, doc: A.}, EBUSY: {value: 16, doc: A.}, ENODEV: {value: 19, doc: A.},
  EINVAL: {value: 22, doc: A.}, EMFILE: {value: 24, doc: A.}, EISCONN: {value: 106, doc: A.}, ETIMEDOUT: {value: 110, doc: A.}}
`

// TestDocExamples loads each part of a description that docs/idl.md shows: it must be right.
func TestDocExamples(t *testing.T) {
	text, err := os.ReadFile("../docs/idl.md")
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(text), "```yaml\n")[1:]
	if len(parts) < 8 {
		t.Fatalf("%d examples", len(parts))
	}
	for _, part := range parts {
		example, _, _ := strings.Cut(part, "```")
		if !strings.HasPrefix(example, "idl:") {
			if !strings.HasPrefix(example, "errnos:") {
				example = docErrnos + example
			}
			example = "idl: 1\npackage: example\ndoc: Package example is an example.\n" + example
		}
		if _, diags := LoadSource("idl.md", []byte(example)); len(diags) > 0 {
			t.Errorf("%s\n%v", example, diags)
		}
	}
}
