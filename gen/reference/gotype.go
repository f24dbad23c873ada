package reference

import (
	"strings"

	"drivergen/idl"
)

// goNames are the Go types of the kinds that have one of their own, as package gen writes them.
var goNames = map[idl.Kind]string{
	idl.Bytes: "[]byte", idl.TextOrBytes: "[]byte", idl.Duration: "time.Duration", idl.Time: "time.Time",
	idl.MAC: "driver.MAC", idl.IP: "netip.Addr", idl.AddrPort: "netip.AddrPort",
}

// declared returns what a type names, and its Go name; "" where it names nothing.
func declared(t *idl.Type) (goName string) {
	switch t.Kind {
	case idl.StructType:
		return t.Struct.GoName
	case idl.EnumType:
		return t.Enum.GoName
	case idl.HandleType:
		return t.Handle.GoName
	}
	return ""
}

// goType returns a type in Go, with links.
func (b *builder) goType(t *idl.Type) text {
	if name := declared(t); name != "" {
		shown := name
		if t.From != nil {
			shown = t.From.Package + "." + name
		}
		return text{{text: shown, style: code, page: b.pageOf(t.From), id: name}}
	}
	switch t.Kind {
	case idl.List:
		return append(text{codeOf("[]")}, b.goType(t.Elem)...)
	case idl.Optional:
		return append(text{codeOf("*")}, b.goType(t.Elem)...)
	case idl.Func:
		all := text{codeOf("func(")}
		for i, param := range t.Params {
			if i > 0 {
				all = append(all, codeOf(", "))
			}
			all = append(all, b.goType(param)...)
		}
		return append(all, codeOf(")"))
	}
	if name, ok := goNames[t.Kind]; ok {
		return text{codeOf(name)}
	}
	return text{codeOf(t.Kind.String())}
}

// paramType returns the Go type of a parameter, result or field, with links.
func (b *builder) paramType(p *idl.Param) text {
	var t text
	if p.Pointer {
		t = text{codeOf("*")}
	}
	if p.GoType != "" {
		return append(t, codeOf(p.GoType[strings.LastIndexByte(p.GoType, '/')+1:]))
	}
	return append(t, b.goType(p.Type)...)
}

// goParams returns a list of parameters between parentheses.
func (b *builder) goParams(first string, params []*idl.Param) text {
	all := text{codeOf("(" + first)}
	for i, p := range params {
		if i > 0 || first != "" {
			all = append(all, codeOf(", "))
		}
		all = append(append(all, codeOf(p.Var+" ")), b.paramType(p)...)
	}
	return append(all, codeOf(")"))
}

// signature returns a method as its Go interface has it.
func (b *builder) signature(m *idl.Method) text {
	first := ""
	if !m.Interface.Form.NoContext {
		first = "ctx context.Context"
	}
	all := append(text{codeOf(m.GoName)}, b.goParams(first, m.Params)...)
	return append(all, b.goResults(m)...)
}

// goResults returns a method's results. They have names where there are two or more besides the error.
func (b *builder) goResults(m *idl.Method) text {
	named := len(m.Returns) > 1
	var list []text
	for _, r := range m.Returns {
		t := b.paramType(r)
		if named {
			t = append(text{codeOf(r.Var + " ")}, t...)
		}
		list = append(list, t)
	}
	switch {
	case !m.NoError && named:
		list = append(list, text{codeOf("err error")})
	case !m.NoError:
		list = append(list, text{codeOf("error")})
	}
	switch len(list) {
	case 0:
		return nil
	case 1:
		return append(text{codeOf(" ")}, list[0]...)
	}
	all := text{codeOf(" (")}
	for i, t := range list {
		if i > 0 {
			all = append(all, codeOf(", "))
		}
		all = append(all, t...)
	}
	return append(all, codeOf(")"))
}

// merged joins neighbouring spans of one style, so that a type is one piece of code.
func merged(t text) text {
	var all text
	for _, s := range t {
		if n := len(all); n > 0 && s.page == nil && all[n-1].page == nil && all[n-1].style == s.style {
			all[n-1].text += s.text
			continue
		}
		all = append(all, s)
	}
	return all
}
