package idl

import "slices"

// checkHardware reports methods behind which the same hardware call cannot be.
func (l *loader) checkHardware(methods []*Method) {
	widest := map[string]*Method{}
	for _, m := range methods {
		if w := widest[m.Hardware]; m.Hardware != "" && (w == nil || len(m.Params) > len(w.Params)) {
			widest[m.Hardware] = m
		}
	}
	for _, m := range methods {
		if w := widest[m.Hardware]; w != nil && w.Name != m.Name {
			l.checkShared(m, w)
		}
	}
}

// checkShared compares a method with the one that gives their hardware call its signature.
func (l *loader) checkShared(m, w *Method) {
	if hasInvalid(m.Params) || hasInvalid(w.Params) || hasInvalid(m.Returns) || hasInvalid(w.Returns) {
		return
	}
	why := ""
	switch {
	case m.Creates != w.Creates || handleOf(m) != handleOf(w) || (m.Takes == nil) != (w.Takes == nil):
		why = "they work on different handles"
	case m.NoError != w.NoError || !sameTypes(m.Returns, w.Returns):
		why = "their results differ"
	case (m.Deadline == nil) != (w.Deadline == nil):
		why = "one of them has no deadline"
	case m.Endpoint != nil && w.Endpoint == nil:
		why = m.Name + " has an endpoint"
	}
	for _, p := range m.Params {
		if why != "" || p == m.Handle || p == m.Deadline || m.Endpoint != nil && (p == m.Endpoint.Host || p == m.Endpoint.Port) {
			continue
		}
		other := find(w.Params, p.Name)
		if other == nil || !sameTypes([]*Param{p}, []*Param{other}) {
			why = p.Name + " differs"
		}
	}
	if why != "" {
		l.reportDecl(CodeShared, m, "%s cannot share the hardware call %s with %s: %s", m.Name, m.Hardware, w.Name, why).
			help("give it a hardware call of its own").note(w.Pos, "declared here")
	}
}

func sameTypes(a, b []*Param) bool {
	return slices.EqualFunc(a, b, func(a, b *Param) bool {
		return a.Type.same(b.Type) && a.GoType == b.GoType && a.Pointer == b.Pointer
	})
}
