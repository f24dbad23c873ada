package reference

import (
	"strconv"
	"strings"
	"time"

	"drivergen/idl"
)

// resultColumn heads the names of results.
const resultColumn = "Result"

// params returns the table of parameters, results, fields or an event's values. The
// columns that no row fills are left out.
func (b *builder) params(caption, first string, params []*idl.Param, exported bool) *table {
	t := &table{caption: caption, head: []string{first, "Type", "Rules", "Meaning"}}
	rules := false
	for _, p := range params {
		name := p.Var
		switch {
		case exported:
			name = p.GoName
		case first == resultColumn && len(params) == 1:
			name = p.Name // one result has no name in Go
		}
		cell := text{codeOf(name)}
		if p.Name != "" && p.Name != name {
			cell = append(cell, say(" ("), codeOf(p.Name), say(")"))
		}
		kind := merged(b.paramType(p))
		if written := p.Type.String(); plainText(kind) != written && declared(p.Type) == "" {
			kind = append(kind, say(" ("), codeOf(written), say(")"))
		}
		r := b.rules(p)
		rules = rules || len(r) > 0
		t.rows = append(t.rows, row{cells: []text{cell, kind, r, docText(p.Decl)}})
	}
	if !rules {
		t.head = append(t.head[:2:2], t.head[3])
		for i, r := range t.rows {
			t.rows[i].cells = append(r.cells[:2:2], r.cells[3])
		}
	}
	return t
}

// rules returns all that a description says of a parameter beside its type and its doc.
func (b *builder) rules(p *idl.Param) text {
	var all []text
	note := func(t ...span) { all = append(all, t) }
	if p.Out {
		note(say("filled by the call"))
	}
	if p.Embedded {
		note(say("embedded"))
	}
	if p.Unit != "" {
		note(say("in " + p.Unit))
	}
	if t := limits(p); len(t) > 0 {
		if p.Invalid != nil {
			t = append(t, say(", else "), b.errnoRef(p.Invalid))
		}
		if e := p.InvalidError; e != nil {
			t = append(t, say(", else "), b.ref(e.GoName, e.GoName))
		}
		note(t...)
	}
	if p.Default != nil {
		note(defaultOf(p.Default)...)
	}
	if p.Sets != nil {
		note(say("kept as "), codeOf(p.Sets.GoName))
	}
	if p.Bounds != nil {
		note(say("bounds the queue "), codeOf(p.Bounds.Name))
	}
	if p.Sensitive {
		note(bold("sensitive"), say(": never logged"))
	}
	if p.CoreOnly {
		note(say("not in the callback form"))
	}
	return join(all, "; ")
}

// limits returns a parameter's limits.
func limits(p *idl.Param) text {
	var all []text
	limited := p.Type.Limited()
	each := ""
	if p.Type.Measured().Kind == idl.List {
		each = "each "
	}
	if p.Min != nil || p.Max != nil {
		all = append(all, text{say(between(each, number(limited, p.Min), number(limited, p.Max)))})
	}
	if p.MinLen != nil || p.MaxLen != nil {
		all = append(all, text{say(between("length ", length(p.MinLen), length(p.MaxLen)))})
	}
	if len(p.OneOf) > 0 {
		t := text{say(each + "one of ")}
		for i, v := range p.OneOf {
			if i > 0 {
				t = append(t, say(", "))
			}
			t = append(t, codeOf(quoted(v)))
		}
		all = append(all, t)
	}
	return join(all, "; ")
}

// between says what two limits say, each "" where it is not set.
func between(what, low, high string) string {
	switch {
	case high == "":
		return what + "≥ " + low
	case low == "":
		return what + "≤ " + high
	case low == high:
		return what + "= " + low
	}
	return what + low + " … " + high
}

// number returns a limit of values of type t, "" where it is not set. That of a duration is
// in nanoseconds.
func number(t *idl.Type, f *float64) string {
	switch {
	case f == nil:
		return ""
	case t.Kind == idl.Duration:
		return time.Duration(*f).String()
	}
	return strconv.FormatFloat(*f, 'f', -1, 64)
}

func length(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// defaultOf returns a default, with the cases in which it is another one.
func defaultOf(d *idl.Default) text {
	t := text{say("default "), codeOf(quoted(d.Value))}
	for _, c := range d.When {
		t = append(t, say(", but "), codeOf(quoted(c.Value)), say(" where "), codeOf(c.Param.Name), say(" is shorter than "+strconv.Itoa(c.Shorter)))
	}
	return t
}

// quoted makes a text visible that would not be.
func quoted(s string) string {
	if s == "" || strings.TrimSpace(s) != s || strings.ContainsAny(s, "\n\r\t") {
		return strconv.Quote(s)
	}
	return s
}

// plainText returns a text without its styles.
func plainText(t text) string {
	if len(t) == 1 {
		return t[0].text
	}
	var all strings.Builder
	for _, s := range t {
		all.WriteString(s.text)
	}
	return all.String()
}
