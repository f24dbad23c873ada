package reference

import (
	"strconv"
	"strings"

	"drivergen/gen/reference/escape"
)

// renderMarkdown returns a package's page, README.md, and the drawings beside it.
func renderMarkdown(p *page) []File {
	w := &markdownWriter{page: p, out: make([]byte, 0, 1024*len(p.all))}
	w.raw(mark(Markdown, p.Source))
	w.heading(1, pageTitle(p), nil)
	w.blocks(p.intro)
	if len(p.chapters) > 0 {
		w.heading(2, indexTitle, nil)
		w.raw("\n")
		for _, c := range p.chapters {
			w.index(c, 0)
		}
	}
	for _, c := range p.chapters {
		w.section(c, 2)
	}
	return append([]File{{Path: p.name() + "/" + IndexName(Markdown), Package: p.name(), Content: w.out}}, w.drawings...)
}

// A markdownWriter writes one page.
type markdownWriter struct {
	page     *page
	out      []byte
	drawings []File
}

func (w *markdownWriter) raw(s string) { w.out = append(w.out, s...) }

func (w *markdownWriter) escaped(s string) { w.out = escape.AppendMarkdown(w.out, s) }

func (w *markdownWriter) heading(level int, title string, badges []badge) {
	w.raw("\n" + strings.Repeat("#", level) + " ")
	w.escaped(title)
	w.raw("\n")
	for i, b := range badges {
		if i > 0 {
			w.raw(" · ")
		} else {
			w.raw("\n")
		}
		w.raw("*")
		w.escaped(b.text)
		w.raw("*")
	}
	if len(badges) > 0 {
		w.raw("\n")
	}
}

// index lists a section and those below it; a group's declarations stand on its line.
func (w *markdownWriter) index(s *section, depth int) {
	w.raw(strings.Repeat("  ", depth) + "- ")
	w.entry(s, s.title)
	inline := leaves(s)
	for i, child := range s.children {
		if !inline {
			break
		}
		separator := " · "
		if i == 0 {
			separator = ": "
		}
		w.raw(separator)
		w.entry(child, entryName(child))
	}
	w.raw("\n")
	for _, child := range s.children {
		if !inline {
			w.index(child, depth+1)
		}
	}
}

// entry writes a link to a section of the page.
func (w *markdownWriter) entry(s *section, name string) {
	w.raw("[")
	w.escaped(name)
	w.raw("](#" + w.page.anchors[s.id] + ")")
}

// leaves reports whether nothing stands below a section's children.
func leaves(s *section) bool {
	for _, child := range s.children {
		if len(child.children) > 0 {
			return false
		}
	}
	return true
}

func (w *markdownWriter) section(s *section, level int) {
	w.heading(level, s.title, s.badges)
	w.blocks(s.blocks)
	for _, child := range s.children {
		w.section(child, min(level+1, 6))
	}
}

func (w *markdownWriter) blocks(blocks []block) {
	for _, blk := range blocks {
		w.raw("\n")
		switch b := blk.(type) {
		case paragraph:
			w.text(b.text)
			w.raw("\n")
		case source:
			fence := fenceFor(plainText(b.text))
			w.raw(fence + "go\n" + plainText(b.text) + "\n" + fence + "\n")
		case facts:
			for _, f := range b {
				w.raw("- **" + f.name + ":** ")
				w.text(f.text)
				w.raw("\n")
			}
		case *table:
			w.table(b)
		case steps:
			for i, s := range b {
				w.raw(strconv.Itoa(i+1) + ". ")
				w.text(s)
				w.raw("\n")
			}
		case drawing:
			name := b.name + ".svg"
			w.raw("![")
			w.escaped(b.alt)
			w.raw("](" + name + ")\n")
			content := append([]byte(mark(Markdown, w.page.Source)), b.svg("")...)
			w.drawings = append(w.drawings, File{Path: w.page.name() + "/" + name, Package: w.page.name(), Content: content})
		}
	}
}

// fenceFor returns a fence that ends nowhere in the code.
func fenceFor(code string) string {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	return fence
}

func (w *markdownWriter) table(t *table) {
	w.raw("**")
	w.escaped(t.caption)
	w.raw("**\n\n")
	for _, h := range t.head {
		w.raw("| " + h + " ")
	}
	w.raw("|\n")
	w.raw(strings.Repeat("| --- ", len(t.head)) + "|\n")
	for _, r := range t.rows {
		for _, c := range r.cells {
			w.raw("| ")
			w.text(c)
			w.raw(" ")
		}
		w.raw("|\n")
	}
}

// text writes spans. Neighbouring pieces of code become one, unless a link parts them.
func (w *markdownWriter) text(t text) {
	for _, s := range merged(t) {
		link := s.linked()
		if link {
			w.raw("[")
		}
		switch s.style {
		case code:
			w.out = escape.AppendMarkdownCode(w.out, s.text)
		case strong:
			w.raw("**")
			w.escaped(strings.TrimSpace(s.text))
			w.raw("**")
			if strings.HasSuffix(s.text, " ") {
				w.raw(" ")
			}
		default:
			w.escaped(s.text)
		}
		if link {
			w.raw("](")
			if s.page != w.page {
				w.raw("../" + s.page.name() + "/" + IndexName(Markdown))
			}
			w.raw("#" + s.page.anchors[s.id] + ")")
		}
	}
}

// listMarkdown returns the page that lists several packages.
func listMarkdown(pages []*page) File {
	w := &markdownWriter{}
	w.raw(mark(Markdown, "several descriptions"))
	w.raw("\n# Packages\n\n| Package | What it is |\n| --- | --- |\n")
	for _, p := range pages {
		w.raw("| [" + p.name() + "](" + p.name() + "/" + IndexName(Markdown) + ") | ")
		w.escaped(summary(p.Model.Doc))
		w.raw(" |\n")
	}
	return File{Path: IndexName(Markdown), Content: w.out}
}
