package idl

import "slices"

// checkUnusedErrnos reports errnos that nothing fails with. Only the methods of
// an interface fail, so a description without one is not looked at.
func (l *loader) checkUnusedErrnos() {
	m := l.model
	if len(m.Interfaces) == 0 {
		return
	}
	used := map[*Errno]bool{}
	for _, h := range m.Handles {
		used[h.Invalid], used[h.Full], used[h.Gone] = true, true, true
	}
	l.eachParams(func(_ *object, params, _ []*Param) {
		for _, p := range params {
			used[p.Invalid] = true
		}
	})
	for _, i := range m.Interfaces {
		for _, method := range i.allMethods() {
			for _, e := range method.Errnos {
				used[e] = true
			}
		}
		for _, s := range i.Scenarios {
			for _, step := range s.Steps {
				l.usedInStep(step, used)
			}
		}
	}
	for _, e := range m.Errnos {
		if !used[e] {
			l.reportDecl(CodeUnusedErrno, e, "no method fails with %s", shorten(e.Name)).help("remove it, or list it where it belongs")
		}
	}
}

// usedInStep notes the errnos that a step expects: an event may tell of one.
func (l *loader) usedInStep(s *Step, used map[*Errno]bool) {
	used[s.Fails] = true
	for _, a := range slices.Concat(s.Args, s.Expect) {
		if a.Type != nil && a.Type.Kind == ErrorType {
			used[find(l.model.Errnos, a.Value.Lit)] = true
		}
	}
}

// checkUnusedErrors reports sentinel errors that no method lists and no broken limit answers.
func (l *loader) checkUnusedErrors() {
	if len(l.model.Interfaces) == 0 {
		return
	}
	used := map[*Sentinel]bool{}
	l.eachParams(func(_ *object, params, _ []*Param) {
		for _, p := range params {
			used[p.InvalidError] = true
		}
	})
	for _, i := range l.model.Interfaces {
		for _, m := range i.allMethods() {
			for _, e := range m.Errors {
				used[e] = true
			}
		}
	}
	for _, e := range l.model.Errors {
		if !used[e] {
			l.reportDecl(CodeUnusedError, e, "no method fails with %s", shorten(e.Name)).help("remove it, or list it where it belongs")
		}
	}
}

// eachTypeUse calls f for each type that a parameter, result, field or constant
// has, with what is inside it; at says where.
func (l *loader) eachTypeUse(f func(t *Type, at *object, owner any)) {
	visit := func(owner any, t *Type) {
		if t != nil {
			t.each(func(t *Type) { f(t, l.objs[owner], owner) })
		}
	}
	l.eachParams(func(_ *object, params, results []*Param) {
		for _, p := range slices.Concat(params, results) {
			visit(p, p.Type)
		}
	})
	for _, c := range l.model.Constants {
		visit(c, c.Type)
	}
}

// each calls f for a type and for those inside it.
func (t *Type) each(f func(*Type)) {
	f(t)
	if t.Elem != nil {
		t.Elem.each(f)
	}
	for _, p := range t.Params {
		p.each(f)
	}
}

// usedTypes returns the enums, structs and handles that something is of; a
// struct is not used by its own fields.
func (l *loader) usedTypes() map[any]bool {
	used, owner := map[any]bool{}, map[any]*Struct{}
	for _, s := range l.model.Structs {
		for _, f := range s.Fields {
			owner[f] = s
		}
	}
	l.eachTypeUse(func(t *Type, _ *object, by any) {
		switch {
		case t.Enum != nil:
			used[t.Enum] = true
		case t.Handle != nil:
			used[t.Handle] = true
		case t.Struct != nil && owner[by] != t.Struct:
			used[t.Struct] = true
		}
	})
	return used
}

// checkUnusedTypes reports types that are never used. What a description without
// an interface declares is for those who import it.
func (l *loader) checkUnusedTypes() {
	if len(l.model.Interfaces) == 0 {
		return
	}
	used := l.usedTypes()
	unused(l, used, l.model.Enums, "enum")
	unused(l, used, l.model.Structs, "struct")
	unused(l, used, l.model.Handles, "handle")
}

func unused[T declaration](l *loader, used map[any]bool, list []T, what string) {
	for _, d := range list {
		if !used[d] {
			l.reportDecl(CodeUnusedType, d, "the %s %s is never used", what, shorten(d.decl().Name)).help("remove it, or use it")
		}
	}
}

// checkUnusedImports reports imports of which no type is named.
func (l *loader) checkUnusedImports() {
	used := map[*Model]bool{}
	l.eachTypeUse(func(t *Type, _ *object, _ any) { used[t.From] = true })
	for _, i := range l.model.Imports {
		if !used[i.Model] {
			l.reportDecl(CodeUnusedImport, i, "no type of %s is used", i.Name).help("remove the import")
		}
	}
}
