package idl

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

var goTypeForm = regexp.MustCompile(`^([A-Za-z0-9_~-][A-Za-z0-9_.~/-]*\.)?[A-Za-z_][A-Za-z0-9_]*$`)

// checkParam looks at all of a parameter but its limits.
func (l *loader) checkParam(p *Param) {
	o := l.objs[p]
	if p.GoType != "" && !goTypeForm.MatchString(p.GoType) {
		l.report(CodeGoType, o.at("go_type"), "%s is not a Go type's import path and name", shorten(p.GoType)).help("write it like net.HardwareAddr or net/netip.Addr")
	}
	if p.Type.Kind == Invalid {
		return
	}
	if p.Out && p.Type.Kind != Bytes {
		l.report(CodeOut, o.keyAt("out"), "an out parameter is bytes that the callee fills, and %s is %s", p.Name, p.Type)
	}
	if p.Out {
		for _, key := range []string{"default", "minlen", "maxlen", "invalid"} {
			if o.has(key) {
				l.report(CodeExclusive, o.keyAt(key), "an out parameter has no %s", key).help("remove it: the buffer is the caller's")
			}
		}
	}
	if p.Embedded {
		name := ""
		switch p.Type.Kind {
		case StructType:
			name = p.Type.Struct.GoName
		case EnumType:
			name = p.Type.Enum.GoName
		}
		switch {
		case name == "":
			l.report(CodeEmbedded, o.keyAt("embedded"), "%s cannot be embedded", p.Type).help("only a struct, an enum or flags can")
		case p.GoName != name:
			l.report(CodeEmbedded, o.keyAt("embedded"), "an embedded field has the name of its type").help("call it %s", name)
		}
	}
}

// checkLimits looks at a parameter's limits; its default has been held against them.
func (l *loader) checkLimits(p *Param) {
	o, t := l.objs[p], p.Type
	if t.Kind == Invalid {
		return
	}
	ordered := t.Limited().Kind.isOrdered()
	for _, key := range []string{"min", "max"} {
		if o.has(key) && !ordered {
			l.report(CodeLimitType, o.keyAt(key), "%s is for numbers and durations, and %s is %s", key, p.Name, t).help("%s", limitHelp(t))
		}
	}
	for _, key := range []string{"minlen", "maxlen"} {
		if o.has(key) && !t.Measured().Kind.hasLength() {
			l.report(CodeLimitType, o.keyAt(key), "%s is for texts, bytes and lists, and %s is %s", key, p.Name, t).help("%s", limitHelp(t))
		}
	}
	l.checkOneType(p)
	if ordered {
		l.checkBound(p, "min", p.Min)
		l.checkBound(p, "max", p.Max)
		if p.Min != nil && p.Max != nil && *p.Min > *p.Max {
			l.report(CodeLimits, o.at("min"), "min is greater than max").note(l.src.pos(o.at("max")), "max is here")
		}
	}
	if p.MinLen != nil && p.MaxLen != nil && *p.MinLen > *p.MaxLen {
		l.report(CodeLimits, o.at("minlen"), "minlen is greater than maxlen").note(l.src.pos(o.at("maxlen")), "maxlen is here")
	}
	l.checkOneOf(p)
}

// checkOneType reports parameters whose limits the stub does not see: their values are of another
// Go type than the description's.
func (l *loader) checkOneType(p *Param) {
	o := l.objs[p]
	if p.GoType == "" && !p.Pointer {
		return
	}
	for _, key := range []string{"default", "min", "max", "minlen", "maxlen", "oneof"} {
		if !o.has(key) {
			continue
		}
		if p.GoType != "" {
			l.report(CodeLimitType, o.keyAt(key), "%s is passed as %s, of which nothing is known", p.Name, p.GoType).help("remove %s, or go_type", key)
		} else {
			l.report(CodeLimitType, o.keyAt(key), "%s is passed by pointer, and what it points to has its own limits", p.Name).help("remove %s, or write optional(%s)", key, p.Type)
		}
	}
}

func limitHelp(t *Type) string {
	switch {
	case t.Limited().Kind.isOrdered():
		return "use min and max"
	case t.Measured().Kind.hasLength():
		return "use minlen and maxlen"
	default:
		return "remove it"
	}
}

// checkBound reports a min or max that the parameter's type cannot reach.
func (l *loader) checkBound(p *Param, key string, bound *float64) {
	t := p.Type.Limited()
	if bound == nil || !t.Kind.IsInteger() {
		return
	}
	at := l.objs[p].at(key)
	if *bound != math.Trunc(*bound) {
		l.report(CodeRange, at, "the %s of type %s must be a whole number", key, t)
		return
	}
	if least, greatest := integerRange(t.Kind); *bound < float64(least) || *bound > float64(greatest) {
		l.report(CodeRange, at, "%s does not fit %s, which holds %d to %d", at.Value, t, least, greatest)
	}
}

