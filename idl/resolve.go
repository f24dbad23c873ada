package idl

import "slices"

// resolve finds what names mean: types first, for all else depends on them.
func (l *loader) resolve() {
	m := l.model
	l.scope.types = declaredTypes(m)
	l.eachParams(func(owner *object, params, results []*Param) {
		for _, p := range slices.Concat(params, results) {
			if p.Type = l.typeOf(l.objs[p]); p.Type.Kind == Invalid {
				l.lose("params") // what works on which handle is not known
			}
			p.Min, p.Max = l.limit(p, "min"), l.limit(p, "max")
		}
		l.nameVars(params, results)
	})
	for _, c := range m.Constants {
		if l.objs[c].has("type") {
			c.Type = l.typeOf(l.objs[c])
		}
		l.constantValue(c)
	}
	for _, i := range m.Interfaces {
		for _, method := range i.allMethods() {
			method.Handle = handleParam(method.Params)
		}
		for _, e := range i.allEvents() {
			e.Handle = handleParam(e.Params)
		}
	}
	for _, h := range m.Handles {
		l.resolveHandle(h)
	}
	for _, i := range m.Interfaces {
		for _, method := range i.allMethods() {
			l.resolveMethod(method)
		}
		for _, e := range i.allEvents() {
			l.resolveEvent(e)
		}
		l.resolveResolver(i)
	}
	for _, s := range l.statefuls() {
		for _, t := range s.transitions {
			l.resolveTransition(s, t)
		}
	}
	sentinels := l.sentinelParams()
	l.eachParams(func(_ *object, params, _ []*Param) {
		for _, p := range params {
			l.resolveInvalid(p, sentinels[p])
			l.parseDefault(p, params)
		}
	})
	for _, i := range m.Interfaces {
		l.resolveScenarios(i)
	}
}

// eachParams calls f for each list of fields or parameters, with the results beside them.
func (l *loader) eachParams(f func(owner *object, params, results []*Param)) {
	for _, s := range l.model.Structs {
		f(l.objs[s], s.Fields, nil)
	}
	for _, h := range l.model.Handles {
		if h.Properties != nil {
			f(l.objs[h.Properties], h.Properties.Fields, nil)
		}
	}
	for _, i := range l.model.Interfaces {
		for _, m := range i.allMethods() {
			f(l.objs[m], m.Params, m.Returns)
		}
		for _, e := range i.allEvents() {
			f(l.objs[e], e.Params, nil)
		}
		for _, s := range i.Stimuli {
			f(l.objs[s], s.Params, s.Returns)
		}
	}
}

// nameVars gives parameters and results their names as Go variables, each another.
func (l *loader) nameVars(params, results []*Param) {
	used := map[string]bool{}
	for i, p := range slices.Concat(params, results) {
		v := varName(p.GoName)
		if isTaken(v, l.model.Package) || l.imports(v) {
			v += "Value"
		}
		for i >= len(params) && used[v] {
			v += "Result"
		}
		used[v] = true
		p.Var = v
	}
}

// handleParam returns the first parameter that is a handle, or nil.
func handleParam(params []*Param) *Param {
	for _, p := range params {
		if p.Type.Kind == HandleType {
			return p
		}
	}
	return nil
}

// errno returns the errno that a key names, or nil.
func (l *loader) errno(o *object, key string) *Errno {
	name := o.text(key)
	if name == "" {
		return nil
	}
	return l.errnoNamed(o, key, name)
}

// errnos returns the errnos in a list, each once.
func (l *loader) errnos(o *object, key string) []*Errno {
	var list []*Errno
	for _, n := range o.names(key) {
		e := find(l.model.Errnos, n.Value)
		switch {
		case e == nil:
			l.unknownErrno(n.Value, func(code Code, format string, args ...any) *Diagnostic { return l.report(code, n, format, args...) })
		case slices.Contains(list, e):
			l.report(CodeDuplicate, n, "%s stands twice in the list", n.Value)
		default:
			list = append(list, e)
		}
	}
	return list
}

func (l *loader) errnoNamed(o *object, key, name string) *Errno {
	e := find(l.model.Errnos, name)
	if e == nil {
		l.unknownErrno(name, func(code Code, format string, args ...any) *Diagnostic {
			return l.report(code, o.at(key), format, args...)
		})
	}
	return e
}

func (l *loader) unknownErrno(name string, report func(Code, string, ...any) *Diagnostic) {
	d := report(CodeUnknownErrno, "unknown errno %s", shorten(name))
	if d.terse {
		return
	}
	number, ofLinux := linuxErrnos[name]
	if find(l.model.Errors, name) != nil {
		d.help("%s stands under errors; name one of errnos here", name)
	} else if ofLinux {
		d.help("declare it: errnos: {%s: {value: %d, doc: …}}", name, number)
	} else if d.slipOf(name, namesOf(l.model.Errnos)); d.Help == "" {
		d.help("declare it under errnos")
	}
	if f := l.objs[l.model].field("errnos"); f.key != nil {
		d.note(l.src.pos(f.key), "the errnos of this file are declared here")
	}
}

// sentinels returns the errors in a list, each once.
func (l *loader) sentinels(o *object, key string) []*Sentinel {
	var list []*Sentinel
	for _, n := range o.names(key) {
		e := find(l.model.Errors, n.Value)
		switch {
		case e == nil:
			l.report(CodeUnknownError, n, "unknown error %s", shorten(n.Value)).didYouMean(n.Value, namesOf(l.model.Errors))
		case slices.Contains(list, e):
			l.report(CodeDuplicate, n, "%s stands twice in the list", n.Value)
		default:
			list = append(list, e)
		}
	}
	return list
}

// named returns the declaration that a key names, or nil after reporting that
// there is none. It returns nil where the key is not there.
func named[T declaration](l *loader, o *object, key string, code Code, what string, list []T) T {
	name := o.text(key)
	if name == "" {
		var none T
		return none
	}
	d := find(list, name)
	if !slices.ContainsFunc(list, func(d T) bool { return d.decl().Name == name }) {
		l.report(code, o.at(key), "unknown %s %s", what, shorten(name)).didYouMean(name, namesOf(list))
	}
	return d
}

// namedAll is named for a list of names.
func namedAll[T declaration](l *loader, o *object, key string, code Code, what string, list []T) []T {
	var all []T
	for _, n := range o.names(key) {
		if !slices.Contains(namesOf(list), n.Value) {
			l.report(code, n, "unknown %s %s", what, shorten(n.Value)).didYouMean(n.Value, namesOf(list))
			continue
		}
		all = append(all, find(list, n.Value))
	}
	return all
}
