package typescript

import (
	"strconv"
	"strings"

	"drivergen/idl"
)

// fieldDoc returns the comment of a field.
func fieldDoc(f *idl.Param) *doc {
	d := docOf(f.Decl)
	d.paragraph(traits(f, nil))
	return d
}

// optional adds of which optional part a method or an event is, and since when where it does
// not say so itself.
func (c *doc) optional(part *idl.Capability, since string) {
	if part == nil {
		return
	}
	c.paragraph("Part of " + part.Name + ", which a device need not have.")
	if since == "" && part.Since != "" {
		c.tag("@since " + escape(part.Since))
	}
}

// param adds what is to be said of a parameter.
func (c *doc) param(name, words string) {
	if words != "" {
		c.tag("@param " + name + " - " + escape(words))
	}
}

// returns adds what is to be said of a result.
func (c *doc) returns(words string) {
	if words != "" {
		c.tag("@returns " + escape(words) + ".")
	}
}

// fails adds the errnos of a method.
func (c *doc) fails(intro string, m *idl.Method) {
	if len(m.Errnos) > 0 {
		c.paragraph(intro + " " + oneOf(errnoNames(m)) + ".")
	}
}

// throws adds what a method throws that has no callback.
func (c *doc) throws(m *idl.Method) {
	if len(m.Errnos) > 0 {
		c.tag("@throws An Error whose errno is " + escape(oneOf(errnoNames(m))) + ".")
	}
	if len(m.Errors) > 0 {
		names := make([]string, len(m.Errors))
		for i, s := range m.Errors {
			names[i] = s.Name
		}
		c.tag("@throws An Error with the message of " + escape(oneOf(names)) + ".")
	}
}

func errnoNames(m *idl.Method) []string {
	names := make([]string, len(m.Errnos))
	for i, n := range m.Errnos {
		names[i] = n.Name
	}
	return names
}

func oneOf(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return "one of " + strings.Join(names, ", ")
}

// paramWords returns what is to be said of a parameter or result: its doc and its traits.
func paramWords(p *idl.Param, m *idl.Method) string {
	words := oneLine(p.Doc)
	if words != "" && !strings.ContainsAny(words[len(words)-1:], ".!?") {
		words += "."
	}
	return strings.TrimSpace(words + " " + traits(p, m))
}

// traits returns in sentences what a type does not say: the unit, the limits, the
// default.
func traits(p *idl.Param, m *idl.Method) string {
	var s []string
	if p.Out {
		s = append(s, "The call fills it.")
	}
	switch {
	case p.Type.Limited().Kind == idl.Duration:
		s = append(s, "In milliseconds.")
	case p.Unit != "":
		s = append(s, "In "+p.Unit+".")
	}
	if limits := rangeWords(p); limits != "" {
		s = append(s, capital(limits)+".")
	}
	if limits := lengthWords(p); limits != "" {
		s = append(s, capital(limits)+".")
	}
	if p.Default != nil && p.Default.Value != "" {
		s = append(s, "Default: "+defaultWords(p.Default)+".")
	}
	if p.Sensitive {
		s = append(s, "Secret: it must not be logged.")
	}
	if m != nil && p.Deprecated != "" {
		s = append(s, "Deprecated: "+strings.TrimRight(oneLine(p.Deprecated), ".")+".")
	}
	if m != nil && p.Since != "" {
		s = append(s, "Since "+p.Since+".")
	}
	return strings.Join(s, " ")
}

func rangeWords(p *idl.Param) string {
	format := func(v *float64) string {
		if p.Type.Limited().Kind == idl.Duration {
			return milliseconds(*v)
		}
		return strconv.FormatFloat(*v, 'f', -1, 64)
	}
	switch {
	case p.Min != nil && p.Max != nil && *p.Min == *p.Max:
		return format(p.Min)
	case p.Min != nil && p.Max != nil:
		return "from " + format(p.Min) + " to " + format(p.Max)
	case p.Min != nil:
		return "at least " + format(p.Min)
	case p.Max != nil:
		return "at most " + format(p.Max)
	}
	return ""
}

func lengthWords(p *idl.Param) string {
	unit := "byte"
	if p.Type.Measured().Kind == idl.List {
		unit = "element"
	}
	counted := func(n int) string {
		if n == 1 {
			return "1 " + unit
		}
		return strconv.Itoa(n) + " " + unit + "s"
	}
	switch {
	case p.MinLen != nil && p.MaxLen != nil && *p.MinLen == *p.MaxLen:
		return counted(*p.MaxLen)
	case p.MinLen != nil && p.MaxLen != nil:
		return strconv.Itoa(*p.MinLen) + " to " + counted(*p.MaxLen)
	case p.MinLen != nil:
		return "at least " + counted(*p.MinLen)
	case p.MaxLen != nil:
		return "at most " + counted(*p.MaxLen)
	}
	return ""
}

func defaultWords(d *idl.Default) string {
	words := d.Value
	for _, c := range d.When {
		words += "; " + c.Value + " where " + c.Param.Name + " is shorter than " + strconv.Itoa(c.Shorter)
	}
	return words
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
