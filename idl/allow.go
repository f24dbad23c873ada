package idl

import (
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"drivergen/internal/nearest"
)

// An allowance is one entry of a key allow. It switches a warning off in the
// declaration that has the key, and in what is inside.
type allowance struct {
	code     Code
	at       *yaml.Node // the code as written
	whole    bool       // it is for the whole file
	name     Pos        // of what names the declaration
	from, to Pos        // of the declaration itself
	used     bool
}

// changeCode is the form of a code of package breaking, which tells changes since an old version.
var changeCode = regexp.MustCompile(`^B\d{4}$`)

// AllowsChange reports whether the description allows a change since an old version, by its code
// (B0606) and its place in this one: with the key allow of the declaration there, of one
// around it, or of the whole file.
func (m *Model) AllowsChange(code string, pos Pos) bool {
	return slices.ContainsFunc(m.changes, func(a *allowance) bool {
		return string(a.code) == code && (a.whole || !pos.IsZero() && a.covers(pos))
	})
}

// covers reports whether a place belongs to the declaration.
func (a *allowance) covers(pos Pos) bool {
	return a.whole || pos == a.name || comparePos(a.from, pos) <= 0 && comparePos(pos, a.to) <= 0
}

// readAllow reads the key allow of a declaration that key names, or of the
// whole file where key is nil.
func (o *object) readAllow(key *yaml.Node) {
	const form = "write allow: {%s: the reason}"
	l := o.l
	if f := o.field("allow"); f.value != nil && f.value.Kind != yaml.MappingNode {
		l.wrongKind(f.value, f.key, "allow", "a mapping of codes to reasons").help(form, CodeNameStyle)
		return
	}
	for _, f := range o.entries("allow") {
		code := Code(f.name())
		change := changeCode.MatchString(f.name())
		switch {
		case change, code.Switchable():
		case code.Title() == "":
			l.report(CodeAllowCode, f.key, "there is no warning %s", shorten(f.name())).switchableNear(f.name())
			continue
		case code == CodeUnusedAllow:
			l.report(CodeAllowCode, f.key, "%s cannot be switched off", code).help("remove the allow that it is about")
			continue
		default:
			l.report(CodeAllowCode, f.key, "%s is an error, which nothing switches off", code).help("mend it: %s", code.Title())
			continue
		}
		switch v := f.value; {
		case v.Kind != yaml.ScalarNode:
			l.wrongKind(v, f.key, "the reason of "+f.name(), "a text").help(form, code)
			continue
		case isNull(v) || strings.TrimSpace(v.Value) == "":
			l.report(CodeAllowReason, f.key, "why %s is allowed here is not said", code).help(form, code)
			continue
		}
		a := &allowance{code: code, at: f.key, whole: key == nil}
		if key != nil {
			a.name, a.from, a.to = l.src.pos(key), l.src.pos(o.node), l.endOf(o.node)
		}
		if change {
			l.model.changes = append(l.model.changes, a)
		} else {
			l.allows = append(l.allows, a)
		}
	}
}

// switchableNear adds the warning that a code is most likely a slip of.
func (d *Diagnostic) switchableNear(name string) *Diagnostic {
	var codes []string
	for _, r := range styleRules {
		if r.code.Switchable() {
			codes = append(codes, string(r.code))
		}
	}
	if s := nearest.To(name, codes); s != "" {
		return d.help("did you mean %s (%s)?", s, Code(s).Title())
	}
	return d.help("name a warning by its code; drivergen lint --rules lists them")
}

// endOf returns the place where the last value inside a node ends.
func (l *loader) endOf(n *yaml.Node) Pos {
	for len(n.Content) > 0 {
		n = n.Content[len(n.Content)-1]
	}
	pos, length := l.src.span(n)
	pos.Col += length
	return pos
}

// allowed reports whether a warning is switched off at a place, and keeps in
// mind which key, the innermost, did it.
func (l *loader) allowed(code Code, pos Pos) bool {
	var by *allowance
	for _, a := range l.allows {
		if a.code == code && a.covers(pos) && (by == nil || by.whole || !a.whole && comparePos(by.from, a.from) <= 0) {
			by = a
		}
	}
	if by == nil {
		return false
	}
	by.used = true
	return true
}

// checkAllows reports what switches nothing off. It runs after every other rule.
func (l *loader) checkAllows() {
	for _, a := range l.allows {
		usedElsewhere := func(b *allowance) bool { return b.used && b.at == a.at } // through an alias
		if a.used || slices.ContainsFunc(l.allows, usedElsewhere) {
			continue
		}
		l.report(CodeUnusedAllow, a.at, "%s is allowed, and nothing here is told of it", a.code).help("remove it")
	}
}
