package gen

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// docLines returns the comment lines of a declaration: its text, then those that are
// more of it, since when it is there, and what to use instead of it.
func docLines(d idl.Decl, more ...string) []string {
	text := strings.TrimRight(strings.ReplaceAll(d.Doc, "\r", ""), "\n ")
	var lines []string
	if text != "" {
		lines = strings.Split(text, "\n")
	}
	paragraph := func(text ...string) {
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, text...)
	}
	if len(more) > 0 {
		paragraph(more...)
	}
	if d.Since != "" {
		paragraph("Since " + d.Since + ".")
	}
	return append(lines, deprecation(len(lines) > 0, d)...)
}

// deprecation returns the comment lines that say what to use instead of a declaration, none
// where it is not deprecated; behind says that others stand before. It is the last paragraph of a comment, as
// Go's tools look for it there.
func deprecation(behind bool, d idl.Decl) []string {
	switch {
	case d.Deprecated == "":
		return nil
	case behind:
		return []string{"", "Deprecated: " + oneLine(d.Deprecated)}
	}
	return []string{"Deprecated: " + oneLine(d.Deprecated)}
}

// noted returns the comment of what is generated for a declaration and is no declaration of
// its own: lines, and what to use instead.
func noted(d idl.Decl, lines ...string) *jen.Statement {
	return comment(append(lines, deprecation(true, d)...)...)
}

// deprecationText returns what noted adds to a comment, for a declaration that is written as text.
func deprecationText(d idl.Decl) string {
	if d.Deprecated == "" {
		return ""
	}
	return "\n//\n// Deprecated: " + oneLine(d.Deprecated)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// comment returns lines as a Go comment, each behind "// ", so that nothing in a
// description can end the comment or become a directive.
func comment(lines ...string) *jen.Statement {
	s := jen.Null()
	for i, line := range lines {
		if i > 0 {
			s.Line()
		}
		s.Comment(commentLine(line))
	}
	return s
}

func commentLine(line string) string {
	line = strings.TrimRight(line, " \t")
	if line == "" {
		return "//"
	}
	return "// " + line
}

// doc returns a declaration's comment followed by a line break, or nothing where it has none.
func doc(d idl.Decl, more ...string) *jen.Statement {
	lines := docLines(d, more...)
	if len(lines) == 0 {
		return jen.Null()
	}
	return comment(lines...).Line()
}

// errnoList returns the sentence that names a method's errnos, or "".
func errnoList(m *idl.Method) string {
	list := errnoNames(m)
	if !refusesBeside(m) {
		return failsWith(list)
	}
	const beside = "driver." + alreadyErrno + " while another call changes the state"
	if list != "" {
		list += ", and with "
	}
	return failsWith(list + beside)
}

// failsWith returns the sentence of what a call fails with, "" for nothing.
func failsWith(list string) string {
	if list == "" {
		return ""
	}
	return "It fails with " + list + "."
}

func errnoNames(m *idl.Method) string {
	names := make([]string, len(m.Errnos))
	for i, e := range m.Errnos {
		names[i] = e.GoName
	}
	return strings.Join(names, ", ")
}

// alreadyErrno is what a driver.Rule that is Alone answers beside another such call.
const alreadyErrno = "EALREADY"

// refusesBeside reports whether the stub adds alreadyErrno to what a method lists.
func refusesBeside(m *idl.Method) bool {
	listed := slices.ContainsFunc(m.Errnos, func(e *idl.Errno) bool { return e.Name == alreadyErrno })
	return alone(m) && !m.Ends && !m.Snapshot && !m.NoError && !listed
}

// methodDoc returns a method's comment: its text, its parameters', its results' and its errnos.
func methodDoc(m *idl.Method) *jen.Statement {
	d := m.Decl
	var more []string
	if m.Property {
		d.Doc = strings.TrimRight(d.Doc, "\n") + unit(m.Returns[0])
	} else {
		more = items(m.Params, m.Handle, "")
		for _, r := range m.Returns {
			if r.Unit != "" || len(m.Returns) > 1 {
				more = append(more, items([]*idl.Param{r}, nil, "returns ")...)
			}
		}
	}
	if list := errnoList(m); list != "" {
		if len(more) > 0 {
			more = append(more, "")
		}
		more = append(more, list)
	}
	return doc(d, more...)
}

// items returns a line of a list for each parameter of which there is something to say, but
// for the handle.
func items(params []*idl.Param, handle *idl.Param, before string) []string {
	var lines []string
	for _, param := range params {
		text := oneLine(param.Doc) + unit(param)
		if param.Since != "" {
			text += " Since " + param.Since + "."
		}
		if param.Deprecated != "" {
			text += " Deprecated: " + oneLine(param.Deprecated)
		}
		if text = strings.TrimSpace(text); text != "" && param != handle {
			lines = append(lines, "  - "+before+paramName(param)+": "+text)
		}
	}
	return lines
}

func unit(param *idl.Param) string {
	if param.Unit == "" {
		return ""
	}
	return " In " + param.Unit + "."
}
