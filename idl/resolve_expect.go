package idl

import (
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// expect resolves what a step says of a result: m is the method that was
// called, or nil for a stimulus.
func (sc *scenarioScope) expect(s *Step, o *object, m *Method) {
	f := o.field("expect")
	if f.value == nil {
		return
	}
	var results []*Param
	switch {
	case m != nil:
		results = m.Returns
		for _, p := range m.Params {
			if p.Out {
				results = append(results[:len(results):len(results)], p)
			}
		}
	case s.Do != nil:
		results = s.Do.Returns
	}
	if len(results) == 0 {
		sc.l.report(CodePath, f.key, "there is no result to expect anything of")
		return
	}
	if f.value.Kind != yaml.MappingNode {
		if len(results) != 1 {
			sc.l.report(CodeArgType, f.value, "there are several results").help("name them: {%s: …}", results[0].Name)
			return
		}
		r := results[0]
		s.Expect = []*Arg{{Path: []string{r.Name}, Type: r.Type, Value: sc.value(r.Type, f.value), Pos: sc.l.src.pos(f.value)}}
		return
	}
	for _, e := range sc.l.entries(f.value, "expect") {
		path, t := sc.resultPath(results, strings.Split(e.name(), "."), e.key)
		if t == nil {
			continue
		}
		s.Expect = append(s.Expect, &Arg{Name: e.name(), Path: path, Type: t, Value: sc.value(t, e.value), Pos: sc.l.src.pos(e.key)})
	}
}

// resultPath returns a path in results, made to start with a result's name, and
// the type at its end, or nil after reporting that there is no such path.
func (sc *scenarioScope) resultPath(results []*Param, path []string, n *yaml.Node) ([]string, *Type) {
	only := results[0]
	if len(path) == 0 {
		if len(results) > 1 {
			sc.l.report(CodePath, n, "that step has several results").help("write %s.%s", n.Value, only.Name)
			return nil, nil
		}
		return []string{only.Name}, only.Type
	}
	r := find(results, path[0])
	if len(results) == 1 && (r == nil && len(fieldNames(only.Type)) > 0 || fieldType(only.Type, path[0]) != nil) {
		r, path = only, append([]string{only.Name}, path...)
	}
	if r == nil {
		sc.l.report(CodePath, n, "there is no result %s", shorten(path[0])).didYouMean(path[0], namesOf(results))
		return nil, nil
	}
	t := r.Type
	for _, name := range path[1:] {
		if t.Kind == Invalid {
			return nil, nil
		}
		next := fieldType(t, name)
		if next == nil {
			sc.l.report(CodePath, n, "%s has no field %s", t, shorten(name)).didYouMean(name, fieldNames(t))
			return nil, nil
		}
		t = next
	}
	return path, t
}

// fieldType returns the type of a field of t, or nil where it has none of that name.
func fieldType(t *Type, name string) *Type {
	switch t.Kind {
	case StructType:
		if p := find(t.Struct.Fields, name); p != nil {
			return p.Type
		}
	case AddrPort:
		switch name {
		case "addr":
			return &Type{Kind: IP}
		case "port":
			return &Type{Kind: Uint16}
		}
	case List:
		if name == "len" {
			return &Type{Kind: Int}
		}
		if i, err := strconv.Atoi(name); err == nil && i >= 0 && isDigit(rune(name[0])) {
			return t.Elem
		}
	case Optional:
		return fieldType(t.Elem, name)
	}
	return nil
}

func fieldNames(t *Type) []string {
	switch t.Kind {
	case StructType:
		return namesOf(t.Struct.Fields)
	case AddrPort:
		return []string{"addr", "port"}
	case List:
		return []string{"len", "0"}
	case Optional:
		return fieldNames(t.Elem)
	}
	return nil
}
