package idl

import (
	"fmt"
	"slices"

	"gopkg.in/yaml.v3"
)

// checkTypeNames reports types of different kinds that have one name.
func (l *loader) checkTypeNames() {
	first := map[string]*Decl{}
	var decls []*Decl
	eachType(l.model, func(d *Decl, _ *Type) { decls = append(decls, d) })
	for _, i := range l.model.Interfaces {
		decls = append(decls, &i.Decl)
	}
	slices.SortStableFunc(decls, func(a, b *Decl) int { return comparePos(a.Pos, b.Pos) })
	for _, d := range decls {
		if d.Name == "" {
			continue
		}
		if old := first[d.Name]; old != nil {
			l.reportAt(CodeDuplicate, d.Pos, len(d.Name), "%s is declared twice", d.Name).note(old.Pos, "first declared here")
			continue
		}
		if kindNamed(d.Name) != Invalid {
			l.reportAt(CodeBadName, d.Pos, len(d.Name), "%s is a type of the language", d.Name).help("choose another name")
		}
		first[d.Name] = d
	}
}

func comparePos(a, b Pos) int {
	if a.Line != b.Line {
		return a.Line - b.Line
	}
	return a.Col - b.Col
}

// A goNames holds the Go names of one Go scope, and what declared each.
type goNames struct {
	l     *loader
	where string // in words: "the package"
	names map[string]goName
}

type goName struct {
	name string // as the description writes it
	pos  Pos    // zero for what drivergen adds
	what string // for what drivergen adds: "the events of NetDev"
}

func (l *loader) newGoNames(where string) *goNames {
	return &goNames{l: l, where: where, names: map[string]goName{}}
}

// add puts a declaration's Go name in the scope and reports another of that name.
func (g *goNames) add(d *Decl) { g.addAs(d.GoName, d, "") }

// addAs adds a name that is derived from a declaration; what says which, or is
// empty for the declaration's own.
func (g *goNames) addAs(name string, d *Decl, what string) {
	if name == "" || d.GoName == "" {
		return // reported as a name that cannot be one
	}
	old, ok := g.names[name]
	if !ok {
		g.names[name] = goName{name: d.Name, pos: d.Pos, what: what}
		return
	}
	if old.name == d.Name && (old.what == "" && what == "" || what != "" && old.what == what) {
		return // declared twice, which has been reported
	}
	switch {
	case old.what != "" && what == "":
		g.l.reportAt(CodeSameGoName, d.Pos, len(d.Name), "%s is %s in Go, as is %s", d.Name, name, old.what).
			help("give it another name with the key go").note(old.pos, "declared here")
	case what != "":
		other := old.name
		if old.what != "" {
			other = old.what
		}
		g.l.reportAt(CodeSameGoName, d.Pos, len(d.Name), "%s is %s in Go, as is %s", what, name, other).
			help("give one of them another name with the key go").note(old.pos, "declared here")
	default:
		g.l.reportAt(CodeSameGoName, d.Pos, len(d.Name), "%s and %s are both %s in Go", old.name, d.Name, name).
			help("give one of them another name with the key go").note(old.pos, "the other is declared here")
	}
}

// checkGoNames reports names that are different in the description and the same in Go.
func (l *loader) checkGoNames() {
	m, pkg := l.model, l.newGoNames("the package")
	for _, e := range m.Errnos {
		pkg.add(&e.Decl)
	}
	for _, e := range m.Errors {
		pkg.add(&e.Decl)
	}
	for _, c := range m.Constants {
		pkg.add(&c.Decl)
	}
	eachType(m, func(d *Decl, t *Type) {
		pkg.add(d)
		if t.Kind == EnumType {
			for _, v := range t.Enum.Values {
				pkg.addAs(v.GoName, &v.Decl, "")
			}
		}
	})
	for _, i := range m.Interfaces {
		pkg.add(&i.Decl)
	}
	for _, i := range m.Interfaces {
		for _, c := range i.Capabilities {
			pkg.add(&c.Decl)
			pkg.addAs(c.GoName+"Of", &c.Decl, "the function that asks for "+c.Name)
		}
		if i.Form.Exact {
			continue
		}
		for _, suffix := range []string{"Events", "Event", "EventKind"} {
			pkg.addAs(i.GoName+suffix, &i.Decl, "a type for the events of "+i.Name)
		}
		if i.Callback != "" {
			pkg.addAs(i.GoName+"Callbacks", &i.Decl, "the callback form of "+i.Name)
			pkg.addAs("New"+i.GoName+"Callbacks", &i.Decl, "what makes the callback form of "+i.Name)
		}
		for _, e := range i.allEvents() {
			pkg.addAs(i.GoName+e.GoName, &e.Decl, "the kind of the event "+e.Name)
		}
	}
	for _, h := range m.Handles {
		if h.Properties != nil {
			pkg.addAs(h.Properties.GoName+"Object", &h.Properties.Decl, "the object of "+h.Name+" in the callback form")
		} else if len(h.Queues) > 0 {
			pkg.addAs(h.GoName+"Object", &h.Decl, "the object of "+h.Name+" in the callback form")
		}
	}
	l.eachParams(func(o *object, params, results []*Param) {
		l.checkParamNames(o.what, params)
		l.checkParamNames(o.what, results)
	})
	for _, i := range m.Interfaces {
		l.checkMemberNames(i)
	}
}

