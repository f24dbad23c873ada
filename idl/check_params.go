package idl

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
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
	if p.Out && p.Default != nil {
		l.report(CodeExclusive, o.keyAt("default"), "an out parameter has no default")
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
	for _, key := range []string{"min", "max"} {
		if o.has(key) && !t.Kind.IsNumber() {
			l.report(CodeLimitType, o.keyAt(key), "%s is for numbers, and %s is %s", key, p.Name, t).help("%s", limitHelp(t))
		}
	}
	for _, key := range []string{"minlen", "maxlen"} {
		if o.has(key) && !t.Kind.hasLength() {
			l.report(CodeLimitType, o.keyAt(key), "%s is for texts, bytes and lists, and %s is %s", key, p.Name, t).help("%s", limitHelp(t))
		}
	}
	if t.Kind.IsNumber() {
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

func limitHelp(t *Type) string {
	switch {
	case t.Kind.IsNumber():
		return "use min and max"
	case t.Kind.hasLength():
		return "use minlen and maxlen"
	default:
		return "remove it"
	}
}

// checkBound reports a min or max that the parameter's type cannot reach.
func (l *loader) checkBound(p *Param, key string, bound *float64) {
	if bound == nil || !p.Type.Kind.IsInteger() {
		return
	}
	at := l.objs[p].at(key)
	if *bound != math.Trunc(*bound) {
		l.report(CodeRange, at, "the %s of type %s must be a whole number", key, p.Type)
		return
	}
	if least, greatest := integerRange(p.Type.Kind); *bound < float64(least) || *bound > float64(greatest) {
		l.report(CodeRange, at, "%s does not fit %s, which holds %d to %d", at.Value, p.Type, least, greatest)
	}
}

func (l *loader) checkOneOf(p *Param) {
	o := l.objs[p]
	if !o.has("oneof") {
		return
	}
	if k := p.Type.Kind; k != String && !k.IsNumber() && k != EnumType {
		l.report(CodeLimitType, o.keyAt("oneof"), "oneof is for texts, numbers and enums, and %s is %s", p.Name, p.Type)
		return
	}
	names := o.names("oneof")
	if v := o.field("oneof").value; v.Kind == yaml.SequenceNode && len(v.Content) == 0 {
		l.report(CodeOneOf, o.keyAt("oneof"), "oneof of nothing allows no value").help("list the values, or remove it")
	}
	seen := map[string]bool{}
	for _, n := range names {
		if fault := l.literalFault(p.Type, n); fault != "" {
			l.report(CodeOneOf, n, "%s", fault)
		} else if fault := limitFault(p, n, false); fault != "" {
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
	if fault := l.literalFault(p.Type, n); fault != "" {
		l.report(CodeDefault, n, "%s", fault)
	} else if fault := limitFault(p, n, true); fault != "" {
		l.report(CodeDefaultLimit, n, "%s", fault)
	}
}

// limitFault says which limit of a parameter a literal breaks, or "".
func limitFault(p *Param, n *yaml.Node, oneOf bool) string {
	value := shorten(n.Value)
	if p.Type.Kind.IsNumber() {
		v, _ := parseFloat(n)
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
