package idl

import (
	"gopkg.in/yaml.v3"

	"drivergen/idl/grammar"
)

// parseParams parses the parameters, results or fields under a key.
func (l *loader) parseParams(o *object, key string, kind *grammar.Object) []*Param {
	var params []*Param
	for _, f := range o.entries(key) {
		if !isIdentifier(f.name()) {
			l.report(CodeBadName, f.key, "%q cannot be the name of a %s", shorten(f.name()), kind.Name).help("use letters, digits and underscores, a letter first")
		}
		params = append(params, l.parseParam(f, kind))
	}
	return params
}

func (l *loader) parseParam(f field, kind *grammar.Object) *Param {
	what := "the " + kind.Name + " " + f.name()
	if f.value.Kind == yaml.ScalarNode && !isNull(f.value) {
		return l.newParam(f, l.shorthand(f, what)) // fd: FD
	}
	o := l.member(f, what, kind)
	o.require(f.key)
	return l.newParam(f, o)
}

// shorthand makes the object that a type alone stands for.
func (l *loader) shorthand(f field, what string) *object {
	key := *f.value
	key.Value = "type"
	return &object{l: l, node: f.value, key: f.key, what: what, fields: []field{{key: &key, value: f.value}}}
}

// newParam makes a parameter of an object's keys; its kind has left in only those that it may have.
func (l *loader) newParam(f field, o *object) *Param {
	p := &Param{
		Decl:      o.paramDecl(f),
		GoType:    o.text("go_type"),
		Embedded:  o.boolean("embedded"),
		Optional:  o.boolean("optional"),
		Pointer:   o.boolean("pointer"),
		Out:       o.boolean("out"),
		Unit:      o.prose("unit"),
		Sensitive: o.boolean("sensitive"),
		Deadline:  o.boolean("deadline"),
		MinLen:    o.intIn("minlen"),
		MaxLen:    o.intIn("maxlen"),
	}
	if inCallback, ok := o.optionalBool("callback"); ok {
		p.CoreOnly = !inCallback
	}
	for _, n := range o.names("oneof") {
		p.OneOf = append(p.OneOf, n.Value)
	}
	l.objs[p] = o
	return p
}

// paramDecl reads a parameter's own keys; its Go name may be given in either case.
func (o *object) paramDecl(f field) Decl {
	o.readAllow(f.key)
	d := Decl{Name: f.name(), Doc: docText(o), Since: o.version("since"), Deprecated: o.prose("deprecated"), Pos: o.l.src.pos(f.key)}
	if isIdentifier(d.Name) {
		d.GoName = GoName(d.Name)
	}
	if o.has("go") {
		name := o.text("go")
		switch {
		case name == "":
		case !isIdentifier(name):
			o.l.report(CodeBadGoName, o.at("go"), "%q cannot be a Go name", shorten(name)).help("use letters, digits and underscores, a letter first")
		case isLower(rune(name[0])):
			d.GoName = GoName(name)
		default:
			d.GoName = name
		}
	}
	return d
}

// parseDefault parses a default: a value, or a value and others for other cases.
func (l *loader) parseDefault(p *Param, siblings []*Param) {
	o := l.objs[p]
	f := o.field("default")
	switch {
	case f.value == nil:
	case f.value.Kind == yaml.ScalarNode && !isNull(f.value):
		p.Default = &Default{Value: f.value.Value}
		l.checkDefault(p, f.value)
	default:
		d := l.object(f.value, "the default", grammar.Default)
		d.require(d.node)
		p.Default = &Default{Value: d.text("value")}
		if v := d.field("value").value; v != nil {
			l.checkDefault(p, v)
		}
		for _, n := range d.items("when") {
			l.parseDefaultCase(p, n, siblings)
		}
	}
}

func (l *loader) parseDefaultCase(p *Param, n *yaml.Node, siblings []*Param) {
	o := l.object(n, "a case of the default", grammar.DefaultCase)
	o.require(n)
	c := &DefaultCase{Value: o.text("value")}
	if v := o.field("value").value; v != nil {
		l.checkDefault(p, v)
	}
	if s := o.intIn("shorter"); s != nil {
		c.Shorter = *s
	}
	if name := o.text("param"); name != "" {
		c.Param = find(siblings, name)
		switch {
		case c.Param == nil:
			l.report(CodeUnknownParam, o.at("param"), "there is no %s beside %s", name, p.Name).didYouMean(name, namesOf(siblings))
		case c.Param.Type.Kind != Invalid && !c.Param.Type.Kind.hasLength():
			l.report(CodeLimitType, o.at("param"), "%s is %s, which has no length", name, c.Param.Type)
		}
	}
	p.Default.When = append(p.Default.When, c)
}
