package reference_test

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"drivergen/gen/reference"
	"drivergen/idl"
)

// load loads a description, which must be right.
func load(t testing.TB, name string) *idl.Model {
	t.Helper()
	m, diagnostics := idl.Load(name)
	if m == nil {
		t.Fatal(diagnostics.Err())
	}
	return m
}

func inputOf(m *idl.Model) reference.Input {
	return reference.Input{Model: m, Source: "idl/" + m.Package + ".yaml", ImportPath: "example.com/generated/" + m.Package}
}

// standard returns the descriptions that come with drivergen, and those of gen's tests,
// which use the rest of the language.
func standard(t testing.TB) []reference.Input {
	t.Helper()
	var inputs []reference.Input
	for _, name := range append(idl.StandardNames(), "../testdata/lab.yaml", "../testdata/motors.yaml", "../testdata/stepper.yaml", "../testdata/odd.yaml",
		"../testdata/pump.yaml", "../testdata/limits.yaml") {
		inputs = append(inputs, inputOf(load(t, name)))
	}
	return inputs
}

func generate(t testing.TB, format reference.Format, inputs ...reference.Input) map[string]string {
	t.Helper()
	files, err := reference.Generate(inputs, format)
	if err != nil {
		t.Fatal(err)
	}
	byPath := map[string]string{}
	for _, f := range files {
		if _, twice := byPath[f.Path]; twice {
			t.Errorf("%s is made twice", f.Path)
		}
		byPath[f.Path] = string(f.Content)
	}
	return byPath
}

// A tag is one of HTML: its name, and its attributes.
type tag struct {
	name       string // with a slash before it where it ends an element
	attributes map[string]string
}

var (
	tagSyntax       = regexp.MustCompile(`^<(/?[a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z:-]+(?:="[^"<]*")?)*)\s*(/?)>`)
	attributeSyntax = regexp.MustCompile(`([a-zA-Z:-]+)(?:="([^"]*)")?`)
	rawText         = regexp.MustCompile(`(?s)<(script|style)>(.*?)</(?:script|style)>`)
	comment         = regexp.MustCompile(`(?s)^<!--.*?-->`)
)

// void are the elements of HTML that have no end.
var void = []string{"meta", "link", "input", "br", "img"}

// tags returns the tags of a page in their order. It fails where something else than a tag
// begins with <, where elements do not nest, and where an id comes twice.
func tags(t testing.TB, file, text string) []tag {
	t.Helper()
	text = strings.TrimPrefix(text, "<!DOCTYPE html>")
	text = rawText.ReplaceAllString(text, "<$1></$1>")
	var all []tag
	var open []string
	ids := map[string]bool{}
	for i := 0; i < len(text); i++ {
		if text[i] != '<' {
			continue
		}
		if c := comment.FindString(text[i:]); c != "" {
			i += len(c) - 1
			continue
		}
		m := tagSyntax.FindStringSubmatch(text[i:])
		if m == nil {
			t.Fatalf("%s: no tag: %.60q", file, text[i:])
		}
		i += len(m[0]) - 1
		tg := tag{name: m[1], attributes: map[string]string{}}
		for _, a := range attributeSyntax.FindAllStringSubmatch(m[2], -1) {
			tg.attributes[a[1]] = a[2]
		}
		if id := tg.attributes["id"]; id != "" {
			if ids[id] {
				t.Errorf("%s: the id %s is there twice", file, id)
			}
			ids[id] = true
		}
		all = append(all, tg)
		name, ends := strings.CutPrefix(tg.name, "/")
		switch {
		case ends && (len(open) == 0 || open[len(open)-1] != name):
			t.Fatalf("%s: </%s> ends %v", file, name, open)
		case ends:
			open = open[:len(open)-1]
		case m[3] == "" && !slices.Contains(void, name):
			open = append(open, name)
		}
	}
	if len(open) > 0 {
		t.Errorf("%s: never ended: %v", file, open)
	}
	return all
}

// headings returns the anchors that GitHub gives the headings of a page of Markdown.
func headings(text string) map[string]bool {
	anchors := map[string]bool{}
	fenced := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		title := strings.TrimLeft(line, "#")
		if fenced || title == line || !strings.HasPrefix(title, " ") {
			continue
		}
		slug := strings.Map(func(r rune) rune {
			if r == ' ' {
				return '-'
			}
			if r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) {
				return unicode.ToLower(r)
			}
			return -1
		}, strings.TrimSpace(title))
		for n, base := 1, slug; anchors[slug]; n++ {
			slug = base + "-" + string(rune('0'+n))
		}
		anchors[slug] = true
	}
	return anchors
}

// target splits a link found in a file into the file and the anchor that it leads to.
func target(file, link string) (to, anchor string) {
	to, anchor, _ = strings.Cut(link, "#")
	if to == "" {
		return file, anchor
	}
	return path.Join(path.Dir(file), to), anchor
}
