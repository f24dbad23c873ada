package idl

import (
	"cmp"
	"strings"
)

// checkSince reports what appeared before that which it belongs to: a method before its
// interface, an interface before its package.
func (l *loader) checkSince() {
	m := l.model
	root := age{version: m.Since}
	if o := l.objs[m]; o.has("since") {
		root.pos = l.src.pos(o.at("since"))
	}
	since(l, root, m.Errnos)
	since(l, root, m.Errors)
	since(l, root, m.Constants)
	for _, e := range m.Enums {
		since(l, since(l, root, []*Enum{e}), e.Values)
	}
	for _, s := range m.Structs {
		since(l, since(l, root, []*Struct{s}), s.Fields)
	}
	for _, h := range m.Handles {
		of := since(l, root, []*Handle{h})
		since(l, of, h.States)
		since(l, of, h.Queues)
		if h.Properties != nil {
			since(l, since(l, of, []*Struct{h.Properties}), h.Properties.Fields)
		}
	}
	for _, i := range m.Interfaces {
		of := since(l, root, []*Interface{i})
		since(l, of, i.States)
		l.sinceCalls(of, append(append([]*Method{}, i.Properties...), i.Methods...), i.Events)
		for _, c := range i.Capabilities {
			l.sinceCalls(since(l, of, []*Capability{c}), c.Methods, c.Events)
		}
		for _, s := range i.Stimuli {
			of := since(l, of, []*Stimulus{s})
			since(l, of, s.Params)
			since(l, of, s.Returns)
		}
		since(l, of, i.Scenarios)
	}
}

// sinceCalls is since for methods and events, and for their parameters.
func (l *loader) sinceCalls(of age, methods []*Method, events []*Event) {
	for _, m := range methods {
		of := since(l, of, []*Method{m})
		if !m.Property { // whose result is the property itself
			since(l, of, m.Params)
			since(l, of, m.Returns)
		}
	}
	for _, e := range events {
		since(l, since(l, of, []*Event{e}), e.Params)
	}
}

// An age is the version in which something appeared, and where the description says so.
type age struct {
	version string // "" where it does not say
	name    string // "" for the package
	pos     Pos
}

// since reports the declarations of a list that are older than what they belong to, and
// returns the age of the last of them.
func since[T declaration](l *loader, of age, list []T) age {
	last := of
	for _, member := range list {
		d, o := member.decl(), l.objs[member]
		last = of
		if d.Since == "" || !versionForm.MatchString(d.Since) {
			continue
		}
		last = age{d.Since, d.Name, l.src.pos(o.at("since"))}
		if of.version == "" || !versionForm.MatchString(of.version) || compareVersions(d.Since, of.version) >= 0 {
			continue
		}
		what := "the package"
		if of.name != "" {
			what = of.name
		}
		l.report(CodeSince, o.at("since"), "%s cannot be there since %s: %s, which it belongs to, is there since %s", d.Name, d.Since, what, of.version).
			help("give the version of the description that added it").note(of.pos, "%s has its version here", what)
	}
	return last
}

// compareVersions compares versions such as 1.10.2 number by number.
func compareVersions(a, b string) int {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for n := range as {
		x, y := strings.TrimLeft(as[n], "0"), strings.TrimLeft(bs[n], "0")
		if c := cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y)); c != 0 {
			return c
		}
	}
	return 0
}
