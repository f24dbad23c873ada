package idl

import (
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"drivergen/idl/grammar"
)

func (l *loader) parseImports(o *object) {
	for _, f := range o.entries("imports") {
		if !isIdentifier(f.name()) {
			l.report(CodeBadName, f.key, "%q cannot be the name of an import", shorten(f.name())).help("use the name of its package")
			continue
		}
		path := (&object{l: l, node: o.node, fields: []field{f}}).text(f.name())
		if path == "" {
			if l.lose("imports"); f.value.Kind == yaml.ScalarNode && !isNull(f.value) {
				l.report(CodeBadImport, f.value, "the path of %s is empty", f.name()).help("write std/netdev, or a path relative to this file")
			}
			continue
		}
		i := &Import{Decl: Decl{Name: f.name(), GoName: f.name(), Pos: l.src.pos(f.key)}, Path: path}
		l.model.Imports = append(l.model.Imports, i)
		l.objs[i] = &object{l: l, node: f.value, key: f.key}
	}
}

func (l *loader) parseErrnos(o *object) {
	for _, f := range o.entries("errnos") {
		eo, d := l.declare(f, grammar.Errno, asIs)
		e := &Errno{Decl: d}
		eo.require(f.key)
		if v := eo.intIn("value"); v != nil {
			e.Value = *v
		}
		l.objs[e] = eo
		l.model.Errnos = append(l.model.Errnos, e)
	}
}

func (l *loader) parseSentinels(o *object) {
	for _, f := range o.entries("errors") {
		eo, d := l.declare(f, grammar.Sentinel, goTypeName)
		e := &Sentinel{Decl: d, Text: eo.text("text"), Timeout: eo.boolean("timeout")}
		eo.require(f.key)
		l.objs[e] = eo
		l.model.Errors = append(l.model.Errors, e)
	}
}

func (l *loader) parseConstants(o *object) {
	for _, f := range o.entries("constants") {
		co, d := l.declare(f, grammar.Constant, GoName)
		c := &Constant{Decl: d}
		co.require(f.key)
		l.objs[c] = co
		l.model.Constants = append(l.model.Constants, c)
	}
}

// constantValue sets the Go expression of a constant, whose type is known by now.
func (l *loader) constantValue(c *Constant) {
	o := l.objs[c]
	n := o.field("value").value
	if n == nil || o.text("value") == "" && n.Tag != "!!str" || c.Type != nil && c.Type.Kind == Invalid {
		return
	}
	if c.Type == nil {
		switch {
		case n.Tag == "!!str":
			c.Value = strconv.Quote(n.Value)
		case n.Tag == "!!bool":
			c.Value = strings.ToLower(n.Value)
		case isGoNumber(n):
			c.Value = n.Value
		default:
			l.report(CodeValue, n, "%s is not a number, a text or a boolean that Go can write", shorten(n.Value))
		}
		return
	}
	if c.Type.Kind == Duration {
		d, err := time.ParseDuration(n.Value)
		if err != nil {
			l.report(CodeValue, n, "%s is not a duration", shorten(n.Value)).help("write it like 10s or 1m30s")
		}
		c.Duration, c.Value = d, durationExpr(d)
		return
	}
	if fault := l.literalFault(c.Type, n); fault != "" {
		l.report(CodeValue, n, "%s", fault).suggestValue(c.Type, n)
		return
	}
	switch k := c.Type.Kind; {
	case c.Type.From != nil:
		l.report(CodeValue, o.at("type"), "%s is declared by another description, and so are its constants", c.Type).help("declare the constant there")
	case k == EnumType:
		v := c.Type.Enum.value(n.Value)
		switch {
		case v != nil:
			c.Value = v.GoName
		case c.Type.Enum.Base.Kind == String && !c.Type.Enum.Flags:
			c.Value = strconv.Quote(n.Value) // of a flexible one
		default:
			l.report(CodeValue, n, "a constant has one value, and %s is none of %s", shorten(n.Value), c.Type)
		}
	case k == String:
		c.Value = strconv.Quote(n.Value)
	case k == Bool || k.IsNumber() || k == HandleType:
		c.Value = strings.ToLower(n.Value)
	default:
		l.report(CodeValue, o.at("type"), "Go has no constants of type %s", c.Type).help("use a bool, a number, a string, a duration or an enum")
	}
}

// isGoNumber reports whether a number is written as Go writes it too.
func isGoNumber(n *yaml.Node) bool {
	_, ok := parseFloat(n)
	return ok && !strings.HasPrefix(n.Value, "+")
}

// durationExpr returns a duration as a Go expression in its largest whole unit.
func durationExpr(d time.Duration) string {
	for _, u := range []struct {
		unit time.Duration
		name string
	}{
		{time.Hour, "time.Hour"}, {time.Minute, "time.Minute"}, {time.Second, "time.Second"},
		{time.Millisecond, "time.Millisecond"}, {time.Microsecond, "time.Microsecond"},
	} {
		if d != 0 && d%u.unit == 0 {
			return strconv.FormatInt(int64(d/u.unit), 10) + " * " + u.name
		}
	}
	return strconv.FormatInt(int64(d), 10) + " * time.Nanosecond"
}
