package gen

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// A mock has more code for each method than anything else that is generated. That code
// is therefore written as text in gofmt's form, which costs a fraction of building and
// formatting it; it names no package that the declarations in front of it do not import.

// method writes everything of one method: the record of a call, the call itself, and the
// type of its expectations.
func (w *mockWriter) method(m *mockMethod) {
	w.record(m)
	w.answer(m)
	w.expectation(m)
}

// declare writes a declaration behind its comment.
func (w *mockWriter) declare(comment, format string, args ...any) {
	w.text.WriteString("\n// " + comment + "\n")
	fmt.Fprintf(&w.text, format, args...)
	w.text.WriteByte('\n')
}

// recorded writes the type of the recorded calls.
func (w *mockWriter) recorded() {
	var fields [][3]string
	for _, m := range w.methods {
		fields = append(fields, [3]string{m.base, "[]" + m.callType})
	}
	w.declare(w.callsType+" are the calls of a mock's methods, each in the order in which they were made.",
		"type %s struct%s", w.callsType, fieldList(fields))
}

// expectations writes the type with the functions that add expectations.
func (w *mockWriter) expectations() {
	var functions bytes.Buffer
	for n, m := range w.methods {
		if n > 0 {
			functions.WriteByte('\n')
		}
		var values, matchers []string
		for k, param := range m.inputs {
			name := m.names[param]
			values = append(values, name+" "+m.types[k])
			matchers = append(matchers, name+" mock.Matcher["+m.types[k]+"]")
		}
		function := func(name string, params []string) [3]string {
			return [3]string{name, "func(" + strings.Join(params, ", ") + ") " + m.expectationType}
		}
		fields := [][3]string{function(m.base, values)}
		comment := m.base + " expects a call."
		if len(m.inputs) > 0 {
			fields = append(fields, function(m.where, matchers))
			comment = m.base + " expects a call with these arguments, " + m.where + " one with arguments that these matchers take."
		}
		functions.WriteString("\t// " + comment + "\n" + alignedFields(fields))
	}
	body := "{}"
	if functions.Len() > 0 {
		body = " {\n" + functions.String() + "}"
	}
	w.declare(w.expectType+" adds expectations to a mock.", "type %s struct%s", w.expectType, body)
}

// fieldList returns the fields of a struct, each a name, a type and a tag, in columns.
func fieldList(fields [][3]string) string {
	if len(fields) == 0 {
		return "{}"
	}
	return " {\n" + alignedFields(fields) + "}"
}

// alignedFields returns a line for each field, aligned as gofmt does: all types stand below
// each other, and the tags of fields that follow one another.
func alignedFields(fields [][3]string) string {
	name, tagged := 0, 0
	for _, f := range fields {
		name = max(name, utf8.RuneCountInString(f[0]))
	}
	var b strings.Builder
	for n, f := range fields {
		switch {
		case f[2] == "":
			tagged = 0
		case tagged == 0:
			for _, next := range fields[n:] {
				if next[2] == "" {
					break
				}
				tagged = max(tagged, utf8.RuneCountInString(next[1]))
			}
		}
		line := fmt.Sprintf("\t%-*s %-*s %s", name, f[0], tagged, f[1], f[2])
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}
