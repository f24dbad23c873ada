package breaking

import (
	"fmt"
	"slices"

	"drivergen/idl"
)

// Compare returns what changed from one version of a description to another, sorted
// by place, without what the new version allows by the key allow. What is imported is compared by name: a change inside an imported
// description shows where that one is compared.
func Compare(old, new *idl.Model) Findings {
	c := &comparer{old: old, new: new, became: map[any]any{}, formerly: map[any]any{}, typeNames: map[string]string{}}
	c.matchAll()
	c.file()
	c.errors()
	c.constants()
	for _, p := range pairs(c, old.Enums, new.Enums) {
		c.enum(p)
	}
	for _, p := range pairs(c, old.Structs, new.Structs) {
		c.structure(p)
	}
	for _, p := range pairs(c, old.Handles, new.Handles) {
		c.handle(p)
	}
	for _, p := range pairs(c, old.Interfaces, new.Interfaces) {
		c.iface(p)
	}
	c.stubNames()
	allowed := func(f *Finding) bool { return new.AllowsChange(string(f.Rule.Code), f.Pos) }
	return slices.DeleteFunc(c.findings, allowed).sorted()
}

// PackageAdded is the finding of a description that the old version did not have.
func PackageAdded(new *idl.Model) *Finding {
	return &Finding{Rule: packageAdded, Effects: packageAdded.Effects, Pos: idl.Pos{File: new.Path},
		Message: "the package " + new.Package + " is new"}
}

// PackageRemoved is the finding of a description that the new version has not;
// place is where it was looked for.
func PackageRemoved(old *idl.Model, place string) *Finding {
	return &Finding{Rule: packageRemoved, Effects: packageRemoved.Effects, Pos: idl.Pos{File: place}, Old: idl.Pos{File: old.Path},
		Message: "the package " + old.Package + " is gone", Help: packageRemoved.Advice}
}

// A comparer holds two versions and what of the one became what of the other.
type comparer struct {
	old, new  *idl.Model
	became    map[any]any       // a declaration of the old version → that of the new
	formerly  map[any]any       // the reverse
	typeNames map[string]string // the new names of types that were renamed
	findings  Findings
}

// found adds a finding at the places of a declaration in both versions.
func (c *comparer) found(r *Rule, new, old idl.Pos, format string, args ...any) *Finding {
	f := &Finding{
		Rule: r, Effects: r.Effects, Pos: new, Old: old, Message: fmt.Sprintf(format, args...), Help: r.Advice,
		Source: c.new.SourceLine(new), OldSource: c.old.SourceLine(old),
	}
	if f.Pos.File == "" {
		f.Pos.File = c.new.Path
	}
	c.findings = append(c.findings, f)
	return f
}

// added adds the finding of a declaration that is new.
func (c *comparer) added(r *Rule, what string, d *idl.Decl) {
	f := c.found(r, d.Pos, idl.Pos{}, "%s is new", what)
	switch newest := c.newestSince(); {
	case newest == "" || r.Effects.Worst() == Breaking:
	case d.Since == "":
		f.Help = "tell in which version it appeared: since: …, after " + newest
	case !laterVersion(d.Since, newest):
		f.Help = "its since is not after " + newest + ", the newest of the old version"
	}
}

// removed adds the finding of a declaration that is gone, at the place of what held it.
func (c *comparer) removed(r *Rule, what string, d *idl.Decl, holder idl.Pos) {
	c.found(r, holder, d.Pos, "%s is gone", what)
}

// decl compares what every declaration has. A Go name that is derived from another
// one is compared without it.
func (c *comparer) decl(word, what string, old, new *idl.Decl, derived ...string) {
	switch goSame := c.goSame(old, new, derived); {
	case old.Name != new.Name && !goSame:
		c.found(renamed, new.Pos, old.Pos, "%s is called %s now", what, new.Name).
			Note = fmt.Sprintf("taken for the same %s under another name, for the rest of it is the same", word)
	case old.Name != new.Name:
		c.found(renamedNotInGo, new.Pos, old.Pos, "%s is called %s now", what, new.Name)
	case !goSame:
		c.found(goNameChanged, new.Pos, old.Pos, "%s is %s in Go now, and was %s", what, new.GoName, old.GoName)
	}
	c.lifecycle(what, old, new)
}

// lifecycle compares since when a declaration is there and whether it should be used.
func (c *comparer) lifecycle(what string, old, new *idl.Decl) {
	if old.Since != new.Since {
		c.found(sinceChanged, new.Pos, old.Pos, "%s claims to be there since %s, and claimed %s", what, orNothing(new.Since), orNothing(old.Since))
	}
	switch {
	case old.Deprecated == "" && new.Deprecated != "":
		c.found(deprecated, new.Pos, old.Pos, "%s is deprecated now: %s", what, new.Deprecated)
	case old.Deprecated != "" && new.Deprecated == "":
		c.found(deprecationRemoved, new.Pos, old.Pos, "%s is not deprecated any more", what)
	}
}

// goSame reports whether a declaration has the same Go name in both versions. Where its Go
// name starts with that of another declaration, derived holds the old and the new name of that.
func (c *comparer) goSame(old, new *idl.Decl, derived []string) bool {
	if old.GoName == new.GoName {
		return true
	}
	if len(derived) != 2 || derived[0] == derived[1] {
		return false
	}
	oldRest, ok := cutPrefix(old.GoName, derived[0])
	newRest, alsoOK := cutPrefix(new.GoName, derived[1])
	return ok && alsoOK && oldRest == newRest
}

func orNothing(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}
