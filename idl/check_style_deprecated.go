package idl

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// emptyWords are words of a deprecation that name nothing to use instead.
var emptyWords = []string{
	"a", "and", "any", "anymore", "deprecated", "do", "don", "dont", "false", "gone", "is", "it", "legacy", "longer", "more", "no", "not", "obsolete", "old",
	"outdated", "please", "removed", "superseded", "t", "this", "true", "unused", "use", "used", "will", "be", "yes",
}

// checkReplacements reports deprecations that do not say what to use instead.
func (l *loader) checkReplacements() {
	eachDecl(l.model, func(kind declKind, d declaration) {
		o := l.objs[d]
		if !o.has("deprecated") {
			return
		}
		named := func(word string) bool { return !slices.Contains(emptyWords, word) }
		if !slices.ContainsFunc(words(strings.ToLower(o.field("deprecated").value.Value)), named) {
			l.report(CodeNoReplacement, o.at("deprecated"), "what to use instead of the %s %s is not said", kind, shorten(d.decl().Name)).
				help("write deprecated: Use … instead.")
		}
	})
}

// checkDeprecatedUses reports what is not deprecated and uses what is.
func (l *loader) checkDeprecatedUses() {
	old := l.deprecatedOwners()
	l.eachTypeUse(func(t *Type, at *object, owner any) {
		if d := t.declared(); d != nil && !old[owner] {
			l.usesDeprecated(at.at("type"), d)
		}
	})
	l.eachParams(func(_ *object, params, _ []*Param) {
		for _, p := range params {
			if p.Default != nil && p.Type.Kind == EnumType && !old[p] {
				if v := p.Type.Enum.value(p.Default.Value); v != nil {
					l.usesDeprecated(l.objs[p].at("default"), &v.Decl)
				}
			}
		}
	})
	for _, h := range l.model.Handles {
		for key, e := range map[string]*Errno{"invalid": h.Invalid, "full": h.Full, "gone": h.Gone} { // sorted with all others
			if e != nil && !old[h] {
				l.usesDeprecated(l.objs[h].at(key), &e.Decl)
			}
		}
	}
	for _, i := range l.model.Interfaces {
		for _, m := range i.allMethods() {
			if !old[m] {
				l.methodUsesDeprecated(m)
			}
		}
	}
}

// methodUsesDeprecated looks at what a method names in its own keys.
func (l *loader) methodUsesDeprecated(m *Method) {
	o := l.objs[m]
	lookUp(l, o.names("errnos"), m.Errnos)
	lookUp(l, o.names("errors"), m.Errors)
	lookUp(l, o.names("emits"), m.Emits)
	if m.First != nil {
		l.usesDeprecated(o.at("first"), &m.First.Decl)
	}
}

// lookUp looks at a list of names and what they name.
func lookUp[T declaration](l *loader, names []*yaml.Node, declared []T) {
	for _, n := range names {
		if slices.Contains(namesOf(declared), n.Value) {
			l.usesDeprecated(n, find(declared, n.Value).decl())
		}
	}
}

// usesDeprecated reports a name at n that names something deprecated.
func (l *loader) usesDeprecated(n *yaml.Node, d *Decl) {
	if d.Deprecated != "" {
		l.report(CodeDeprecated, n, "%s is deprecated", shorten(d.Name)).help("%s", shorten(d.Deprecated)).note(d.Pos, "declared here")
	}
}

// declared returns what declares a type, or nil.
func (t *Type) declared() *Decl {
	switch t.Kind {
	case StructType:
		return &t.Struct.Decl
	case EnumType:
		return &t.Enum.Decl
	case HandleType:
		return &t.Handle.Decl
	}
	return nil
}

// deprecatedOwners returns the declarations that may use what is deprecated:
// those that are deprecated, and what is inside them.
func (l *loader) deprecatedOwners() map[any]bool {
	old := map[any]bool{}
	params := func(inside bool, list []*Param) {
		for _, p := range list {
			old[p] = inside || p.Deprecated != ""
		}
	}
	for _, c := range l.model.Constants {
		old[c] = c.Deprecated != ""
	}
	for _, s := range l.model.Structs {
		params(s.Deprecated != "", s.Fields)
	}
	for _, h := range l.model.Handles {
		old[h] = h.Deprecated != ""
		if h.Properties != nil {
			params(old[h] || h.Properties.Deprecated != "", h.Properties.Fields)
		}
	}
	for _, i := range l.model.Interfaces {
		for _, m := range i.allMethods() {
			old[m] = i.Deprecated != "" || m.Deprecated != "" || m.Capability != nil && m.Capability.Deprecated != ""
			params(old[m], m.Params)
			params(old[m], m.Returns)
		}
		for _, e := range i.allEvents() {
			params(i.Deprecated != "" || e.Deprecated != "" || e.Capability != nil && e.Capability.Deprecated != "", e.Params)
		}
	}
	return old
}
