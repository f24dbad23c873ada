package idl

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// checkDocStarts reports docs of Go packages, types and methods, and of events,
// that do not start with the name (Go Doc Comments, go.dev/doc/comment).
func (l *loader) checkDocStarts() {
	m := l.model
	if m.Doc != "" && !startsWithName(m.Doc, "Package "+m.Package) {
		l.report(CodeDocStart, l.objs[m].at("doc"), "the doc of the package does not start with its name").help("start it with: Package %s", m.Package)
	}
	eachDecl(m, func(kind declKind, d declaration) {
		decl, articles := d.decl(), []string{""}
		switch kind {
		case enumDecl, structDecl, handleDecl, interfaceDecl, capabilityDecl:
			articles = []string{"", "A ", "An ", "The "}
		case methodDecl, propertyDecl, eventDecl:
		default:
			return
		}
		starts := func(article string) bool { return startsWithName(decl.Doc, article+decl.GoName) }
		if decl.Doc == "" || slices.ContainsFunc(articles, starts) {
			return
		}
		l.report(CodeDocStart, l.objs[d].at("doc"), "the doc of %s does not start with its Go name", shorten(decl.Name)).help("start it with: %s", decl.GoName)
	})
}

// startsWithName reports whether the first words of a doc are a name.
func startsWithName(doc, name string) bool {
	rest, ok := strings.CutPrefix(doc, name)
	next, _ := utf8.DecodeRuneInString(rest)
	return ok && next != '_' && !unicode.IsLetter(next) && !unicode.IsDigit(next)
}

// checkDocEnds reports docs whose last sentence does not end.
func (l *loader) checkDocEnds() {
	if o := l.objs[l.model]; !endsAsSentence(l.model.Doc) {
		l.report(CodeDocEnd, o.at("doc"), "the doc of the package does not end with a full stop").help("end the sentence")
	}
	eachDecl(l.model, func(kind declKind, d declaration) {
		if decl := d.decl(); !endsAsSentence(decl.Doc) {
			l.report(CodeDocEnd, l.objs[d].at("doc"), "the doc of the %s %s does not end with a full stop", kind, shorten(decl.Name)).help("end the sentence")
		}
	})
}

// endsAsSentence reports whether a doc ends with a full stop or the like, or
// with what is no sentence: an entry of a list, indented code, a link.
func endsAsSentence(doc string) bool {
	if doc == "" {
		return true
	}
	last := doc[strings.LastIndexByte(doc, '\n')+1:]
	if trimmed := strings.TrimLeft(last, " \t"); trimmed != last || strings.HasPrefix(last, "- ") || strings.HasPrefix(last, "* ") {
		return true
	}
	if words := strings.Fields(last); strings.Contains(words[len(words)-1], "://") {
		return true
	}
	end, _ := utf8.DecodeLastRuneInString(strings.TrimRight(last, "\"'`)]*”’"))
	return strings.ContainsRune(".!?…。！？", end)
}
