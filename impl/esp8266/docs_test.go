package esp8266_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestCommandsOfTheDocs: the page lists each command that is in the driver's source, and no other.
func TestCommandsOfTheDocs(t *testing.T) {
	page, err := os.ReadFile("../../docs/esp8266.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := bytes.Cut(page, []byte("## What the driver sends\n"))
	table, _, ended := bytes.Cut(rest, []byte("\n## "))
	if !ok || !ended {
		t.Fatal("the page has no section of what the driver sends")
	}
	listed := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]+) \\|").FindAllSubmatch(table, -1) {
		for _, name := range regexp.MustCompile("`AT\\+([A-Z_]+)`").FindAllSubmatch(row[1], -1) {
			listed[string(name[1])] = true
		}
	}
	sent := commandsInSource(t)
	if len(sent) < 40 {
		t.Fatalf("only %d commands were found in the source: %v", len(sent), sent)
	}
	for name := range sent {
		if !listed[name] {
			t.Errorf("docs/esp8266.md does not list AT+%s", name)
		}
	}
	for name := range listed {
		if !sent[name] {
			t.Errorf("docs/esp8266.md lists AT+%s, which is not in the source", name)
		}
	}
}

// commandsInSource finds the names of commands: each string of capitals that is not among the module's other words, and the lines
// that the dialogue itself sends.
func commandsInSource(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, dir := range []string{".", "at"} {
		paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					for _, name := range commandsIn(lit.Value) {
						names[name] = true
					}
				}
				return true
			})
		}
	}
	return names
}

// otherWords are the words of capitals in the source that are no commands.
var otherWords = strings.Fields(`AP AT CIPRECV CLOSED CONNECT CONNECTED DISCONNECT ERROR FAIL OK RECVDATA STAIP APIP STAMAC APMAC TCP UDP SSL UNLINK`)

// composed are commands whose names the source puts together.
var composed = map[string][]string{"MAC": {"CIPSTAMAC", "CIPAPMAC"}}

var (
	commandWord = regexp.MustCompile(`^[A-Z][A-Z_]+$`)
	commandLine = regexp.MustCompile(`^AT\+([A-Z_]+)\r\n$`)
)

// commandsIn returns the commands that a string literal is, or sends.
func commandsIn(literal string) []string {
	text, err := strconv.Unquote(literal)
	if err != nil {
		return nil
	}
	if line := commandLine.FindStringSubmatch(text); line != nil {
		return line[1:]
	}
	if names := composed[text]; names != nil {
		return names
	}
	if commandWord.MatchString(text) && text != "_CUR" && !slices.Contains(otherWords, text) {
		return []string{text}
	}
	return nil
}
