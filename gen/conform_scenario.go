package gen

import (
	"slices"
	"strings"
	"time"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// A scenario is one on its way to a Go function.
type scenario struct {
	*suite
	sc   *idl.Scenario
	body []jen.Code
	kept map[string]map[string]kept // by a step's `as` and the result's name
	refs map[string]map[string]bool // what later steps refer to
	used map[string]bool            // Go names that are taken
	err  bool                       // err is declared
	// guarded holds the checks of elements that stand there already.
	guarded map[string]bool
}

// kept is a variable that holds a step's result.
type kept struct {
	name string
	typ  *idl.Type
}

// scenario builds the test of a scenario.
func (s *suite) scenario(sc *idl.Scenario) *suiteTest {
	b := &scenario{suite: s, sc: sc, kept: map[string]map[string]kept{}, refs: map[string]map[string]bool{}, used: map[string]bool{}, guarded: map[string]bool{}}
	b.reserve()
	for _, step := range sc.Steps {
		b.refer(step.Args)
		b.refer(step.Expect)
	}
	tells := false
	for _, step := range sc.Steps {
		switch {
		case step.Do != nil:
			b.do(step)
		case step.Call != nil && step.Async:
			b.start(step)
		case step.Call != nil:
			b.callStep(step)
		case step.Cancel != "":
			b.add(jen.Id("t").Dot("Cancel").Call(jen.Id(b.kept[step.Cancel][pendingKey].name)))
		case step.Join != "":
			b.join(step)
		case step.Event != nil:
			tells = true
			b.event(step)
		case step.Quiet != nil:
			tells = true
			b.add(jen.Id("f").Dot("events").Dot("Quiet").Call(jen.Id("t"), b.expected(step.Quiet, b.handle(step.Quiet, step.Args))))
		}
	}
	if tells {
		b.add(jen.Id("f").Dot("events").Dot("Done").Call(jen.Id("t")))
	}
	return &suiteTest{name: sc.Name, goFn: "scenario" + camel(sc.Name), file: scenariosFile, doc: sc.Doc, needs: sc.Needs, body: b.atOnce()}
}

// atOnce returns the scenario's statements, for several of it at once where it asks for that.
func (s *scenario) atOnce() []jen.Code {
	if s.sc.AtOnce == 0 {
		return s.body
	}
	return []jen.Code{jen.Id("t").Dot("AtOnce").Call(jen.Lit(s.sc.AtOnce), jen.Func().Params(jen.Id("t").Op("*").Add(conf("T")), jen.Id("_").Int()).Block(
		jen.For(jen.Range().Add(conf("Rounds"))).Block(s.body...)))}
}

func (s *scenario) add(code ...jen.Code) { s.body = append(s.body, code...) }

// reserve takes the Go names that a variable must not hide.
func (s *scenario) reserve() {
	for _, name := range []string{"f", "t", "err", "ctx", "make", "len", "byte", "nil", "true", "false", "context", "time", "strings",
		"netip", "driver", "conform", s.model.Package, "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough",
		"for", "func", "go", "goto", "if", "import", "interface", "map", "package", "range", "return", "select", "struct", "switch", "type", "var",
		"int", "string", "error", "bool"} {
		s.used[name] = true
	}
	for _, imp := range s.model.Imports {
		s.used[imp.Model.Package] = true
	}
	for _, m := range suiteMethods(s.i) {
		s.used[s.callVar(m)] = true
	}
}

// variable returns a Go name that is not taken yet.
func (s *scenario) variable(words ...string) string {
	base := ""
	for _, word := range words {
		base += camel(word)
	}
	base = unexport(base)
	name := base
	for n := 2; s.used[name]; n++ {
		name = base + string(rune('0'+n%10))
		if n > 9 {
			base += "N"
		}
	}
	s.used[name] = true
	return name
}

// refer notes which results arguments refer to.
func (s *scenario) refer(arguments []*idl.Arg) {
	for _, arg := range arguments {
		s.referValue(arg.Value)
	}
}

func (s *scenario) referValue(v idl.Value) {
	if len(v.Ref) > 1 {
		if s.refs[v.Ref[0]] == nil {
			s.refs[v.Ref[0]] = map[string]bool{}
		}
		s.refs[v.Ref[0]][v.Ref[1]] = true
	}
	s.refer(v.Fields)
	for _, item := range v.Items {
		s.referValue(*item)
	}
}

// arguments returns the arguments of a step in the order of the parameters. out names the
// variables that stand for buffers which the callee fills.
func (s *scenario) arguments(params []*idl.Param, arguments []*idl.Arg, out map[*idl.Param]string) []jen.Code {
	var list []jen.Code
	for _, param := range params {
		n := slices.IndexFunc(arguments, func(a *idl.Arg) bool { return a.Param == param })
		switch {
		case out[param] != "":
			list = append(list, jen.Id(out[param]))
		case n < 0:
			list = append(list, s.zero(param))
		case param.Out:
			list = append(list, jen.Make(s.paramType(param), s.value(&idl.Type{Kind: idl.Int}, arguments[n].Value)))
		default:
			list = append(list, s.value(param.Type, arguments[n].Value))
		}
	}
	return list
}

// handle returns the expression of an event's handle, nil where the step names none.
func (s *scenario) handle(e *idl.Event, arguments []*idl.Arg) jen.Code {
	for _, arg := range arguments {
		if e.Handle != nil && arg.Param == e.Handle {
			return s.value(arg.Param.Type, arg.Value)
		}
	}
	return nil
}

// event waits for an event and compares its values.
func (s *scenario) event(step *idl.Step) {
	e := step.Event
	want := s.expected(e, s.handle(e, step.Args))
	call := jen.Id("f").Dot("events").Dot("Wait").Call(jen.Id("t"), want)
	if limit, _ := time.ParseDuration(step.Within); limit > 0 {
		call = jen.Id("f").Dot("events").Dot("WaitFor").Call(jen.Id("t"), duration(limit), want)
	}
	var values []*idl.Arg
	for _, arg := range step.Args {
		if arg.Param != e.Handle {
			values = append(values, arg)
		}
	}
	if len(values) == 0 {
		s.add(call)
		return
	}
	name := s.variable("event")
	s.add(jen.Id(name).Op(":=").Add(call))
	for _, arg := range values {
		what, got := e.Name+": "+arg.Param.Name, jen.Id(name).Dot(arg.Param.GoName)
		if arg.Param.Type.Kind == idl.ErrorType {
			want := jen.Lit(0)
			if !arg.Value.Null {
				want = s.errnoNamed(arg.Value.Lit)
			}
			s.add(jen.Id("t").Dot("Cause").Call(jen.Lit(what), got, want))
			continue
		}
		s.compare(what, got, arg.Param.Type, arg.Value)
	}
}

func (s *scenario) errnoNamed(name string) *jen.Statement {
	for _, e := range s.model.Errnos {
		if e.Name == name {
			return s.errno(e)
		}
	}
	return jen.Qual(driverPath, name)
}

// keep declares a variable for each result that somebody looks at, and returns the names
// in the order of the results; "_" for the others.
func (s *scenario) keep(as string, results []*idl.Param, expect []*idl.Arg) []string {
	names := make([]string, len(results))
	for i, r := range results {
		looked := slices.ContainsFunc(expect, func(a *idl.Arg) bool { return len(a.Path) > 0 && a.Path[0] == r.Name })
		switch {
		case !looked && !s.refs[as][r.Name]:
			names[i] = "_"
			continue
		case as == "":
			names[i] = s.variable(paramName(r))
		case len(results) == 1:
			names[i] = s.variable(as)
		default:
			names[i] = s.variable(as, r.GoName)
		}
		s.note(as, r.Name, names[i], r.Type)
	}
	return names
}

func (s *scenario) note(as, result, name string, t *idl.Type) {
	if s.kept[as] == nil {
		s.kept[as] = map[string]kept{}
	}
	s.kept[as][result] = kept{name, t}
}

// assign returns the assignment of a call's results and its error.
func (s *scenario) assign(names []string, withErr bool, call jen.Code) *jen.Statement {
	fresh := false
	var list []jen.Code
	for _, name := range names {
		fresh = fresh || name != "_"
		list = append(list, jen.Id(name))
	}
	if withErr {
		fresh = fresh || !s.err
		s.err = true
		list = append(list, jen.Err())
	}
	op := "="
	if fresh {
		op = ":="
	}
	return jen.List(list...).Op(op).Add(call)
}

// do asks something of the world.
func (s *scenario) do(step *idl.Step) {
	st := step.Do
	arguments := append([]jen.Code{testContext()}, s.arguments(st.Params, step.Args, nil)...)
	names := s.keep(step.As, st.Returns, step.Expect)
	call := jen.Id("f").Dot("world").Dot(st.GoName).Call(arguments...)
	did := func(err jen.Code) { s.add(jen.Id("t").Dot("Did").Call(jen.Lit(st.Name), err)) }
	if len(st.Returns) == 0 {
		did(call)
		return
	}
	s.add(s.assign(names, true, call))
	did(jen.Err())
	s.expect(st.Name, step.As, step.Expect)
}

// expect compares results with what a step expects of them.
func (s *scenario) expect(what, as string, expected []*idl.Arg) {
	for _, arg := range expected {
		k := s.kept[as][arg.Path[0]]
		got, t := s.field(jen.Id(k.name), k.typ, k.name, arg.Path[1:])
		s.compare(what+": "+strings.Join(arg.Path, "."), got, t, arg.Value)
	}
}
