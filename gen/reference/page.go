package reference

import (
	"slices"
	"strings"

	"drivergen/idl"
)

// A page is what is said of one package, in no format yet.
type page struct {
	Input
	intro    []block
	chapters []*section
	all      map[string]*section // every section and row by its id
	anchors  map[string]string   // the anchor that GitHub gives the heading of an id, or of the section around it
	drawings int
}

func newPage(in Input) *page {
	return &page{Input: in, all: map[string]*section{}, anchors: map[string]string{}}
}

func (p *page) name() string { return p.Model.Package }

// A section is a heading with what belongs to it. The id of a declaration is its Go name, of a method or
// an event that of its interface before it: NetDev.Connect.
type section struct {
	id       string
	title    string // NetDev.Connect
	kind     string // of a declaration: method; "" for a group
	aliases  string // what else a search finds it by
	badges   []badge
	blocks   []block
	children []*section
}

// entryName returns a section's name in the table of contents: what it stands under is not said again.
func entryName(s *section) string {
	switch s.kind {
	case "scenario":
		return s.id[strings.LastIndexByte(s.id, '.')+1:]
	case "":
		before, _, _ := strings.Cut(s.title, " of ")
		return before
	}
	return shortName(s.title)
}

// shortName returns the last part of a heading: Connect of NetDev.Connect.
func shortName(title string) string { return title[strings.LastIndexByte(title, '.')+1:] }

// A badge is a word beside a heading: since 1.2.0.
type badge struct {
	text string
	warn bool
}

// declares reports whether the section is of one declaration, which the index lists.
func (s *section) declares() bool { return s.kind != "" }

// A block is a paragraph, source, facts, table, steps or drawing.
type block interface{ isBlock() }

type (
	// A text is one line of spans.
	text []span
	// A paragraph is a text of its own.
	paragraph struct{ text text }
	// Source is Go code.
	source struct{ text text }
	// Facts are short statements, each with a name.
	facts []fact
	// A table has a caption, a head and rows.
	table struct {
		caption string
		head    []string
		rows    []row
	}
	// Steps are a list in order.
	steps []text
	// A drawing is a picture with a name that no other on the page has.
	drawing struct {
		name string
		alt  string
		svg  func(id string) []byte
	}
)

type fact struct {
	name string
	text text
}

// A row may be a declaration of its own: an errno, the value of an enum.
type row struct {
	id      string
	kind    string
	aliases string
	cells   []text
}

func (paragraph) isBlock() {}
func (source) isBlock()    {}
func (facts) isBlock()     {}
func (*table) isBlock()    {}
func (steps) isBlock()     {}
func (drawing) isBlock()   {}

// A style is how a span looks.
type style int

const (
	plain style = iota
	code
	strong
)

// A span is a piece of a text, and a link where page is set.
type span struct {
	text  string
	style style
	page  *page
	id    string
}

// linked reports whether a span's link leads anywhere. A page's sections are complete
// before the first is rendered.
func (s span) linked() bool { return s.page != nil && s.page.has(s.id) }

func (p *page) has(id string) bool {
	_, ok := p.all[id]
	return ok
}

// A builder makes a page of a model.
type builder struct {
	*page
	pages []*page
	known map[*idl.Model]*page // what pageOf has found
}

// pageOf returns the page of the description that declares a type; nil where that is not
// among the pages.
func (b *builder) pageOf(from *idl.Model) *page {
	if from == nil {
		return b.page
	}
	found, ok := b.known[from]
	if !ok {
		if i := slices.IndexFunc(b.pages, func(p *page) bool { return sameDescription(p.Model, from) }); i >= 0 {
			found = b.pages[i]
		}
		b.known[from] = found
	}
	return found
}

// Short ways to make spans.
func say(s string) span    { return span{text: s} }
func codeOf(s string) span { return span{text: s, style: code} }
func bold(s string) span   { return span{text: s, style: strong} }

// ref is a link to a declaration of this page, as code.
func (b *builder) ref(name, id string) span {
	return span{text: name, style: code, page: b.page, id: id}
}

// join puts a separator between texts.
func join(texts []text, separator string) text {
	var all text
	for i, t := range texts {
		if i > 0 {
			all = append(all, say(separator))
		}
		all = append(all, t...)
	}
	return all
}
