package idl

import (
	"go/token"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"drivergen/idl/grammar"
)

// languageVersion is the version of the language that this package reads.
const languageVersion = "1"

// generatedPath is where drivergen's own module keeps what is generated from the standard descriptions.
const generatedPath = "drivergen/generated/"

var versionForm = regexp.MustCompile(`^\d+\.\d+\.\d+$`)

// parse makes the Model's declarations of the document, with names in them not
// yet resolved. It returns false where nothing more can be said.
func (l *loader) parse(root *yaml.Node) bool {
	l.model = &Model{Path: l.name, src: l.src}
	o := l.object(root, "the description", grammar.File)
	if root.Kind != yaml.MappingNode || !l.parseVersion(o) {
		return false
	}
	o.require(root)
	l.objs[l.model] = o
	m := l.model
	o.readAllow(nil)
	m.Package = o.text("package")
	l.checkPackage(o)
	m.Doc, m.Since = docText(o), o.version("since")
	if l.standard {
		m.ImportPath = generatedPath + m.Package
	}
	l.parseImports(o)
	l.resolveImports()
	l.parseErrnos(o)
	l.parseSentinels(o)
	l.parseConstants(o)
	l.parseEnums(o)
	l.parseStructs(o)
	l.parseHandles(o)
	l.parseInterfaces(o)
	return true
}

// parseVersion checks the language's version, before anything else is read by its rules.
func (l *loader) parseVersion(o *object) bool {
	switch v := o.text("idl"); {
	case !o.has("idl"):
		l.report(CodeVersion, o.node, "the key idl is missing").help("start the file with idl: %s", languageVersion)
	case v == languageVersion:
		return true
	case v != "":
		l.report(CodeVersion, o.at("idl"), "version %s of the language is not supported", shorten(v)).help("write idl: %s", languageVersion)
	}
	return false
}

func (l *loader) checkPackage(o *object) {
	p := l.model.Package
	switch {
	case p == "":
	case token.IsKeyword(p):
		l.report(CodeBadPackage, o.at("package"), "%s is a word of Go", p).help("choose another name")
	case slices.Contains(predeclared, p), slices.Contains(importedPackages, p), p == "main":
		l.report(CodeBadPackage, o.at("package"), "a package called %s would hide one that generated code uses", p).help("choose another name")
	case !isIdentifier(p) || strings.ContainsFunc(p, func(r rune) bool { return isUpper(r) || r == '_' }):
		l.report(CodeBadPackage, o.at("package"), "%q cannot be a package's name", shorten(p)).help("use lower-case letters and digits, a letter first")
	}
}

// docText returns the paragraphs of a doc.
func docText(o *object) string {
	if !o.has("doc") {
		return ""
	}
	if isNull(o.field("doc").value) {
		return "" // reported as a missing doc
	}
	return strings.TrimSpace(o.prose("doc"))
}

// prose returns a text that generated code quotes in its comments. An escape in double
// quotes can give it characters that no comment may have.
func (o *object) prose(key string) string {
	text := o.text(key)
	bad := func(r rune) bool { return r != '\n' && isBadCharacter(r) }
	if i := strings.IndexFunc(text, bad); i >= 0 {
		r, _ := utf8.DecodeRuneInString(text[i:])
		o.l.report(CodeCharacter, o.at(key), "%s holds the character U+%04X, which no comment can", key, r).help("remove it")
		return "?"
	}
	return text
}

// version returns the version of a description in which something appeared.
func (o *object) version(key string) string {
	v := o.text(key)
	if v != "" && !versionForm.MatchString(v) {
		o.l.report(CodeValue, o.at(key), "%s must be a version, not %s", key, shorten(v)).help("write it like 1.2.0")
	}
	return v
}

// declare returns the object and the Decl of a declaration of a kind: f names it.
func (l *loader) declare(f field, kind *grammar.Object, goName func(string) string) (*object, Decl) {
	if !isIdentifier(f.name()) {
		l.report(CodeBadName, f.key, "%q cannot be the name of %s", shorten(f.name()), article(kind.Name)).help("use letters, digits and underscores, a letter first")
		goName = func(string) string { return "" }
	}
	o := l.member(f, "the "+kind.Name+" "+shorten(f.name()), kind)
	return o, o.decl(f, goName)
}

// decl reads the keys of every declaration.
func (o *object) decl(f field, goName func(string) string) Decl {
	o.readAllow(f.key)
	d := Decl{Name: f.name(), Doc: docText(o), Since: o.version("since"), Deprecated: o.prose("deprecated"), Pos: o.l.src.pos(f.key)}
	if o.has("go") {
		d.GoName = o.goName()
	} else {
		d.GoName = goName(d.Name)
	}
	return d
}

// goName reads a Go name that the description gives.
func (o *object) goName() string {
	name := o.text("go")
	if name == "" {
		return ""
	}
	if !token.IsExported(name) || !isIdentifier(name) {
		o.l.report(CodeBadGoName, o.at("go"), "%q cannot be an exported Go name", shorten(name)).help("use letters, digits and underscores, a capital first")
		o.l.lose("go")
		return ""
	}
	return name
}

// asIs is the Go name of what is named in Go's form already: errnos.
func asIs(name string) string { return name }

func article(what string) string {
	if strings.ContainsRune("aeiou", rune(what[0])) {
		return "an " + what
	}
	return "a " + what
}
