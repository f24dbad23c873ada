package plugin

import "drivergen/idl"

func (e *encoder) iface(i *idl.Interface) *Interface {
	resolver := ""
	if i.Resolver != nil {
		resolver = i.Resolver.Name
	}
	return &Interface{
		Decl:       decl(i.Decl),
		Form:       Form{NoContext: i.Form.NoContext, Exact: i.Form.Exact, Sentinels: i.Form.Sentinels},
		Properties: all(i.Properties, e.method),
		Methods:    all(i.Methods, e.method),
		Events:     all(i.Events, e.event),
		Capabilities: all(i.Capabilities, func(c *idl.Capability) *Capability {
			return &Capability{Decl: decl(c.Decl), Methods: all(c.Methods, e.method), Events: all(c.Events, e.event)}
		}),
		Stimuli: all(i.Stimuli, func(s *idl.Stimulus) *Stimulus {
			return &Stimulus{Decl: decl(s.Decl), Params: all(s.Params, e.param), Returns: all(s.Returns, e.param)}
		}),
		Scenarios:   all(i.Scenarios, e.scenario),
		Resolver:    resolver,
		States:      all(i.States, state),
		StateEnum:   e.enum(i.StateEnum),
		Transitions: all(i.Transitions, e.transition),
		Callback:    i.Callback,
	}
}

func (e *encoder) method(m *idl.Method) *Method {
	encoded := &Method{
		Decl:     decl(m.Decl),
		Params:   all(m.Params, e.param),
		Returns:  all(m.Returns, e.param),
		NoError:  m.NoError,
		Errnos:   all(m.Errnos, errnoName),
		Errors:   all(m.Errors, sentinelName),
		Handle:   paramName(m.Handle),
		Creates:  handleName(m.Creates),
		Ends:     m.Ends,
		Takes:    e.queueName(m.Takes),
		Snapshot: m.Snapshot,
		Deadline: paramName(m.Deadline),
		Hardware: m.Hardware,
		Emits:    all(m.Emits, func(event *idl.Event) string { return event.Name }),
		Failure:  m.Failure,
		Sync:     m.Sync,
		Property: m.Property,
	}
	if m.Endpoint != nil {
		encoded.Endpoint = &Endpoint{Host: paramName(m.Endpoint.Host), Port: paramName(m.Endpoint.Port), Name: m.Endpoint.Name}
	}
	if m.First != nil {
		encoded.First = m.First.Name
	}
	return encoded
}

func (e *encoder) param(p *idl.Param) *Param {
	encoded := &Param{
		Decl:      decl(p.Decl),
		Var:       p.Var,
		Type:      e.typ(p.Type),
		GoType:    p.GoType,
		Embedded:  p.Embedded,
		Optional:  p.Optional,
		Pointer:   p.Pointer,
		Out:       p.Out,
		Unit:      p.Unit,
		Sensitive: p.Sensitive,
		Deadline:  p.Deadline,
		Min:       p.Min,
		Max:       p.Max,
		MinLen:    p.MinLen,
		MaxLen:    p.MaxLen,
		OneOf:     all(p.OneOf, func(v string) string { return v }),
		Bounds:    e.queueName(p.Bounds),
		Sets:      paramName(p.Sets),
		CoreOnly:  p.CoreOnly,
		Invalid:   errnoName(p.Invalid),
	}
	if p.InvalidError != nil {
		encoded.Invalid = p.InvalidError.Name
	}
	if p.Default != nil {
		encoded.Default = &Default{Value: p.Default.Value, When: all(p.Default.When, func(c *idl.DefaultCase) *DefaultCase {
			return &DefaultCase{Param: paramName(c.Param), Shorter: c.Shorter, Value: c.Value}
		})}
	}
	return encoded
}

func (e *encoder) event(v *idl.Event) *Event {
	delivery := "every"
	if v.Delivery == idl.Latest {
		delivery = "latest"
	}
	return &Event{
		Decl:     decl(v.Decl),
		Params:   all(v.Params, e.param),
		Handle:   paramName(v.Handle),
		Trigger:  v.Trigger,
		Order:    v.Order,
		Delivery: delivery,
		Bound:    v.Bound,
		Newest:   v.Newest,
		Callback: v.Callback,
		Queue:    e.queueName(v.Queue),
		Remote:   v.Remote,
	}
}

func (e *encoder) scenario(s *idl.Scenario) *Scenario {
	same := func(v string) string { return v }
	return &Scenario{Decl: decl(s.Decl), Shows: all(s.Shows, same), Needs: all(s.Needs, same), AtOnce: s.AtOnce, Steps: all(s.Steps, e.step)}
}

func (e *encoder) step(s *idl.Step) *Step {
	return &Step{
		Do:     stimulusName(s.Do),
		Call:   methodName(s.Call),
		Event:  eventName(s.Event),
		Quiet:  eventName(s.Quiet),
		Args:   all(s.Args, e.arg),
		As:     s.As,
		Fails:  errnoName(s.Fails),
		EOF:    s.EOF,
		Within: s.Within,
		Async:  s.Async,
		Cancel: s.Cancel,
		Join:   s.Join,
		Expect: all(s.Expect, e.arg),
		Pos:    position(s.Pos),
	}
}

func (e *encoder) arg(a *idl.Arg) *Arg {
	return &Arg{
		Name:  a.Name,
		Path:  all(a.Path, func(v string) string { return v }),
		Param: paramName(a.Param),
		Type:  e.typ(a.Type),
		Value: *e.value(&a.Value),
		Pos:   position(a.Pos),
	}
}

func (e *encoder) value(v *idl.Value) *Value {
	return &Value{
		Ref:    all(v.Ref, func(name string) string { return name }),
		Lit:    v.Lit,
		IsStr:  v.IsStr,
		Null:   v.Null,
		Fields: all(v.Fields, e.arg),
		Items:  all(v.Items, e.value),
	}
}
