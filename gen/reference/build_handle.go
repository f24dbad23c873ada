package reference

import (
	"slices"
	"strconv"

	"drivergen/idl"
)

func (b *builder) handle(h *idl.Handle) *section {
	s := declaration(h.GoName, "Handle "+h.GoName, "handle", h.Decl)
	s.add(docBlocks(h.Doc)...)
	of := stateful{goName: h.GoName, states: h.States, enum: h.StateEnum, transitions: h.Transitions, begins: map[*idl.State][]string{}}
	s.addFacts(b.handleFacts(h, &of))
	s.addTable(b.queues(h))
	if h.StateEnum != nil {
		s.children = append(s.children, b.stateSection(of))
	}
	if h.Properties != nil {
		p := b.structure(h.Properties, "properties")
		s.children = append(s.children, p)
	}
	return s
}

// handleFacts returns what is said of a handle, and tells of what begins and ends one.
func (b *builder) handleFacts(h *idl.Handle, of *stateful) facts {
	f := facts{{"Base", text{codeOf(h.Base.Kind.String())}}}
	add := func(name string, t ...span) { f = append(f, fact{name, t}) }
	begin := func(s *idl.State, name string) {
		if s != nil && !slices.Contains(of.begins[s], name) {
			of.begins[s] = append(of.begins[s], name)
		}
	}
	var made, ended []text
	for _, m := range b.methods() {
		if m.Creates == h {
			made = append(made, text{b.methodRef(m)})
			switch {
			case m.Takes != nil:
				begin(m.Takes.State, m.GoName)
			case len(h.States) > 0:
				begin(h.States[0], m.GoName)
			}
		}
		if m.Ends && m.Handle != nil && m.Handle.Type.Handle == h {
			ended = append(ended, text{b.methodRef(m)})
			of.ends = append(of.ends, m.GoName)
		}
	}
	for _, q := range h.Queues {
		if q.Kind == idl.Backlog && q.Method != nil {
			begin(q.State, q.Method.GoName)
			if q.Method.Creates != h {
				made = append(made, text{b.methodRef(q.Method)})
			}
		}
	}
	if len(made) > 0 {
		add("Made by", join(made, ", ")...)
	}
	if len(ended) > 0 {
		add("Ended by", join(ended, ", ")...)
	}
	for _, e := range []struct {
		name  string
		errno *idl.Errno
	}{{"Not open", h.Invalid}, {"None free", h.Full}, {"Ended by the other side", h.Gone}} {
		if e.errno != nil {
			add(e.name, b.errnoRef(e.errno))
		}
	}
	add2 := func(name string, params []*idl.Param) {
		if len(params) > 0 {
			var list []text
			for _, p := range params {
				list = append(list, text{codeOf(p.GoName)})
			}
			add(name, join(list, ", ")...)
		}
	}
	add2("Local address", h.Local)
	add2("Remote address", h.Remote)
	return f
}

// methods returns the methods of every interface and capability.
func (b *builder) methods() []*idl.Method {
	var all []*idl.Method
	for _, i := range b.Model.Interfaces {
		all = append(all, i.Methods...)
		for _, c := range i.Capabilities {
			all = append(all, c.Methods...)
		}
	}
	return all
}

func (b *builder) queues(h *idl.Handle) *table {
	t := &table{caption: "Queues", head: []string{"Queue", "Holds", "Emptied by", "Announced by", "Meaning"}}
	for _, q := range h.Queues {
		holds := "up to " + strconv.Itoa(q.Bound) + " bytes"
		if q.Kind == idl.Backlog {
			holds = "up to " + strconv.Itoa(q.Bound) + " handles"
			if q.State != nil {
				holds += " in state " + q.State.Name
			}
		}
		r := row{cells: []text{{codeOf(q.Name)}, {say(holds)}, nil, nil, docText(q.Decl)}}
		if q.Method != nil {
			r.cells[2] = text{b.methodRef(q.Method)}
		}
		if q.Event != nil {
			r.cells[3] = text{b.eventRef(q.Event)}
		}
		t.rows = append(t.rows, r)
	}
	return t
}
