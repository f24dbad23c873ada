package plugin

import "drivergen/idl"

func (e *encoder) model(m *idl.Model) *Model {
	return &Model{
		Path:       m.Path,
		Package:    m.Package,
		ImportPath: m.ImportPath,
		Doc:        m.Doc,
		Since:      m.Since,
		Imports:    all(m.Imports, func(i *idl.Import) *Import { return &Import{Decl: decl(i.Decl), Path: i.Path, Model: i.Model.Path} }),
		Errnos:     all(m.Errnos, func(n *idl.Errno) *Errno { return &Errno{Decl: decl(n.Decl), Value: n.Value} }),
		Errors: all(m.Errors, func(s *idl.Sentinel) *Sentinel {
			return &Sentinel{Decl: decl(s.Decl), Text: s.Text, Timeout: s.Timeout}
		}),
		Constants: all(m.Constants, func(c *idl.Constant) *Constant {
			return &Constant{Decl: decl(c.Decl), Type: e.typ(c.Type), Value: c.Value, Duration: int64(c.Duration)}
		}),
		Enums:      all(m.Enums, e.enum),
		Structs:    all(m.Structs, e.structure),
		Handles:    all(m.Handles, e.handle),
		Interfaces: all(m.Interfaces, e.iface),
	}
}

func (e *encoder) enum(n *idl.Enum) *Enum {
	if n == nil {
		return nil
	}
	return &Enum{
		Decl:     decl(n.Decl),
		Flags:    n.Flags,
		Flexible: n.Flexible,
		Base:     e.typ(n.Base),
		Values: all(n.Values, func(v *idl.EnumValue) *EnumValue {
			return &EnumValue{Decl: decl(v.Decl), Int: v.Int, Str: v.Str}
		}),
		Empty:   n.Empty,
		Untyped: n.Untyped,
	}
}

func (e *encoder) structure(s *idl.Struct) *Struct {
	if s == nil {
		return nil
	}
	return &Struct{Decl: decl(s.Decl), Fields: all(s.Fields, e.param)}
}

func (e *encoder) handle(h *idl.Handle) *Handle {
	return &Handle{
		Decl:        decl(h.Decl),
		Base:        e.typ(h.Base),
		Properties:  e.structure(h.Properties),
		States:      all(h.States, state),
		StateEnum:   e.enum(h.StateEnum),
		Transitions: all(h.Transitions, e.transition),
		Queues:      all(h.Queues, queue),
		Local:       all(h.Local, paramName),
		Remote:      all(h.Remote, paramName),
		Invalid:     errnoName(h.Invalid),
		Full:        errnoName(h.Full),
		Gone:        errnoName(h.Gone),
	}
}

func state(s *idl.State) *State { return &State{Decl: decl(s.Decl), Value: s.Value} }

func (e *encoder) transition(t *idl.Transition) *Transition {
	encoded := &Transition{
		Method: methodName(t.Method),
		Event:  eventName(t.Event),
		From:   all(t.From, stateName),
		To:     stateName(t.To),
		Failed: stateName(t.Failed),
		Else:   map[string]string{},
		Ends:   all(t.Ends, func(q *idl.Queue) string { return q.Name }),
		Bars:   all(t.Bars, func(b idl.Bar) Bar { return Bar{Method: methodName(b.Method), Errno: errnoName(b.Errno)} }),
		Pos:    position(t.Pos),
	}
	if t.Where != nil {
		encoded.Where = &Condition{Param: paramName(t.Where.Param), Value: t.Where.Value.Name}
	}
	for s, n := range t.Else {
		encoded.Else[s.Name] = errnoName(n)
	}
	return encoded
}

func queue(q *idl.Queue) *Queue {
	kind := "stream"
	if q.Kind == idl.Backlog {
		kind = "backlog"
	}
	return &Queue{
		Decl:   decl(q.Decl),
		Kind:   kind,
		Bound:  q.Bound,
		Event:  eventName(q.Event),
		State:  stateName(q.State),
		Method: methodName(q.Method),
	}
}

func (e *encoder) typ(t *idl.Type) *Type {
	if t == nil {
		return nil
	}
	encoded := &Type{Text: t.String(), Kind: t.Kind.String(), Elem: e.typ(t.Elem), Params: all(t.Params, e.typ), Handle: handleName(t.Handle)}
	if t.Struct != nil {
		encoded.Struct = t.Struct.Name
	}
	if t.Enum != nil {
		encoded.Enum = t.Enum.Name
	}
	if t.From != nil {
		encoded.From = t.From.Path
	}
	return encoded
}
