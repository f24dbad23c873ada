package typescript

import (
	"strconv"
	"strings"
	"time"

	"drivergen/idl"
)

// typeOf returns the type of a value in the callback form. An address is its text, a duration a
// number of milliseconds, as the timers of ECMAScript take it.
func (e *emitter) typeOf(t *idl.Type) string {
	switch t.Kind {
	case idl.Bool:
		return "boolean"
	case idl.String, idl.MAC, idl.IP, idl.AddrPort:
		return "string"
	case idl.Bytes:
		return "Uint8Array"
	case idl.TextOrBytes:
		return "string | Uint8Array"
	case idl.Duration:
		return "number"
	case idl.Time:
		return "Date"
	case idl.ErrorType:
		return "Error | null"
	case idl.List:
		return grouped(e.typeOf(t.Elem)) + "[]"
	case idl.Optional:
		return or(e.typeOf(t.Elem), "null")
	case idl.Func:
		return e.funcType(t)
	case idl.StructType:
		return e.named(t.From, t.Struct)
	case idl.EnumType:
		return e.named(t.From, t.Enum)
	case idl.HandleType:
		return e.named(t.From, t.Handle)
	}
	if t.Kind.IsNumber() {
		return "number"
	}
	return "unknown"
}

func (e *emitter) funcType(t *idl.Type) string {
	params := make([]string, len(t.Params))
	for i, p := range t.Params {
		params[i] = "arg" + strconv.Itoa(i) + ": " + e.typeOf(p)
	}
	return "(" + strings.Join(params, ", ") + ") => void"
}

// named returns the name of a declared type, behind its description's where that is another one.
func (e *emitter) named(from *idl.Model, key any) string {
	if from == nil {
		return e.names.types[key]
	}
	e.used[from] = true
	return e.names.imports[from] + "." + newNames(from).types[key]
}

// valueType returns the type of a parameter, result or field. Where only certain values are
// allowed, it is these.
func (e *emitter) valueType(p *idl.Param) string {
	if len(p.OneOf) == 0 {
		return e.typeOf(p.Type)
	}
	values := make([]string, len(p.OneOf))
	for i, v := range p.OneOf {
		values[i] = literalOf(p.Type.Limited(), v)
	}
	return around(p.Type, strings.Join(values, " | "))
}

// around returns the type of the lists and optionals that t is made of around values.
func around(t *idl.Type, values string) string {
	switch t.Kind {
	case idl.List:
		return grouped(around(t.Elem, values)) + "[]"
	case idl.Optional:
		return or(around(t.Elem, values), "null")
	}
	return values
}

// literalOf returns the literal of a number, a text or an enum's value, which a description
// gives as text.
func literalOf(t *idl.Type, value string) string {
	switch {
	case t.Kind == idl.EnumType:
		for _, v := range t.Enum.Values {
			if v.Name == value {
				return enumLiteral(t.Enum, v)
			}
		}
		return quote(value)
	case t.Kind == idl.Duration:
		if d, err := time.ParseDuration(value); err == nil {
			return milliseconds(float64(d))
		}
		return "number"
	case t.Kind.IsNumber():
		return number(value)
	}
	return quote(value)
}

// grouped returns a type as it stands in front of brackets.
func grouped(t string) string {
	if strings.ContainsAny(t, " ") {
		return "(" + t + ")"
	}
	return t
}

// or returns a type that is t or a literal such as null.
func or(t, literal string) string {
	if strings.HasSuffix(t, "| "+literal) || t == literal {
		return t
	}
	if strings.Contains(t, "=>") && !strings.HasPrefix(t, "(") || strings.HasSuffix(t, "=> void") {
		t = "(" + t + ")"
	}
	return t + " | " + literal
}

// alternatives splits a type into those that stand beside one another in it.
func alternatives(t string) []string {
	var parts []string
	depth, start := 0, 0
	for i, r := range t {
		switch {
		case strings.ContainsRune("([{", r):
			depth++
		case strings.ContainsRune(")]}", r):
			depth--
		case r == '|' && depth == 0:
			parts = append(parts, strings.TrimSpace(t[start:i]))
			start = i + 1
		}
	}
	return append(parts, strings.TrimSpace(t[start:]))
}

// typed returns what stands behind a name: a colon and a type, which may be broken at
// its alternatives.
func typed(t string) code {
	parts := alternatives(t)
	if len(parts) == 1 || strings.HasSuffix(t, "=> void") {
		return code{text(": " + t)}
	}
	items := make([]code, len(parts))
	for i, p := range parts {
		items[i] = code{text(p)}
	}
	return code{text(":"), listOf(union, items...)}
}
