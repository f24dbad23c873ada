package typescript

import (
	"strings"

	"drivergen/idl"
)

// method writes a method of an interface. What takes from a queue has none in the
// callback form: the queue's listener gets it.
func (e *emitter) method(method *idl.Method) {
	callbacks := hasCallbacks(method.Interface)
	if callbacks && method.Takes != nil {
		return
	}
	d := docOf(method.Decl)
	d.optional(method.Capability, method.Since)
	args := arguments{}
	params := e.params(method, d, args)
	result := "void"
	switch {
	case callbacks && method.Sync:
		d.fails("Where it fails, it sets errno to", method)
		result = e.syncResult(method, d)
	case callbacks:
		d.fails("Where it fails, errno is", method)
		params = append(params, e.callback(method, d, args))
	default:
		result = e.result(method, d)
		d.throws(method)
	}
	name := methodMember(method.Name)
	if method.Capability != nil {
		name += "?"
	}
	e.out.doc(d)
	c := code{text(name), listOf(parameters, params...)}
	if names := method.Returns; len(names) > 1 && (!callbacks || method.Sync) {
		end := ";"
		if callbacks && !method.NoError {
			end = " | " + failureOf(method) + ";"
		}
		e.out.code(append(c, text(": "), e.results(names), text(end)))
		return
	}
	c = append(c, typed(result)...)
	e.out.code(append(c, text(";")))
}

// params returns the parameters of a method. One that has a default may be left out, unless
// one that has none comes after it.
func (e *emitter) params(method *idl.Method, d *doc, args arguments) []code {
	var params []*idl.Param
	for _, p := range method.Params {
		if !(p.CoreOnly && hasCallbacks(method.Interface)) {
			params = append(params, p)
		}
	}
	required := 0 // how many parameters there are up to the last one that must be given
	for i, p := range params {
		if !leftOut(p) {
			required = i + 1
		}
	}
	codes := make([]code, len(params))
	for i, p := range params {
		name := args.name(p.Name)
		d.param(name, paramWords(p, method))
		t := e.valueType(p)
		switch {
		case i >= required:
			name += "?"
		case leftOut(p):
			t = or(t, "undefined")
		}
		codes[i] = append(code{text(name)}, typed(t)...)
	}
	return codes
}

// leftOut reports whether a caller may leave a parameter out: it has a default, or
// everything in it may be left out.
func leftOut(p *idl.Param) bool {
	if p.Default != nil {
		return true
	}
	if p.Type.Kind != idl.StructType {
		return false
	}
	for _, f := range p.Type.Struct.Fields {
		if !mayLack(f) {
			return false
		}
	}
	return len(p.Type.Struct.Fields) > 0
}

// callback returns the parameter through which a method answers.
func (e *emitter) callback(method *idl.Method, d *doc, args arguments) code {
	own := arguments{}
	list := []code{{text(own.name("err") + ": number")}}
	var words []string
	for _, r := range method.Returns {
		if r.CoreOnly {
			continue
		}
		name := own.name(r.Name)
		list = append(list, append(code{text(name)}, typed(e.valueType(r))...))
		words = append(words, strings.TrimRight(name+": "+paramWords(r, nil), ". :"))
	}
	name := args.name("callback")
	told := "Gets 0, or -1 where the call failed."
	if len(words) > 0 {
		told = "Gets 0, or -1 where the call failed; then " + strings.Join(words, "; ") + "."
	}
	d.param(name, told)
	return code{text(name + "?: "), listOf(parameters, list...), text(" => void")}
}

// syncResult returns what a method of the callback form answers that answers at once.
func (e *emitter) syncResult(method *idl.Method, d *doc) string {
	if len(method.Returns) == 0 {
		d.tag("@returns 0, or -1 where it fails.")
		return "number"
	}
	if len(method.Returns) > 1 {
		return e.result(method, d)
	}
	r := method.Returns[0]
	t := e.valueType(r)
	failure := failureOf(method)
	words := strings.TrimRight(paramWords(r, nil), ".")
	switch {
	case method.NoError:
		d.returns(words)
		return t
	case words == "":
		words = "The result"
	}
	d.returns(words + ", or " + failure + " where it fails")
	if covers(r, failure) {
		return t
	}
	return or(t, failure)
}

// failureOf returns what a method of the callback form answers at once where it fails.
func failureOf(method *idl.Method) string {
	switch {
	case method.Failure != "":
		return method.Failure
	case method.Creates != nil:
		return "-1"
	}
	return "undefined"
}

// covers reports whether a result's type holds the value that stands for a failure.
func covers(r *idl.Param, failure string) bool {
	if len(r.OneOf) > 0 {
		return false
	}
	switch failure {
	case "null", "undefined":
		return false
	case "true", "false":
		return r.Type.Kind == idl.Bool
	}
	return r.Type.Kind.IsNumber() || r.Type.Kind == idl.HandleType
}

// result returns what a method returns that has no callback.
func (e *emitter) result(method *idl.Method, d *doc) string {
	switch len(method.Returns) {
	case 0:
		return "void"
	case 1:
		d.returns(strings.TrimRight(paramWords(method.Returns[0], nil), "."))
		return e.valueType(method.Returns[0])
	}
	var words []string
	for _, r := range method.Returns {
		words = append(words, strings.TrimRight(r.Name+": "+paramWords(r, nil), ". :"))
	}
	d.returns(strings.Join(words, "; "))
	return ""
}

// results returns the object of several results.
func (e *emitter) results(list []*idl.Param) part {
	items := make([]code, len(list))
	for i, r := range list {
		items[i] = append(code{text(member(r.Name))}, typed(e.valueType(r))...)
	}
	return listOf(members, items...)
}
