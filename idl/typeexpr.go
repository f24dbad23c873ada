package idl

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// A typeParser parses a type as a description writes it: int, mac, ScanInfo,
// netdev.FD, list(T), optional(T), func(T, …).
type typeParser struct {
	l     *loader
	node  *yaml.Node
	text  string
	pos   int
	depth int
	bad   bool        // a fault has been reported
	told  *Diagnostic // the fault in how the type is written
}

// maxTypeDepth is how deep types may stand in each other.
const maxTypeDepth = 8

// typeOf returns the type that a key names. It is of kind Invalid where there
// is none; that has been reported then.
func (l *loader) typeOf(o *object) *Type {
	name := o.text("type")
	if name == "" {
		if o.has("type") && !isNull(o.field("type").value) && o.field("type").value.Kind == yaml.ScalarNode {
			l.report(CodeBadType, o.at("type"), "the type is empty")
		}
		return &Type{Kind: Invalid}
	}
	p := &typeParser{l: l, node: o.field("type").value, text: name}
	t := p.parse()
	if p.skip(); !p.bad && p.pos < len(p.text) {
		p.fault(p.pos, len(p.text)-p.pos, "unexpected %s after the type", shorten(p.text[p.pos:]))
	}
	if p.bad {
		return &Type{Kind: Invalid}
	}
	return t
}

func (p *typeParser) fault(from, n int, format string, args ...any) *Type {
	if !p.bad {
		p.bad = true
		p.told = p.l.reportInside(CodeBadType, p.node, from, n, format, args...).help("write int, ScanInfo, list(T), optional(T) or func(T, T)")
	}
	return &Type{Kind: Invalid}
}

func (p *typeParser) skip() {
	for p.pos < len(p.text) && p.text[p.pos] == ' ' {
		p.pos++
	}
}

func (p *typeParser) accept(c byte) bool {
	p.skip()
	if p.pos < len(p.text) && p.text[p.pos] == c {
		p.pos++
		return true
	}
	return false
}

func (p *typeParser) parse() *Type {
	p.skip()
	start := p.pos
	for p.pos < len(p.text) && !strings.ContainsRune("(), ", rune(p.text[p.pos])) {
		p.pos++
	}
	name := p.text[start:p.pos]
	if name == "" {
		return p.fault(start, 1, "a type is missing here")
	}
	if !p.accept('(') {
		return p.named(name, start)
	}
	if p.depth++; p.depth > maxTypeDepth {
		return p.fault(start, len(name), "types stand in each other deeper than %d levels", maxTypeDepth)
	}
	defer func() { p.depth-- }()
	args := p.arguments()
	if p.bad {
		return &Type{Kind: Invalid}
	}
	switch {
	case name == kindNames[Func]:
		return &Type{Kind: Func, Params: args}
	case name != kindNames[List] && name != kindNames[Optional]:
		return p.fault(start, len(name), "%s takes no types", shorten(name))
	case len(args) != 1:
		return p.fault(start, len(name), "%s takes one type", name)
	case args[0].Kind == Invalid:
		return args[0]
	case name == kindNames[List]:
		return &Type{Kind: List, Elem: args[0]}
	default:
		return &Type{Kind: Optional, Elem: args[0]}
	}
}

// arguments parses types up to the closing parenthesis.
func (p *typeParser) arguments() []*Type {
	var args []*Type
	if p.accept(')') {
		return nil
	}
	for {
		args = append(args, p.parse())
		if p.bad || p.accept(')') {
			return args
		}
		if !p.accept(',') {
			p.fault(p.pos, 1, "a closing parenthesis is missing")
			return args
		}
	}
}

// named returns the type called name, which starts at an offset of the text.
func (p *typeParser) named(name string, at int) *Type {
	if k := kindNamed(name); k != Invalid {
		return plainTypes[k]
	}
	switch name {
	case kindNames[List], kindNames[Optional], kindNames[Func]:
		return p.fault(at, len(name), "%s needs types in parentheses", name)
	}
	if pkg, local, ok := strings.Cut(name, "."); ok && (pkg == "" || local == "") {
		return p.fault(at, len(name), "a name is missing beside the dot")
	} else if ok {
		return p.imported(pkg, local, at)
	}
	if t := p.l.scope.types[name]; t != nil {
		return t
	}
	if strings.ContainsAny(name, "<>[]{}*?&|") {
		p.fault(at, len(name), "%s is not how a type is written", shorten(name))
		if t := fromGo(name); t != "" && p.told != nil {
			p.told.help("write %s", t)
		}
		return &Type{Kind: Invalid}
	}
	p.bad = true
	d := p.l.reportInside(CodeUnknownType, p.node, at, len(name), "unknown type %s", shorten(name))
	if d.slipOf(name, append(p.l.scope.typeNames(), kindNames[Bool:]...)); d.Help == "" {
		d.help("declare it under enums, flags, structs or handles")
	}
	return &Type{Kind: Invalid}
}

// fromGo returns how the language writes a type that is written as Go or another language does, or "".
func fromGo(name string) string {
	if name == "[]byte" {
		return kindNames[Bytes]
	}
	for _, form := range []struct{ before, after, to string }{
		{"[]", "", "list"}, {"", "[]", "list"}, {"list[", "]", "list"}, {"list<", ">", "list"},
		{"*", "", "optional"}, {"", "?", "optional"}, {"optional[", "]", "optional"}, {"optional<", ">", "optional"},
	} {
		inner, before := strings.CutPrefix(name, form.before)
		inner, after := strings.CutSuffix(inner, form.after)
		if before && after && isIdentifier(inner) {
			return form.to + "(" + inner + ")"
		}
	}
	return ""
}

func (p *typeParser) imported(pkg, local string, at int) *Type {
	i := find(p.l.model.Imports, pkg)
	if i == nil {
		p.bad = true
		p.l.reportInside(CodeUnknownImport, p.node, at, len(pkg), "nothing is imported as %s", shorten(pkg)).
			didYouMean(pkg, namesOf(p.l.model.Imports))
		return &Type{Kind: Invalid}
	}
	if i.Model == nil {
		p.bad = true // that it cannot be loaded has been reported
		return &Type{Kind: Invalid}
	}
	types := p.l.scope.of(i.Model)
	if t := types[local]; t != nil {
		return t
	}
	p.bad = true
	p.l.reportInside(CodeUnknownType, p.node, at+len(pkg)+1, len(local), "%s has no type %s", pkg, shorten(local)).
		didYouMean(local, sortedKeys(types))
	return &Type{Kind: Invalid}
}
