package gen

import (
	"fmt"
	"strings"
)

// record writes the type that holds the arguments of a call.
func (w *mockWriter) record(m *mockMethod) {
	var fields [][3]string
	secret, named := false, false
	for n, param := range m.inputs {
		tag := ""
		if param.Sensitive {
			tag, secret = "`"+sensitiveTag+"`", true
		}
		named = named || m.recordFields[param] == "String" || m.recordFields[param] == "GoString"
		fields = append(fields, [3]string{m.recordFields[param], m.types[n], tag})
	}
	w.declare(m.callType+" is a call of "+m.base+": its arguments, copied.", "type %s struct%s", m.callType, fieldList(fields))
	if secret && !named {
		w.declare("String returns the arguments, without what is sensitive.",
			"func (c %s) String() string { return mock.Redacted(c) }", m.callType)
		w.declare("GoString returns what String returns, for the verb %#v.",
			"func (c %s) GoString() string { return %q + mock.Redacted(c) }", m.callType, w.p.subfolder(Mock)+"."+m.callType)
	}
}

// answer writes the method of the interface.
func (w *mockWriter) answer(m *mockMethod) {
	recv, body := "m *"+w.mockType, ""
	if m.m.Capability != nil {
		recv, body = "c *"+w.capabilityType(m.m.Capability), "\tm := c.m\n"
	}
	ctx := qual("context", "Background").call()
	if hasContext(m.m) {
		ctx = text("ctx")
	}
	var values []string
	for _, param := range m.inputs {
		values = append(values, w.p.text(w.values.copied(param, text(m.names[param]))))
	}
	do := "do(" + strings.Join(m.argNames(), ", ") + ")"
	if !m.returnsNothing() {
		do = "return " + do
	}
	w.declare(m.m.GoName+" is the method "+m.m.Name+" of the mock."+deprecationText(m.m.Decl), `func (%s) %s%s {
%s%s	answer := m.ctl.Answer(%s, int(%s), &[1]%s{{%s}}, m.%s)
	if do, ok := answer.(%s); ok {
		%s
	}
%s}`,
		recv, m.m.GoName, w.p.text(m.signatureExpr()),
		body, w.given(m),
		w.p.text(ctx), m.constant, m.callType, strings.Join(values, ", "), m.stubField,
		m.funcType, do, w.results(m))
}

// results returns the end of a method: what it returns where no function answers.
func (w *mockWriter) results(m *mockMethod) string {
	form := formOf(m.m)
	fill := ""
	if form.fill != "" {
		buf, _ := filled(m.m)
		fill = fmt.Sprintf("\tanswer = mock.%s%s(answer, %s)\n", form.fill, w.p.text(w.typeArgs(m.m.Returns[1:])), m.names[buf])
	}
	switch {
	case m.returnsNothing():
		return ""
	case form.results != "":
		return fmt.Sprintf("%s\treturn mock.%s%s(answer)\n", fill, form.results, w.p.text(w.typeArgs(m.m.Returns)))
	}
	var results []expr
	for _, r := range m.m.Returns {
		results = append(results, w.p.zeroExpr(r))
	}
	if m.m.NoError {
		return "\treturn " + w.p.text(list(results)) + "\n"
	}
	return "\treturn " + w.p.text(list(append(results, text("mock.Results0(answer)")))) + "\n"
}

// returnsNothing reports whether the method has no result at all.
func (m *mockMethod) returnsNothing() bool { return len(m.m.Returns) == 0 && m.m.NoError }

// expectation writes the type of the method's expectations.
func (w *mockWriter) expectation(m *mockMethod) {
	form := formOf(m.m)
	types := []expr{text(m.funcType)}
	for _, r := range m.m.Returns[len(m.m.Returns)-form.typed:] {
		types = append(types, w.p.paramExpr(r))
	}
	w.declare(m.expectationType+" is an expected call of "+m.base+".", "type %s = mock.%s[%s]",
		m.expectationType, form.expectation, w.p.text(list(types)))
}

// signatureExpr returns the method's parameters and results.
func (m *mockMethod) signatureExpr() expr {
	var params, results []expr
	if hasContext(m.m) {
		params = append(params, text("ctx ").then(qual("context", "Context")))
	}
	for _, param := range m.m.Params {
		params = append(params, text(m.names[param]+" ").then(m.d.p.paramExpr(param)))
	}
	named := len(m.m.Returns) > 1
	for _, r := range m.m.Returns {
		result := m.d.p.paramExpr(r)
		if named {
			result = text(m.names[r] + " ").then(result)
		}
		results = append(results, result)
	}
	switch {
	case m.m.NoError:
	case named:
		results = append(results, text("err error"))
	default:
		results = append(results, text("error"))
	}
	signature := text("(").then(list(params), text(")"))
	switch len(results) {
	case 0:
		return signature
	case 1:
		if !named {
			return signature.then(text(" "), results[0])
		}
	}
	return signature.then(text(" ("), list(results), text(")"))
}

// argNames returns the names of the method's parameters, to pass them on.
func (m *mockMethod) argNames() []string {
	var args []string
	if hasContext(m.m) {
		args = append(args, "ctx")
	}
	for _, param := range m.m.Params {
		args = append(args, m.names[param])
	}
	return args
}

// stubTypes writes the types of the stub functions.
func (w *mockWriter) stubTypes() {
	for _, m := range w.methods {
		w.f.Comment(m.funcType + " is the signature of " + m.base + ".")
		w.f.Type().Id(m.funcType).Op("=").Func().Add(m.signatureExpr().jen())
		w.f.Line()
	}
}
