package gen

import (
	"slices"
	"time"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// A scenarioCall is a call of a method in a scenario.
type scenarioCall struct {
	*scenario
	step    *idl.Step // the one that makes the call
	outcome *idl.Step // the one that tells its outcome: the same, or the join
	m       *idl.Method
	names   []string              // the variables of its results
	out     map[*idl.Param]string // the variables of its buffers
	count   int                   // the index of the result that counts what is in the buffer; -1: none
}

// begin declares the variables of a call's results and buffers.
func (s *scenario) begin(step, outcome *idl.Step) *scenarioCall {
	c := &scenarioCall{scenario: s, step: step, outcome: outcome, m: step.Call, out: map[*idl.Param]string{}, count: -1}
	expect := outcome.Expect
	failing := outcome.Fails != nil || outcome.EOF
	c.names = s.keep(step.As, c.m.Returns, expect)
	for _, param := range c.m.Params {
		expected := slices.ContainsFunc(expect, func(a *idl.Arg) bool { return a.Path[0] == param.Name })
		if !param.Out || failing || !expected {
			continue
		}
		c.out[param] = s.variable(step.As, param.Name)
		c.count = slices.IndexFunc(c.m.Returns, func(r *idl.Param) bool { return r.Type.Kind == idl.Int })
		if c.count >= 0 && c.names[c.count] == "_" {
			c.names[c.count] = s.variable(step.As, c.m.Returns[c.count].Name)
		}
		size := &idl.Arg{Value: idl.Value{Lit: "0"}}
		if n := slices.IndexFunc(step.Args, func(a *idl.Arg) bool { return a.Param == param }); n >= 0 {
			size = step.Args[n]
		}
		s.add(jen.Id(c.out[param]).Op(":=").Make(s.paramType(param), s.value(&idl.Type{Kind: idl.Int}, size.Value)))
		s.note(step.As, param.Name, c.filled(param), param.Type)
	}
	return c
}

// filled returns the expression of the filled part of a buffer.
func (c *scenarioCall) filled(param *idl.Param) string {
	if c.count < 0 {
		return c.out[param]
	}
	return c.out[param] + "[:" + c.names[c.count] + "]"
}

// callStep makes a call and checks its outcome.
func (s *scenario) callStep(step *idl.Step) {
	c := s.begin(step, step)
	m := c.m
	ctx := testContext()
	limit, _ := time.ParseDuration(step.Within)
	if limit > 0 {
		ctx = jen.Id("t").Dot("Within").Call(duration(limit))
	}
	late := limit > 0 && step.Fails != nil && step.Fails.Name == "ETIMEDOUT" && givesContext(m)
	switch {
	case late:
		if !s.err {
			s.add(jen.Var().Err().Error())
			s.err = true
		}
		call := s.invoke(m, jen.Id("ctx"), s.arguments(m.Params, step.Args, c.out))
		s.add(jen.Id("t").Dot("Deadline").Call(s.call(m), duration(limit), failing(s.failure(m, "=", call))))
	case len(c.out) > 0 && c.count >= 0:
		c.declareBeside()
		s.add(s.assign([]string{c.names[c.count]}, true, c.full(ctx)))
	case m.NoError:
		call := s.invoke(m, ctx, s.arguments(m.Params, step.Args, c.out))
		if len(m.Returns) == 0 || !slices.ContainsFunc(c.names, func(name string) bool { return name != "_" }) {
			s.add(call)
		} else {
			s.add(s.assign(c.names, false, call))
		}
		s.expect(m.Name, step.As, step.Expect)
		return
	case len(m.Returns) == 0:
		s.check(step, m, s.invoke(m, ctx, s.arguments(m.Params, step.Args, c.out)))
		return
	default:
		s.add(s.assign(c.names, true, s.invoke(m, ctx, s.arguments(m.Params, step.Args, c.out))))
	}
	s.check(step, m, jen.Err())
	s.expect(m.Name, step.As, step.Expect)
}

// check writes the check of a call's error.
func (s *scenario) check(step *idl.Step, m *idl.Method, err jen.Code) {
	check, more := "Succeeds", []jen.Code{}
	switch {
	case step.EOF:
		check = "Ends"
	case step.Fails != nil:
		check, more = "Fails", []jen.Code{s.errno(step.Fails)}
	}
	s.add(jen.Id("t").Dot(check).Call(append([]jen.Code{s.call(m), err}, more...)...))
}

// declareBeside declares the results that the reading function sets from inside.
func (c *scenarioCall) declareBeside() {
	for i, name := range c.names {
		if i != c.count && name != "_" {
			c.add(jen.Var().Id(name).Add(c.paramType(c.m.Returns[i])))
		}
	}
}

// full returns the call of conform.Full, which reads until what is expected is there.
func (c *scenarioCall) full(ctx jen.Code) *jen.Statement {
	var buffer *idl.Param
	for param := range c.out {
		buffer = param
	}
	least := jen.Lit(1)
	for _, arg := range c.outcome.Expect {
		switch {
		case arg.Path[0] != buffer.Name:
		case len(arg.Value.Ref) > 0:
			least = jen.Len(c.value(buffer.Type, arg.Value))
		default:
			least = jen.Lit(len(arg.Value.Lit))
		}
	}
	inner := []jen.Code{}
	op := ":="
	for i, name := range c.names {
		switch {
		case i == c.count:
			inner = append(inner, jen.Id("n"))
		case name == "_":
			inner = append(inner, jen.Id("_"))
		default:
			inner = append(inner, jen.Id(name))
			op = "="
		}
	}
	inner = append(inner, jen.Err())
	call := c.invoke(c.m, ctx, c.arguments(c.m.Params, c.step.Args, map[*idl.Param]string{buffer: "buf"}))
	read := jen.Func().Params(jen.Id("buf").Index().Byte()).Params(jen.Id("n").Int(), jen.Err().Error()).Block(
		jen.List(inner...).Op("=").Add(call),
		jen.Return(jen.Id("n"), jen.Err()),
	)
	if op == ":=" {
		read = jen.Func().Params(jen.Id("buf").Index().Byte()).Params(jen.Int(), jen.Error()).Block(
			jen.List(inner...).Op(":=").Add(call),
			jen.Return(jen.Id("n"), jen.Err()),
		)
	}
	return conf("Full").Call(jen.Id(c.out[buffer]), least, read)
}

// start starts a call beside the next steps. Its outcome stands on the step that joins it.
func (s *scenario) start(step *idl.Step) {
	n := slices.IndexFunc(s.sc.Steps, func(other *idl.Step) bool { return other.Joined == step })
	c := s.begin(step, s.sc.Steps[n])
	m := c.m
	var results []jen.Code
	for i, name := range c.names {
		results = append(results, jen.Id(name))
		if name != "_" {
			s.add(jen.Var().Id(name).Add(s.paramType(m.Returns[i])))
		}
	}
	if !m.NoError {
		failed := s.variable(step.As, "err")
		s.add(jen.Var().Id(failed).Error())
		s.note(step.As, errorKey, failed, nil)
		results = append(results, jen.Id(failed))
	}
	ctx, start, body := testContext(), "Start", jen.Func().Params()
	if s.cancels(step) && givesContext(m) {
		ctx, start, body = jen.Id("ctx"), "StartContext", jen.Func().Params(jen.Id("ctx").Qual("context", "Context"))
	}
	var run *jen.Statement
	switch {
	case len(c.out) > 0 && c.count >= 0:
		run = jen.List(jen.Id(c.names[c.count]), results[len(results)-1]).Op("=").Add(c.full(ctx))
	case len(results) > 0:
		run = jen.List(results...).Op("=").Add(s.invoke(m, ctx, s.arguments(m.Params, step.Args, nil)))
	default:
		run = s.invoke(m, ctx, s.arguments(m.Params, step.Args, nil))
	}
	pending := s.variable(step.As, "call")
	s.note(step.As, pendingKey, pending, nil)
	s.add(jen.Id(pending).Op(":=").Id("t").Dot(start).Call(s.call(m), body.Block(run)))
}

// cancels reports whether a later step cancels a call.
func (s *scenario) cancels(call *idl.Step) bool {
	return slices.ContainsFunc(s.sc.Steps, func(step *idl.Step) bool { return step.Cancel == call.As })
}

// The names under which the call itself and its error are kept beside its results.
const (
	pendingKey = " call"
	errorKey   = " error"
)

// join waits for a call that was started, and checks its outcome.
func (s *scenario) join(step *idl.Step) {
	as, m := step.Join, step.Joined.Call
	s.add(jen.Id("t").Dot("Join").Call(jen.Id(s.kept[as][pendingKey].name)))
	if !m.NoError {
		s.check(step, m, jen.Id(s.kept[as][errorKey].name))
	}
	s.expect(m.Name, as, step.Expect)
}
