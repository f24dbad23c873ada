package reference

import (
	"slices"
	"strconv"
	"strings"

	"drivergen/gen/reference/diagram"
	"drivergen/idl"
)

// A stateful is what has states: a handle, or a device.
type stateful struct {
	goName      string
	states      []*idl.State
	enum        *idl.Enum
	transitions []*idl.Transition
	begins      map[*idl.State][]string // what makes one that is in a state: a method, or a queue
	ends        []string                // what ends it
}

// stateRef is a link to a state's constant.
func (b *builder) stateRef(enum *idl.Enum, i int, s *idl.State) span {
	if enum == nil || i >= len(enum.Values) {
		return codeOf(s.Name)
	}
	return b.ref(s.Name, enum.Values[i].GoName)
}

// trigger names what a transition happens on.
func (b *builder) trigger(t *idl.Transition) text {
	if t.Event != nil {
		return text{b.eventRef(t.Event)}
	}
	all := text{b.methodRef(t.Method)}
	if t.Where != nil {
		all = append(all, say(" with "), codeOf(t.Where.Param.Var), say(" "), codeOf(t.Where.Value.Name))
	}
	return all
}

// stateSection returns the section of a state type: its values, the diagram and the transitions.
func (b *builder) stateSection(of stateful) *section {
	s := b.enum(of.enum)
	s.add(b.machine(of))
	s.addTable(b.transitions(of))
	return s
}

func (b *builder) transitions(of stateful) *table {
	t := &table{caption: "Transitions of " + of.goName, head: []string{"On", "From", "To", "In other states", "Afterwards"}}
	ref := func(s *idl.State) span { return b.stateRef(of.enum, slices.Index(of.states, s), s) }
	for _, tr := range of.transitions {
		from := text{say("any")}
		if len(tr.From) > 0 {
			from = b.stateList(tr.From, ref)
		}
		to := text{say("stays")}
		if tr.To != nil {
			to = text{ref(tr.To)}
		}
		if tr.Failed != nil {
			to = append(to, say("; after a failure "), ref(tr.Failed))
		}
		t.rows = append(t.rows, row{cells: []text{b.trigger(tr), from, to, b.otherwise(of, tr, ref), b.afterwards(tr)}})
	}
	return t
}

func (b *builder) stateList(states []*idl.State, ref func(*idl.State) span) text {
	var list []text
	for _, s := range states {
		list = append(list, text{ref(s)})
	}
	return join(list, ", ")
}

// otherwise says what happens in states from which a transition is not allowed. States with the
// same answer stand together.
func (b *builder) otherwise(of stateful, t *idl.Transition, ref func(*idl.State) span) text {
	if t.Event != nil && len(t.From) > 0 {
		return text{say("stays")}
	}
	var errnos []*idl.Errno
	by := map[*idl.Errno][]*idl.State{}
	for _, s := range of.states {
		if e := t.Else[s]; e != nil {
			if by[e] == nil {
				errnos = append(errnos, e)
			}
			by[e] = append(by[e], s)
		}
	}
	var list []text
	for _, e := range errnos {
		list = append(list, append(append(text{b.errnoRef(e), say(" (")}, b.stateList(by[e], ref)...), say(")")))
	}
	return join(list, ", ")
}

func (b *builder) afterwards(t *idl.Transition) text {
	var list []text
	for _, q := range t.Ends {
		list = append(list, text{say("the queue "), codeOf(q.Name), say(" ends")})
	}
	for _, bar := range t.Bars {
		list = append(list, text{b.methodRef(bar.Method), say(" fails with "), b.errnoRef(bar.Errno)})
	}
	return join(list, "; ")
}

// machine draws the states. What leaves the state as it is stands inside of it.
func (b *builder) machine(of stateful) drawing {
	m := diagram.Machine{Title: "States of " + of.goName}
	index := map[*idl.State]int{}
	add := func(n diagram.Node) int {
		m.Nodes = append(m.Nodes, n)
		return len(m.Nodes) - 1
	}
	initial := add(diagram.Node{Kind: diagram.Initial})
	for _, s := range of.states {
		index[s] = add(diagram.Node{Kind: diagram.State, Name: s.Name})
	}
	edge := func(from, to int, label string) { m.Edges = addLabel(m.Edges, from, to, label) }
	for _, s := range of.states {
		for _, label := range of.begins[s] {
			edge(initial, index[s], label)
		}
	}
	anyState := map[int]int{} // by the node that it leads to
	fromAny := func(to int, label string) {
		if _, ok := anyState[to]; !ok {
			anyState[to] = add(diagram.Node{Kind: diagram.Any, Name: "any state"})
		}
		edge(anyState[to], to, label)
	}
	lead := func(from []*idl.State, to *idl.State, label string) {
		if len(from) == 0 {
			fromAny(index[to], label)
		}
		for _, s := range from {
			edge(index[s], index[to], label)
		}
	}
	for _, t := range of.transitions {
		if t.To != nil {
			lead(t.From, t.To, label(t))
		} else {
			for _, s := range t.From {
				inside := &m.Nodes[index[s]].Inside
				if name := moverName(t); !slices.Contains(*inside, name) {
					*inside = append(*inside, name)
				}
			}
		}
		if t.Failed != nil {
			lead(t.From, t.Failed, label(t)+" fails")
		}
	}
	if len(of.ends) > 0 {
		end := add(diagram.Node{Kind: diagram.Final})
		for _, name := range of.ends {
			fromAny(end, name)
		}
	}
	m.Description = describe(m)
	return drawing{name: fileName(of.goName) + "-states-" + strconv.Itoa(b.nextDrawing()), alt: m.Title + ". " + m.Description, svg: m.SVG}
}

func (b *builder) nextDrawing() int {
	b.drawings++
	return b.drawings
}

// addLabel adds a label to the edge between two nodes, which is made where there is none yet.
func addLabel(edges []diagram.Edge, from, to int, label string) []diagram.Edge {
	for i, e := range edges {
		if e.From == from && e.To == to {
			edges[i].Labels = append(e.Labels, label)
			return edges
		}
	}
	e := diagram.Edge{From: from, To: to}
	if label != "" {
		e.Labels = []string{label}
	}
	return append(edges, e)
}

// moverName returns the name of the method or event of a transition.
func moverName(t *idl.Transition) string {
	if t.Event != nil {
		return t.Event.GoName
	}
	return t.Method.GoName
}

// label returns what stands beside a transition's edge.
func label(t *idl.Transition) string {
	name := moverName(t)
	if t.Where != nil {
		name += "(" + t.Where.Value.Name + ")"
	}
	return name
}

// describe says in words what a drawing shows.
func describe(m diagram.Machine) string {
	name := func(i int) string {
		switch m.Nodes[i].Kind {
		case diagram.Initial:
			return "the beginning"
		case diagram.Final:
			return "the end"
		}
		return m.Nodes[i].Name
	}
	var list []string
	for _, e := range m.Edges {
		way := "from " + name(e.From) + " to " + name(e.To)
		if len(e.Labels) > 0 {
			way += " on " + strings.Join(e.Labels, " or ")
		}
		list = append(list, way)
	}
	if len(list) == 0 {
		return "No transition changes the state."
	}
	return "It goes " + strings.Join(list, "; ") + "."
}