func (l *loader) checkParamNames(where string, params []*Param) {
	g := l.newGoNames(where)
	for _, p := range params {
		g.add(&p.Decl)
	}
}

// checkMemberNames checks what one Go type has as its methods, and what stands beside its events.
func (l *loader) checkMemberNames(i *Interface) {
	methods, events, others := l.newGoNames(i.Name), l.newGoNames(i.Name), l.newGoNames(i.Name)
	if !i.Form.Exact {
		for _, own := range []string{"Subscribe", "Capabilities"} {
			methods.names[own] = goName{what: "a method that every device has"}
		}
	}
	named := map[string]*Decl{}
	once := func(d *Decl) {
		if old := named[d.Name]; old != nil {
			l.reportAt(CodeDuplicate, d.Pos, len(d.Name), "%s has two of the name %s", i.Name, d.Name).note(old.Pos, "first declared here")
		}
		named[d.Name] = d
	}
	for _, m := range i.allMethods() {
		once(&m.Decl)
		methods.add(&m.Decl)
	}
	for _, e := range i.allEvents() {
		twice := named[e.Name] != nil
		once(&e.Decl)
		events.add(&e.Decl)
		if !twice && !e.Remote && e.Queue == nil {
			methods.addAs(e.GoName, &e.Decl, "the callback of the event "+e.Name)
		}
		l.checkEventFields(e)
	}
	if i.Callback != "" && !i.Form.Exact {
		for _, own := range []string{"End", "Errno", "Failed", "LastErrno"} {
			if _, taken := methods.names[own]; !taken {
				continue
			}
			for _, m := range i.allMethods() {
				if m.GoName == own {
					l.reportDecl(CodeSameGoName, m, "%s is %s in Go, as is a method that every callback form has", m.Name, own).help("give it another name with the key go")
				}
			}
		}
	}
	for _, s := range i.Stimuli {
		others.add(&s.Decl)
	}
	scenarios := l.newGoNames(i.Name)
	for _, s := range i.Scenarios {
		scenarios.add(&s.Decl)
	}
	l.checkSharedFields(i)
}

// checkEventFields reports a parameter that would hide the kind in an event's value.
func (l *loader) checkEventFields(e *Event) {
	for _, p := range e.Params {
		if p.GoName == "Kind" {
			l.reportDecl(CodeSameGoName, p, "%s is Kind in Go, as is the kind of an event", p.Name).help("give it another name with the key go")
		}
	}
}

// checkSharedFields reports parameters of two events that have one name and two
// types: in an event's value they are one field.
func (l *loader) checkSharedFields(i *Interface) {
	first := map[string]*Param{}
	for _, e := range i.allEvents() {
		for _, p := range e.Params {
			old := first[p.GoName]
			if old == nil {
				first[p.GoName] = p
				continue
			}
			if old.Type.Kind != Invalid && p.Type.Kind != Invalid && !old.Type.same(p.Type) {
				l.reportDecl(CodeSameGoName, p, "%s is %s here and %s in another event", p.Name, p.Type, old.Type).
					help("give one of them another name: the events of an interface share their fields").note(old.Pos, "the other is declared here")
			}
		}
	}
}

// checkDocs reports declarations that say nothing.
func (l *loader) checkDocs() {
	m := l.model
	if o := l.objs[m]; m.Doc == "" && (o.lacks("doc") || o.has("doc") && hasNoText(o.field("doc").value)) {
		l.report(CodeNoDoc, l.objs[m].keyAt("package"), "the package %s has no doc", m.Package).help("say what it is for: doc: …")
	}
	docs(l, m.Errnos, "errno")
	docs(l, m.Errors, "error")
	docs(l, m.Constants, "constant")
	for _, e := range m.Enums {
		docs(l, []*Enum{e}, "enum")
		docs(l, e.Values, "value")
	}
	for _, s := range m.Structs {
		docs(l, []*Struct{s}, "struct")
		docs(l, s.Fields, "field")
	}
	for _, h := range m.Handles {
		docs(l, []*Handle{h}, "handle")
		if h.Properties != nil {
			docs(l, []*Struct{h.Properties}, "struct")
			docs(l, h.Properties.Fields, "property")
		}
		docs(l, h.States, "state")
		docs(l, h.Queues, "queue")
	}
	for _, i := range m.Interfaces {
		docs(l, []*Interface{i}, "interface")
		docs(l, i.States, "state")
		docs(l, i.allMethods(), "method")
		docs(l, i.allEvents(), "event")
		docs(l, i.Capabilities, "capability")
		docs(l, i.Stimuli, "stimulus")
		docs(l, i.Scenarios, "scenario")
	}
}

// hasNoText reports whether a doc is there and says nothing.
func hasNoText(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode }

// docs reports those of a list that have no doc.
func docs[T declaration](l *loader, list []T, what string) {
	for _, d := range list {
		o := l.objs[d]
		if d.decl().Doc != "" || !o.lacks("doc") && !(o.has("doc") && hasNoText(o.field("doc").value)) {
			continue
		}
		l.report(CodeNoDoc, o.key, "%s has no doc", fmt.Sprintf("the %s %s", what, shorten(d.decl().Name))).help("say what it means: doc: …")
	}
}
