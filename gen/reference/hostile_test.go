package reference_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"drivergen/gen/reference"
	"drivergen/idl"
)

// template is a description with a free text wherever the language has one.
const template = `idl: 1
package: hostile
doc: %[1]q
errnos:
  EIO: {value: 5, doc: %[1]q}
errors:
  ErrText: {text: %[1]q, doc: %[1]q}
constants:
  Text: {value: %[1]q, type: string, doc: %[1]q}
enums:
  Kind:
    doc: %[1]q
    base: string
    values: {A: {value: %[1]q, doc: %[1]q}, B: {doc: %[1]q, deprecated: %[1]q}}
structs:
  Thing:
    doc: %[1]q
    deprecated: %[1]q
    fields: {name: {type: string, default: %[1]q, unit: %[1]q, doc: %[1]q}, one: {type: string, oneof: [%[1]q, b], doc: %[1]q}}
handles:
  Grip:
    doc: %[1]q
    base: int
    invalid: EIO
    full: EIO
    states: {idle: {doc: %[1]q}, busy: {doc: %[1]q}}
    transitions: [{on: start, from: [idle], to: busy, else: {busy: EIO}}]
interfaces:
  Dev:
    doc: %[1]q
    methods:
      open: {doc: %[1]q, creates: Grip, returns: {grip: {type: Grip, doc: %[1]q}}, errnos: [EIO]}
      start: {doc: %[1]q, params: {grip: {type: Grip, doc: %[1]q}, name: {type: string, unit: %[1]q, doc: %[1]q}}, errnos: [EIO]}
      end: {doc: %[1]q, ends: Grip, params: {grip: {type: Grip, doc: %[1]q}}, errnos: [EIO]}
    events:
      told: {doc: %[1]q, trigger: %[1]q, order: 1, params: {grip: {type: Grip, doc: %[1]q}, text: {type: string, doc: %[1]q}}}
    stimuli:
      poke: {doc: %[1]q, params: {text: {type: string, doc: %[1]q}}}
    scenarios:
      works:
        doc: %[1]q
        shows: [open]
        steps:
          - {do: poke, args: {text: %[1]q}}
          - {call: open, as: grip}
          - {call: start, args: {grip: $grip, name: %[1]q}}
`

// attacks are texts that mean something to HTML, XML, JavaScript, CSS or Markdown.
var attacks = []string{
	"</script><script>alert(1)</script>",
	"<img src=x onerror=alert(1)>",
	`" onmouseover="alert(1)" x="`,
	"' onfocus='alert(1)",
	"]]> --> <!-- </style></svg></title></desc></text>",
	"&lt;b&gt; &#60; &amp; &",
	"| a | b |\n| --- | --- |",
	"`code` ``two`` ``` fence",
	"```\n# not a heading\n```",
	"# heading",
	"- item",
	"1. item",
	"> quote",
	"===",
	"---",
	"[link](javascript:alert(1)) ![image](x.png) [ref]: x",
	"**strong** _em_ ~~gone~~ $math$ \\",
	"<details><summary>x</summary>",
	"zero-width \u200b",
	"two\n\n# paragraphs\n\n<b>and</b>",
	strings.Repeat("long<>| ", 40),
}

// harmless returns a text of the same words and paragraphs that means nothing to anybody.
func harmless(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsSpace(r) {
			return r
		}
		return 'x'
	}, text)
}

func hostile(t *testing.T, text string) reference.Input {
	t.Helper()
	m, diagnostics := idl.LoadSource("hostile.yaml", fmt.Appendf(nil, template, text))
	if m == nil {
		t.Fatalf("%q: %v", text, diagnostics.Err())
	}
	return reference.Input{Model: m, Source: "idl/hostile--> <b>.yaml"}
}

// shape returns the tags of a page without what an attribute may say.
func shape(t *testing.T, file, text string) string {
	var all strings.Builder
	for _, tg := range tags(t, file, text) {
		all.WriteString(tg.name)
		for _, name := range []string{"id", "class", "href", "src", "onerror", "onmouseover", "onfocus"} {
			if value, ok := tg.attributes[name]; ok {
				all.WriteString(" " + name + "=" + value)
			}
		}
		all.WriteString("\n")
	}
	return all.String()
}

func TestHostileTextIsTextInHTML(t *testing.T) {
	for _, text := range attacks {
		for file, page := range generate(t, reference.HTML, hostile(t, text)) {
			want := generate(t, reference.HTML, hostile(t, harmless(text)))[file]
			if got, want := shape(t, file, page), shape(t, file, want); got != want {
				t.Errorf("%q changes the page:\n%s", text, firstDifference(got, want))
			}
		}
	}
}

var codeElement = regexp.MustCompile(`<code>([^<]*)</code>`)

// outline returns what is structure in a page of Markdown: for each line how it begins,
// and the characters in it that mean something.
func outline(text string) string {
	text = codeElement.ReplaceAllString(text, "`$1`")
	var all strings.Builder
	fenced := false
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		if fenced {
			all.WriteString(line)
			continue
		}
		inCode := false
		for i, r := range line {
			if r == '`' {
				inCode = !inCode
			}
			if strings.ContainsRune("`|\n", r) || !inCode && strings.ContainsRune("<>[]*#~$\\", r) && !strings.HasPrefix(line[max(i-1, 0):], "&#") || i == 0 && strings.ContainsRune("-+=> ", r) {
				all.WriteRune(r)
			}
		}
	}
	return all.String()
}

func TestHostileTextIsTextInMarkdown(t *testing.T) {
	for _, text := range attacks {
		want := generate(t, reference.Markdown, hostile(t, harmless(text)))
		got := generate(t, reference.Markdown, hostile(t, text))
		if len(got) != len(want) {
			t.Errorf("%q: %d files, want %d", text, len(got), len(want))
		}
		for file, page := range got {
			if strings.HasSuffix(file, ".svg") {
				if got, want := shape(t, file, page), shape(t, file, want[file]); got != want {
					t.Errorf("%q changes %s:\n%s", text, file, firstDifference(got, want))
				}
				continue
			}
			if got, want := outline(page), outline(want[file]); got != want {
				t.Errorf("%q changes the page:\n%s", text, firstDifference(got, want))
			}
		}
	}
}

// firstDifference returns the first line in which two texts differ.
func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return fmt.Sprintf("line %d: %s\n     not: %s", i+1, as[i], bs[i])
		}
	}
	return fmt.Sprintf("%d lines, not %d", len(as), len(bs))
}
