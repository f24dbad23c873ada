package idl

// check looks at the resolved declarations for what is wrong with each by
// itself and with all of them together.
func (l *loader) check() {
	l.checkTypeNames()
	l.checkErrnos()
	for _, s := range l.model.Errors {
		if o := l.objs[s]; o.has("text") && s.Text == "" && !l.lacks("text") {
			l.report(CodeValue, o.at("text"), "the text of %s is empty", s.Name)
		}
	}
	for _, e := range l.model.Enums {
		l.checkEnum(e)
	}
	l.checkRecursion()
	l.checkSince()
	l.eachParams(func(_ *object, params, results []*Param) {
		for _, p := range params {
			l.checkLimits(p)
			l.checkParam(p)
		}
		for _, p := range results {
			l.checkParam(p)
		}
	})
	for _, h := range l.model.Handles {
		l.checkHandle(h)
	}
	for _, s := range l.statefuls() {
		l.checkStateful(s)
	}
	for _, i := range l.model.Interfaces {
		l.checkInterface(i)
	}
	l.checkGoNames() // after what takes away a Go name that cannot be one
	l.checkDocs()
}

// reportDecl adds a diagnostic at the name of a declaration.
func (l *loader) reportDecl(code Code, declared any, format string, args ...any) *Diagnostic {
	return l.report(code, l.objs[declared].key, format, args...)
}