func (l *loader) checkOneOf(p *Param) {
	o := l.objs[p]
	if !o.has("oneof") {
		return
	}
	inner := *p
	inner.Type = p.Type.Limited()
	if k := inner.Type.Kind; k != String && !k.isOrdered() && k != EnumType {
		l.report(CodeLimitType, o.keyAt("oneof"), "oneof is for texts, numbers, durations and enums, and %s is %s", p.Name, p.Type)
		return
	}
	names := o.names("oneof")
	if v := o.field("oneof").value; v.Kind == yaml.SequenceNode && len(v.Content) == 0 {
		l.report(CodeOneOf, o.keyAt("oneof"), "oneof of nothing allows no value").help("list the values, or remove it")
	}
	seen := map[string]bool{}
	for _, n := range names {
		if fault := l.literalFault(inner.Type, n); fault != "" {
			l.report(CodeOneOf, n, "%s", fault).suggestValue(inner.Type, n)
		} else if fault := limitFault(&inner, n, false); fault != "" {
			l.report(CodeOneOf, n, "%s", fault)
		} else if seen[n.Value] {
			l.report(CodeOneOf, n, "%s stands twice in oneof", shorten(n.Value))
		}
		seen[n.Value] = true
	}
}

// checkDefault looks at a default, or at a case of one.
func (l *loader) checkDefault(p *Param, n *yaml.Node) {
	if n.Kind != yaml.ScalarNode || isNull(n) {
		return // reported where it was read
	}
	switch p.Type.Kind {
	case Optional, Any, ErrorType:
		l.report(CodeDefault, n, "%s is %s, whose zero value says that there is none", p.Name, p.Type).help("remove the default, or give it a type that has a value of its own")
		return
	}
	if fault := l.literalFault(p.Type, n); fault != "" {
		l.report(CodeDefault, n, "%s", fault).suggestValue(p.Type, n)
	} else if p.contradictory() {
		return // which is reported, and no default could be right
	} else if fault := limitFault(p, n, true); fault != "" {
		l.report(CodeDefaultLimit, n, "%s", fault)
	}
}

// contradictory reports whether a parameter's limits leave nothing.
func (p *Param) contradictory() bool {
	return p.Min != nil && p.Max != nil && *p.Min > *p.Max || p.MinLen != nil && p.MaxLen != nil && *p.MinLen > *p.MaxLen
}

// limitFault says which limit of a parameter a literal breaks, or "".
func limitFault(p *Param, n *yaml.Node, oneOf bool) string {
	value := shorten(n.Value)
	if p.Type.Kind.isOrdered() {
		v, _ := parseFloat(n)
		if p.Type.Kind == Duration {
			d, _ := time.ParseDuration(n.Value)
			v = float64(d)
		}
		if p.Min != nil && v < *p.Min {
			return fmt.Sprintf("%s is less than min", value)
		}
		if p.Max != nil && v > *p.Max {
			return fmt.Sprintf("%s is greater than max", value)
		}
	}
	if p.Type.Kind.hasLength() {
		if p.MinLen != nil && len(n.Value) < *p.MinLen {
			return fmt.Sprintf("%s is shorter than minlen", strconv.Quote(value))
		}
		if p.MaxLen != nil && len(n.Value) > *p.MaxLen {
			more := ""
			if utf8.RuneCountInString(n.Value) != len(n.Value) {
				more = " (lengths are in bytes)"
			}
			return fmt.Sprintf("%s is longer than maxlen%s", strconv.Quote(value), more)
		}
	}
	if oneOf && len(p.OneOf) > 0 && !slices.Contains(p.OneOf, n.Value) {
		return value + " is not in oneof"
	}
	return ""
}

// checkRecursion reports structs that contain themselves, which Go cannot lay out.
func (l *loader) checkRecursion() {
	const (
		open = iota + 1
		done
	)
	state := map[*Struct]int{}
	var visit func(s *Struct)
	visit = func(s *Struct) {
		state[s] = open
		for _, f := range s.Fields {
			inner := f.Type.Struct
			if f.Type.Kind != StructType || f.Pointer || f.Type.From != nil {
				continue
			}
			switch state[inner] {
			case open:
				l.reportDecl(CodeRecursive, f, "%s contains itself through %s", inner.Name, f.Name).help("use list(%s) or optional(%s)", inner.Name, inner.Name)
			case 0:
				visit(inner)
			}
		}
		state[s] = done
	}
	eachType(l.model, func(_ *Decl, t *Type) {
		if t.Kind == StructType && state[t.Struct] == 0 {
			visit(t.Struct)
		}
	})
}
