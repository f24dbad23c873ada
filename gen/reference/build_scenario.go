package reference

import (
	"fmt"
	"strconv"
	"strings"

	"drivergen/idl"
)

func (b *builder) stimuli(i *idl.Interface) *section {
	if len(i.Stimuli) == 0 {
		return nil
	}
	s := &section{id: i.GoName + "-stimuli", title: "Stimuli of " + i.GoName}
	s.add(paragraph{text{say("What a conformance test asks of the world around the device.")}})
	t := &table{caption: "Stimuli", head: []string{"Stimulus", "Takes", "Answers", "Meaning"}}
	for _, st := range i.Stimuli {
		t.rows = append(t.rows, row{id: stimulusID(i, st), kind: "stimulus", aliases: st.Name, cells: []text{
			nameCell(st.Decl), b.named(st.Params), b.named(st.Returns), docText(st.Decl)}})
	}
	s.addTable(t)
	return s
}

func stimulusID(i *idl.Interface, s *idl.Stimulus) string { return i.GoName + ".stimulus." + s.GoName }

// named lists parameters in a table's cell.
func (b *builder) named(params []*idl.Param) text {
	var list []text
	for _, p := range params {
		list = append(list, append(text{codeOf(p.Name), say(" ")}, merged(b.paramType(p))...))
	}
	return join(list, ", ")
}

func (b *builder) scenario(i *idl.Interface, sc *idl.Scenario) *section {
	id := i.GoName + ".scenario." + sc.Name
	s := declaration(id, "Scenario "+sc.Name+" of "+i.GoName, "scenario", sc.Decl)
	s.add(docBlocks(sc.Doc)...)
	var f facts
	if len(sc.Shows) > 0 {
		f = append(f, fact{"Shows", codes(sc.Shows)})
	}
	if len(sc.Needs) > 0 {
		f = append(f, fact{"Needs", codes(sc.Needs)})
	}
	if sc.AtOnce > 0 {
		f = append(f, fact{"At once", text{say(fmt.Sprintf("%d, on one device", sc.AtOnce))}})
	}
	s.addFacts(f)
	var list steps
	for _, step := range sc.Steps {
		list = append(list, b.step(i, step))
	}
	if len(list) > 0 {
		s.add(list)
	}
	return s
}

func codes(names []string) text {
	var list []text
	for _, n := range names {
		list = append(list, text{codeOf(n)})
	}
	return join(list, ", ")
}

// step says what a step of a scenario does and expects.
func (b *builder) step(i *idl.Interface, s *idl.Step) text {
	var t text
	add := func(spans ...span) { t = append(t, spans...) }
	switch {
	case s.Do != nil:
		add(say("The world: "), b.ref(s.Do.Name, stimulusID(i, s.Do)), codeOf(arguments(s.Args)))
	case s.Call != nil:
		if s.Async {
			add(say("Beside the next steps, call "))
		} else {
			add(say("Call "))
		}
		add(b.ref(s.Call.Name, methodID(s.Call)), codeOf(arguments(s.Args)))
	case s.Event != nil:
		add(say("Wait for "), b.ref(s.Event.Name, eventID(s.Event)))
		addWith(&t, s.Args)
	case s.Quiet != nil:
		add(say("There was no "), b.ref(s.Quiet.Name, eventID(s.Quiet)))
		addWith(&t, s.Args)
	case s.Cancel != "":
		add(say("Cancel the call "), codeOf(s.Cancel))
	case s.Join != "":
		add(say("Wait for the call "), codeOf(s.Join))
	}
	if s.Within != "" {
		add(say(" within "), codeOf(s.Within))
	}
	if s.As != "" {
		add(say(", kept as "), codeOf("$"+s.As))
	}
	switch {
	case s.Fails != nil:
		add(say("; it fails with "), b.errnoRef(s.Fails))
	case s.EOF:
		add(say("; it ends with "), codeOf("io.EOF"))
	}
	if len(s.Expect) > 0 {
		add(say("; expect "))
		for k, e := range s.Expect {
			if k > 0 {
				add(say(", "))
			}
			if e.Name != "" {
				add(codeOf(e.Name), say(" = "))
			}
			add(codeOf(valueText(e.Type, e.Value)))
		}
	}
	return t
}

// addWith adds the values that an event must have.
func addWith(t *text, args []*idl.Arg) {
	for i, a := range args {
		word := " with "
		if i > 0 {
			word = ", "
		}
		*t = append(*t, say(word), codeOf(a.Name), say(" = "), codeOf(valueText(a.Type, a.Value)))
	}
}

// arguments writes a call's arguments between parentheses.
func arguments(args []*idl.Arg) string {
	list := make([]string, len(args))
	for i, a := range args {
		list[i] = a.Name + ": " + valueText(a.Type, a.Value)
	}
	return "(" + strings.Join(list, ", ") + ")"
}

// valueText writes a value of type t as a description does.
func valueText(t *idl.Type, v idl.Value) string {
	switch {
	case len(v.Ref) > 0:
		ref := v.Ref
		if len(ref) == 2 && ref[0] == ref[1] { // a step is often called like its one result
			ref = ref[:1]
		}
		return "$" + strings.Join(ref, ".")
	case v.Null:
		return "null"
	case v.IsStr && t != nil && t.Kind == idl.EnumType:
		return v.Lit
	case v.IsStr:
		return strconv.Quote(v.Lit)
	case v.Lit != "":
		return v.Lit
	case t != nil && t.Kind == idl.List, len(v.Items) > 0:
		list := make([]string, len(v.Items))
		for i, item := range v.Items {
			list[i] = valueText(elem(t), *item)
		}
		return "[" + strings.Join(list, ", ") + "]"
	}
	list := make([]string, len(v.Fields))
	for i, f := range v.Fields {
		list[i] = f.Name + ": " + valueText(f.Type, f.Value)
	}
	return "{" + strings.Join(list, ", ") + "}"
}

// elem returns the type of a list's elements; nil where t is no list.
func elem(t *idl.Type) *idl.Type {
	if t == nil {
		return nil
	}
	return t.Elem
}
