package reference

import (
	"strconv"
	"strings"
	"unicode"
)

// slugs gives out the anchors that GitHub gives the headings of a page: the heading in
// lower case with its punctuation dropped and its spaces as dashes, numbered where it
// comes again.
type slugs map[string]int

func (s slugs) anchor(heading string) string {
	base := strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-', r == '_', unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
	slug := base
	for {
		n, taken := s[slug]
		if !taken {
			s[slug] = 0
			return slug
		}
		s[slug]++
		slug = base + "-" + strconv.Itoa(n+1)
		if base != slug {
			s[base] = n + 1
		}
	}
}

// assignAnchors finds the anchor of each section in Markdown. A row has that of its section.
func (b *builder) assignAnchors() {
	given := slugs{}
	b.anchors[topID] = given.anchor(pageTitle(b.page))
	given.anchor(indexTitle)
	var walk func(s *section)
	walk = func(s *section) {
		b.anchors[s.id] = given.anchor(s.title)
		for _, blk := range s.blocks {
			if t, ok := blk.(*table); ok {
				for _, r := range t.rows {
					if r.id != "" {
						b.anchors[r.id] = b.anchors[s.id]
					}
				}
			}
		}
		for _, child := range s.children {
			walk(child)
		}
	}
	for _, c := range b.chapters {
		walk(c)
	}
}

func pageTitle(p *page) string { return "Package " + p.name() }

// indexTitle is the heading of the list of all declarations.
const indexTitle = "Index"
