package docs_test

import (
	"os"
	"strings"
	"testing"
)

// TestGoOfTheTinyGoPage finds each block of Go of the page, line by line, in a file that is run as a test.
func TestGoOfTheTinyGoPage(t *testing.T) {
	var code strings.Builder
	for _, path := range []string{
		"../tinynet/example_test.go", "../impl/netdever/example_test.go", "../interop/example_test.go", "../interop/tinynet_test.go",
	} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		code.WriteString("\n" + unindented(string(text)))
	}
	page, err := os.ReadFile("tinygo.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(page), "```go\n")[1:]
	if len(blocks) < 6 {
		t.Errorf("only %d blocks of Go were found", len(blocks))
	}
	for _, block := range blocks {
		block, _, _ = strings.Cut(block, "```\n")
		if !strings.Contains(code.String(), "\n"+unindented(block)) {
			t.Errorf("no example has these lines:\n%s", block)
		}
	}
}

// unindented takes the indentation from each line.
func unindented(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimLeft(line, "\t")
	}
	return strings.Join(lines, "\n")
}
