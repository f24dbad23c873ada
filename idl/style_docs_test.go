package idl

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// The descriptions that the lines of docs/lint.md stand in, at the word LINE.
const (
	docMethod = `
errnos: {EIO: {value: 5, doc: It did not answer.}}
interfaces:
  Motor:
    doc: Motor turns.
    methods:
      LINE
`
	docEvent = `
interfaces:
  Link:
    doc: Link tells.
    events:
      lost: {doc: Lost tells., trigger: the link ends, order: 1}
      refused: {doc: Refused tells., trigger: the link ends, order: 3}
      LINE
`
	docHandle = `
errnos: {EIO: {value: 5, doc: It did not answer.}, EBADF: {value: 9, doc: It is not open.}}
handles: {Motor: {doc: Motor is a motor., base: int, invalid: EBADF}}
interfaces:
  Dev:
    doc: Dev turns motors.
    methods:
      open: {doc: Open opens a motor., creates: Motor, returns: {motor: Motor}, errnos: [EIO]}
      close: {doc: Close closes it., ends: Motor, params: {motor: Motor}, errnos: [EBADF]}
      LINE
`
)

// docContexts are the descriptions for each rule whose lines do not stand in docMethod.
var docContexts = map[Code]string{
	CodeValueStyle: `
enums:
  Mode:
    doc: Mode is how it turns.
    LINE
interfaces: {Motor: {doc: Motor turns., methods: {start: {doc: Start starts it., params: {mode: Mode}}}}}
`,
	CodeEventOrder:  docEvent,
	CodeLoneOrder:   docEvent,
	CodeUnusedErrno: strings.Replace(docMethod, "errnos: {", "errnos: {EBUSY: {value: 16, doc: It turns.}, ", 1),
	CodeUnusedError: `
errors: {ErrBusy: {text: busy, doc: ErrBusy tells that it turns.}}
interfaces:
  Motor:
    doc: Motor turns.
    form: {context: false, exact: true, errors: sentinel}
    methods:
      LINE
`,
	CodeUnusedType:   docMethod + "structs: {Reading: {doc: Reading is one measurement., fields: {level: {type: int, doc: The level.}}}}\n",
	CodeUnusedImport: docMethod + "imports: {netdev: std/netdev}\n",
	CodeNeverCreated: without(docHandle, "      open:"),
	CodeNeverEnded:   without(docHandle, "      close:"),
	CodeNoInvalid:    docHandle,
	CodeUnreached: `
errnos: {EIO: {value: 5, doc: It turns.}}
handles:
  Motor:
    doc: Motor is a motor.
    base: int
    states: {idle: {doc: It stands.}, turning: {doc: It turns.}}
    transitions:
      LINE
interfaces:
  Dev:
    doc: Dev turns motors.
    methods:
      open: {doc: Open opens a motor., creates: Motor, returns: {motor: Motor}, errnos: [EIO]}
      close: {doc: Close closes it., ends: Motor, params: {motor: Motor}, errnos: [EIO]}
      start: {doc: Start starts it., params: {motor: Motor}, errnos: [EIO]}
`,
	CodeDeprecated: docMethod + "enums: {Mode: {doc: Mode is how it turns., values: {fast: {doc: At once.}, slow: {deprecated: Use fast., doc: With care.}}}}\n",
}

// without returns text without the line that starts with prefix.
func without(text, prefix string) string {
	return regexp.MustCompile(`(?m)^`+regexp.QuoteMeta(prefix)+`.*\n`).ReplaceAllString(text, "")
}

var docRule = regexp.MustCompile("(?s)### (\\w+): ([^\n]+)\n\n[^\n]+\n\n```yaml\n# wrong\n([^\n]+)\n# right\n([^\n]+)\n```\n")

// TestDocsOfRules holds docs/lint.md against the rules: each is there with its
// title, its wrong line breaks that rule alone, and its right line none. Package explain holds
// its reason against the catalogue.
func TestDocsOfRules(t *testing.T) {
	text, err := os.ReadFile("../docs/lint.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## Rules\n")
	documented := docRule.FindAllStringSubmatch(section, -1)
	if headings := strings.Count(section, "\n### "); len(documented) != headings {
		t.Errorf("%d of %d rules have the form of a rule", len(documented), headings)
	}
	rules := Rules()
	if len(documented) != len(rules) {
		t.Fatalf("%d rules are documented, and there are %d", len(documented), len(rules))
	}
	for i, r := range rules {
		code, title, wrong, right := documented[i][1], documented[i][2], documented[i][3], documented[i][4]
		if code != string(r.Code) || title != r.Title {
			t.Errorf("%s: %s\n is documented as\n%s: %s", r.Code, r.Title, code, title)
		}
		if got := codesIn(r.Code, wrong); got != string(r.Code) {
			t.Errorf("%s: %s\n breaks %q", r.Code, wrong, got)
		}
		if got := codesIn(r.Code, right); got != "" {
			t.Errorf("%s: %s\n breaks %q", r.Code, right, got)
		}
	}
}

// codesIn returns the codes of what is told of a line of the docs, in the description for its rule.
func codesIn(rule Code, line string) string {
	context := docContexts[rule]
	if context == "" {
		context = docMethod
	}
	text := "idl: 1\npackage: motor\ndoc: Package motor turns.\n" + strings.Replace(context, "LINE", line, 1)
	var codes []string
	for _, d := range LintSource("motor.yaml", []byte(text)) {
		codes = append(codes, string(d.Code))
	}
	return strings.Join(codes, " ")
}
