package replay

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"drivergen/internal/nearest"
)

// An Option sets how a recording is replayed.
type Option func(*Player)

// Partial allows a test to end without having made every call of the recording.
func Partial() Option { return func(p *Player) { p.partial = true } }

// Timing keeps the recorded times: a call takes as long as it took, an event comes as long after what went
// before as it came. Without it everything comes as soon as the order allows. In a testing/synctest bubble
// neither takes any time.
func Timing() Option { return func(p *Player) { p.timing = true } }

// Ignore says that an argument of a method may be anything. Both are named as the description names them:
// Ignore("write", "data") for a program that sends random numbers.
func Ignore(method, arg string) Option {
	return func(p *Player) { p.ignored[argument{method, arg}] = true }
}

// Patience sets how long a call waits for one that had returned before it began when it was recorded. Without
// it that is five seconds. A call that waited when it was recorded may wait as long again.
func Patience(d time.Duration) Option { return func(p *Player) { p.patience = d } }

// Capability says that the device has an optional part, named as the description names it. Without it the
// device has those of which the recording has a call or an event.
func Capability(name string) Option { return func(p *Player) { p.capabilities[name] = true } }

// An argument is one of a method.
type argument struct{ method, name string }

// unknownOption tells of an option with a name that the description does not have, or returns "".
func (p *Player) unknownOption() string {
	for _, capability := range slices.Sorted(maps.Keys(p.capabilities)) {
		if _, ok := p.Capabilities[capability]; !ok {
			return fmt.Sprintf("replay.Capability(%q): %s has no such capability%s", capability, p.Interface, orNearest(capability, p.Capabilities))
		}
	}
	byName := func(a, b argument) int {
		return cmp.Or(cmp.Compare(a.method, b.method), cmp.Compare(a.name, b.name))
	}
	for _, a := range slices.SortedFunc(maps.Keys(p.ignored), byName) {
		args, ok := p.Methods[a.method]
		option := fmt.Sprintf("replay.Ignore(%q, %q): ", a.method, a.name)
		switch {
		case !ok:
			return option + p.Interface + " has no such method" + orNearest(a.method, p.Methods)
		case !slices.Contains(args, a.name):
			return option + a.method + " has no such argument" + orListed(a.name, args)
		}
	}
	return ""
}

// orNearest asks whether the nearest of the known names was meant, or lists them all.
func orNearest(name string, known map[string][]string) string {
	return orListed(name, slices.Sorted(maps.Keys(known)))
}

func orListed(name string, names []string) string {
	if near := nearest.To(name, names); near != "" {
		return ": did you mean " + near + "?"
	}
	if len(names) == 0 {
		return ""
	}
	return ": it has " + strings.Join(names, ", ")
}
