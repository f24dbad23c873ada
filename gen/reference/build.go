package reference

import (
	"strings"

	"drivergen/idl"
)

// build fills the page in the order in which a reader wants it: what a device offers, what
// it hands out, the types, and the errors.
func (b *builder) build() {
	m := b.Model
	b.intro = docBlocks(m.Doc)
	about := facts{{"Description", text{codeOf(b.Source)}}}
	if b.ImportPath != "" {
		about = append(about, fact{"Import", text{codeOf(b.ImportPath)}})
	}
	if m.Since != "" {
		about = append(about, fact{"Since", text{say(m.Since)}})
	}
	if len(m.Imports) > 0 {
		var list []text
		for _, i := range m.Imports {
			s := span{text: i.Name, style: code, page: b.pageOf(i.Model), id: topID}
			list = append(list, text{s, say(" (" + i.Path + ")")})
		}
		about = append(about, fact{"Uses", join(list, ", ")})
	}
	b.intro = append(b.intro, about)
	b.all[topID] = &section{}
	for _, i := range m.Interfaces {
		b.add(b.iface(i))
	}
	for _, h := range m.Handles {
		b.add(b.handle(h))
	}
	b.addGroup("Structs", "types-structs", len(m.Structs), func(i int) *section { return b.structure(m.Structs[i], "struct") })
	b.addGroup("Enums and flags", "types-enums", len(m.Enums), func(i int) *section { return b.enum(m.Enums[i]) })
	b.constants()
	b.errnos()
	b.sentinels()
	b.assignAnchors()
}

// topID is the id of the top of a page.
const topID = "top"

// add puts a chapter on the page and registers all that it declares.
func (b *builder) add(s *section) {
	b.chapters = append(b.chapters, s)
	b.register(s)
}

func (b *builder) register(s *section) {
	b.all[s.id] = s
	for _, blk := range s.blocks {
		if t, ok := blk.(*table); ok {
			for _, r := range t.rows {
				if r.id != "" {
					b.all[r.id] = s
				}
			}
		}
	}
	for _, child := range s.children {
		b.register(child)
	}
}

// addGroup adds a chapter with a section for each of n declarations.
func (b *builder) addGroup(title, id string, n int, make func(i int) *section) {
	if n == 0 {
		return
	}
	chapter := &section{id: id, title: title}
	for i := range n {
		chapter.children = append(chapter.children, make(i))
	}
	b.add(chapter)
}

// declaration begins the section of a declaration with what every one has.
func declaration(id, title, kind string, d idl.Decl) *section {
	s := &section{id: id, title: title, kind: kind, aliases: d.Name}
	if d.Since != "" {
		s.badges = append(s.badges, badge{text: "since " + d.Since})
	}
	if d.Deprecated != "" {
		s.badges = append(s.badges, badge{text: "deprecated", warn: true})
		s.blocks = append(s.blocks, paragraph{text{bold("Deprecated: "), say(oneLine(d.Deprecated))}})
	}
	return s
}

func (s *section) add(blocks ...block) { s.blocks = append(s.blocks, blocks...) }

// addTable adds a table where it has a row.
func (s *section) addTable(t *table) {
	if len(t.rows) > 0 {
		s.blocks = append(s.blocks, t)
	}
}

// addFacts adds facts where there are any.
func (s *section) addFacts(f facts) {
	if len(f) > 0 {
		s.blocks = append(s.blocks, f)
	}
}

// docBlocks returns a doc's paragraphs.
func docBlocks(doc string) []block {
	var blocks []block
	for _, p := range paragraphs(doc) {
		blocks = append(blocks, paragraph{text{say(p)}})
	}
	return blocks
}

// paragraphs returns the paragraphs of a text, each on one line.
func paragraphs(doc string) []string {
	var all []string
	var lines []string
	end := func() {
		if len(lines) > 0 {
			all = append(all, strings.Join(lines, " "))
			lines = nil
		}
	}
	for line := range strings.Lines(doc) {
		if line = strings.TrimSpace(line); line == "" {
			end()
		} else {
			lines = append(lines, line)
		}
	}
	end()
	return all
}

// oneLine returns a text on one line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// docText returns what a table says of a declaration.
func docText(d idl.Decl) text {
	var t text
	if d.Deprecated != "" {
		t = append(t, bold("Deprecated: "), say(oneLine(d.Deprecated)+" "))
	}
	if d.Doc != "" {
		t = append(t, say(oneLine(d.Doc)))
	}
	if d.Since != "" {
		t = append(t, say(" Since "+d.Since+"."))
	}
	return t
}

// summary returns the first sentence of a doc, for a list.
func summary(doc string) string {
	all := paragraphs(doc)
	if len(all) == 0 {
		return ""
	}
	if end := strings.Index(all[0], ". "); end >= 0 {
		return all[0][:end+1]
	}
	return all[0]
}
