package gen

import (
	"slices"
	"testing"

	"drivergen/idl"
)

// ownDescriptions are those that come with scenarios.
var ownDescriptions = []string{
	"../idl/netdev.yaml", "../idl/ieee80211dev.yaml",
	"../examples/thermo/thermo.yaml", "../examples/stepper/stepper.yaml", "../examples/gnss/gnss.yaml",
}

// A move is a transition from one state: what a test or a scenario must show.
type move struct{ on, from string }

// TestEveryMoveHasATest: each transition on a method is shown from each state that allows it, by a test of its own
// or by a scenario, and each transition on an event by a scenario.
func TestEveryMoveHasATest(t *testing.T) {
	for _, path := range ownDescriptions {
		t.Run(path, func(t *testing.T) {
			model, diagnostics := idl.Load(path)
			if model == nil {
				t.Fatal(diagnostics)
			}
			p := newPkg(Input{Model: model, Source: path, ImportPath: "test/" + model.Package})
			for _, i := range model.Interfaces {
				checkMoves(t, p.suite(i))
			}
		})
	}
}

// TestEveryMethodSucceeds: each method and property succeeds in some scenario, so that a description does not promise what
// nobody has seen.
func TestEveryMethodSucceeds(t *testing.T) {
	for _, path := range ownDescriptions {
		model, diagnostics := idl.Load(path)
		if model == nil {
			t.Fatal(diagnostics)
		}
		for _, i := range model.Interfaces {
			seen := map[*idl.Method]bool{}
			for _, sc := range i.Scenarios {
				for _, step := range sc.Steps {
					call := step
					if step.Joined != nil {
						call = step.Joined
					}
					if call.Call != nil && !step.Async && step.Fails == nil && !step.EOF {
						seen[call.Call] = true
					}
				}
			}
			for _, m := range suiteMethods(i) {
				if !seen[m] {
					t.Errorf("%s: %s succeeds in no scenario", path, m.Name)
				}
			}
		}
	}
}

func checkMoves(t *testing.T, s *suite) {
	shown := s.shownMoves()
	machines := []*machine{deviceMachine(s.i)}
	for _, h := range s.handles() {
		machines = append(machines, handleMachine(h))
	}
	for _, mc := range machines {
		for _, tr := range mc.transitions {
			for _, state := range statesOf(tr, mc) {
				switch {
				case tr.Event != nil && len(tr.From) == 0:
					continue // it may come in any state, and leads to the same one
				case tr.Event != nil && !shown[move{tr.Event.Name, state.Name}]:
					t.Errorf("no scenario shows the event %s in the state %s", tr.Event.Name, state.Name)
				case tr.Method != nil && !shown[move{tr.Method.Name, state.Name}] && !s.hasMove(tr, state):
					t.Errorf("no test and no scenario shows %s from the state %s", tr.Method.Name, state.Name)
				}
			}
		}
	}
}

// hasMove reports whether a method has a generated test of a transition from a state.
func (s *suite) hasMove(tr *idl.Transition, state *idl.State) bool {
	for _, g := range s.groups {
		if g.name == tr.Method.Name {
			return slices.ContainsFunc(g.tests, func(test *suiteTest) bool { return test.name == where(tr)+"from_"+state.Name })
		}
	}
	return false
}

// shownMoves follows the scenarios: the states of the handles that they make, and of the device.
func (s *suite) shownMoves() map[move]bool {
	shown := map[move]bool{}
	for _, sc := range s.i.Scenarios {
		f := &follower{s: s, shown: shown, handles: map[string]*idl.State{}}
		f.device = deviceMachine(s.i).initial()
		for _, step := range sc.Steps {
			f.step(step)
		}
	}
	return shown
}

// A follower knows the states at one place of a scenario.
type follower struct {
	s       *suite
	shown   map[move]bool
	device  *idl.State
	handles map[string]*idl.State // by the reference to them: fd, accepted.conn
}

func (f *follower) step(step *idl.Step) {
	m, failed := step.Call, step.Fails != nil
	if step.Joined != nil {
		m = step.Joined.Call
		step = &idl.Step{Args: step.Joined.Args, As: step.Join}
	}
	switch {
	case step.Event != nil:
		f.move(f.transitionsOn(step.Event), step.Event.Name, f.reference(step.Args))
	case m == nil || failed || step.Async:
	default:
		f.call(m, step)
	}
}

// call follows a call that succeeds.
func (f *follower) call(m *idl.Method, step *idl.Step) {
	f.move(transitions(m), m.Name, f.reference(step.Args))
	if m.Creates == nil {
		return
	}
	ref := step.As
	if len(m.Returns) > 1 {
		ref += "." + m.Returns[0].Name
	}
	f.handles[ref] = handleMachine(m.Creates).initial()
	if m.Takes != nil && m.Takes.State != nil {
		f.handles[ref] = m.Takes.State
	}
}

// transitionsOn returns the transitions on an event.
func (f *follower) transitionsOn(e *idl.Event) []*idl.Transition {
	mc := deviceMachine(f.s.i)
	if e.Handle != nil {
		mc = handleMachine(e.Handle.Type.Handle)
	}
	return movesOn(mc, e)
}

// reference returns the reference to the handle among arguments, "" where there is none.
func (f *follower) reference(arguments []*idl.Arg) string {
	for _, arg := range arguments {
		if arg.Param != nil && arg.Param.Type.Kind == idl.HandleType && len(arg.Value.Ref) > 0 {
			ref := arg.Value.Ref[0]
			if _, ok := f.handles[ref]; ok {
				return ref
			}
			return ref + "." + arg.Value.Ref[len(arg.Value.Ref)-1]
		}
	}
	return ""
}

// move notes that something happened in a state, and follows where that leads.
func (f *follower) move(all []*idl.Transition, name, ref string) {
	state := f.device
	if ref != "" {
		state = f.handles[ref]
	}
	if state == nil {
		return
	}
	f.shown[move{name, state.Name}] = true
	for _, tr := range all {
		if tr.To == nil || len(tr.From) > 0 && !slices.Contains(tr.From, state) {
			continue
		}
		if ref == "" {
			f.device = tr.To
		} else {
			f.handles[ref] = tr.To
		}
		return
	}
}
