package reference

import (
	_ "embed"
	"strconv"
	"strings"

	"drivergen/gen/reference/diagram"
	"drivergen/gen/reference/escape"
)

//go:embed page.css
var styleSheet string

//go:embed page.js
var script string

// An htmlWriter writes one page.
type htmlWriter struct {
	page *page
	out  []byte
}

// renderHTML returns a package's page, index.html.
func renderHTML(p *page, pages []*page) []File {
	w := &htmlWriter{page: p, out: make([]byte, 0, len(styleSheet)+len(script)+2048*len(p.all))}
	w.head(p.Source, pageTitle(p), p.Model.Doc)
	w.raw(`<header class="bar">`)
	if len(pages) > 1 {
		w.raw(`<a class="up" href="../` + IndexName(HTML) + `">All packages</a>`)
	}
	w.raw(`<a class="brand" href="#` + topID + `">`)
	w.escaped(p.name())
	w.raw("</a>\n" + searchBox + "</header>\n")
	w.raw(`<input type="checkbox" id="menu" class="menu-state"><label for="menu" class="menu">Contents</label>` + "\n")
	w.raw(`<div class="columns">` + "\n")
	w.contents(p)
	w.raw(`<main id="main" tabindex="-1">` + "\n")
	w.raw(`<h1 id="` + topID + `"><span class="kind">Package</span> `)
	w.escaped(p.name())
	w.raw("</h1>\n<div class=\"intro\">\n")
	w.blocks(p.intro)
	w.raw("</div>\n<p id=\"nothing\" hidden>No declaration matches.</p>\n")
	for _, c := range p.chapters {
		w.section(c, 2)
	}
	w.raw("<footer>Made by drivergen from <code>")
	w.escaped(p.Source)
	w.raw("</code>.</footer>\n</main>\n</div>\n<script>\n" + script + "</script>\n</body>\n</html>\n")
	return []File{{Path: p.name() + "/" + IndexName(HTML), Package: p.name(), Content: w.out}}
}

// searchBox is hidden until the script, without which it does nothing, shows it.
const searchBox = `<form id="search" role="search" hidden><label for="query" class="unseen">Search declarations</label>` +
	`<input id="query" type="search" placeholder="Search declarations" autocomplete="off" spellcheck="false" aria-describedby="keys">` +
	`<kbd aria-hidden="true">/</kbd><span id="keys" class="unseen">Slash comes here, Enter goes to the best match, Escape clears.</span>` +
	`<output id="count" for="query"></output></form>` + "\n"

// head begins a document.
func (w *htmlWriter) head(source, title, doc string) {
	w.raw("<!DOCTYPE html>\n" + mark(HTML, source))
	w.raw(`<html lang="en">` + "\n<head>\n" + `<meta charset="utf-8">` + "\n")
	w.raw(`<meta name="viewport" content="width=device-width, initial-scale=1">` + "\n")
	w.raw(`<meta name="color-scheme" content="light dark">` + "\n<title>")
	w.escaped(title)
	w.raw("</title>\n")
	if doc = summary(doc); doc != "" {
		w.raw(`<meta name="description" content="`)
		w.escaped(doc)
		w.raw("\">\n")
	}
	// A page has no icon of its own; without this a browser asks its server for one.
	w.raw(`<link rel="icon" href="data:,">` + "\n")
	w.raw("<style>\n" + diagram.Variables + diagram.Style + styleSheet + "</style>\n</head>\n<body>\n")
	w.raw(`<a class="skip" href="#main">Skip to the content</a>` + "\n")
}

func (w *htmlWriter) raw(s string) { w.out = append(w.out, s...) }

func (w *htmlWriter) escaped(s string) { w.out = escape.AppendHTML(w.out, s) }

// openInterfaces is up to how many interfaces the table of contents shows what each has.
const openInterfaces = 3

// contents writes the table of contents.
func (w *htmlWriter) contents(p *page) {
	w.raw(`<nav class="toc" aria-label="Contents">` + "\n<ul>\n")
	for _, c := range p.chapters {
		w.entry(c, len(p.Model.Interfaces) <= openInterfaces)
	}
	w.raw("</ul>\n</nav>\n")
}

func (w *htmlWriter) entry(s *section, open bool) {
	w.raw("<li")
	if s.declares() {
		w.raw(` data-for="`)
		w.escaped(s.id)
		w.raw(`"`)
	}
	w.raw(">")
	below := len(s.children) > 0
	if below {
		w.raw("<details")
		if open {
			w.raw(" open")
		}
		w.raw("><summary>")
	}
	w.raw(`<a href="#`)
	w.escaped(s.id)
	w.raw(`">`)
	w.escaped(entryName(s))
	w.raw("</a>")
	if below {
		w.raw("</summary>\n<ul>\n")
		for _, child := range s.children {
			w.entry(child, open && child.kind == "" && !strings.HasSuffix(child.id, "-scenarios"))
		}
		w.raw("</ul></details>")
	}
	w.raw("</li>\n")
}

func (w *htmlWriter) section(s *section, level int) {
	w.raw(`<section class="s`)
	if s.declares() {
		w.raw(` decl" data-kind="` + s.kind + `" data-names="`)
		w.escaped(s.id + " " + s.aliases)
	}
	w.raw("\">\n")
	tag := "h" + strconv.Itoa(min(level, 6))
	w.raw("<" + tag + ` id="`)
	w.escaped(s.id)
	w.raw(`" tabindex="-1">`)
	w.title(s)
	for _, b := range s.badges {
		w.raw(` <span class="badge`)
		if b.warn {
			w.raw(" warn")
		}
		w.raw(`">`)
		w.escaped(b.text)
		w.raw("</span>")
	}
	w.raw(` <a class="self" aria-label="Link to `)
	w.escaped(s.title)
	w.raw(`" href="#`)
	w.escaped(s.id)
	w.raw(`">#</a></` + tag + ">\n")
	if len(s.blocks) > 0 {
		w.raw("<div class=\"body\">\n")
		w.blocks(s.blocks)
		w.raw("</div>\n")
	}
	for _, child := range s.children {
		w.section(child, level+1)
	}
	w.raw("</section>\n")
}

// title writes a heading: the kind, and what it belongs to paler than its own name.
func (w *htmlWriter) title(s *section) {
	title := s.title
	if s.declares() {
		if word, rest, ok := strings.Cut(title, " "); ok && strings.EqualFold(word, s.kind) {
			title = rest
		}
		w.raw(`<span class="kind">` + s.kind + `</span> `)
	}
	if owner, name, ok := strings.Cut(title, "."); ok && s.declares() {
		w.raw(`<span class="owner">`)
		w.escaped(owner)
		w.raw(`.</span>`)
		title = name
	}
	w.escaped(title)
}

// listHTML returns the page that lists several packages.
func listHTML(pages []*page) File {
	w := &htmlWriter{}
	w.head("several descriptions", "Packages", "")
	w.raw(`<div class="columns list"><main id="main" tabindex="-1">` + "\n<h1>Packages</h1>\n<ul class=\"packages\">\n")
	for _, p := range pages {
		w.raw(`<li><a href="` + p.name() + "/" + IndexName(HTML) + `">` + p.name() + "</a><p>")
		w.escaped(summary(p.Model.Doc))
		w.raw("</p></li>\n")
	}
	w.raw("</ul>\n</main>\n</div>\n</body>\n</html>\n")
	return File{Path: IndexName(HTML), Content: w.out}
}
