package baseline

import (
	"drivergen/idl"
	"drivergen/idl/breaking"
)

// A Result is what became of pairs of versions.
type Result struct {
	Findings breaking.Findings
	Fresh    []string // descriptions that the old version has not
	// Faults are the diagnostics of descriptions with errors, in either version; such a pair is not compared.
	Faults []idl.Diagnostics
}

// Compare loads and compares pairs. A description that lies in another file than before is
// found by its package.
func Compare(pairs []Pair) *Result {
	r := &Result{}
	var added, removed []*loaded
	for _, p := range pairs {
		new, old := r.load(p.New), r.load(p.Old)
		switch {
		case new == nil && p.New != nil, old == nil && p.Old != nil: // a fault
		case old == nil:
			added = append(added, new)
		case new == nil:
			removed = append(removed, old)
		default:
			r.add(old, breaking.Compare(old.model, new.model)...)
		}
	}
	for _, old := range removed {
		if new := samePackage(old, added); new != nil {
			new.taken = true
			r.add(old, breaking.Compare(old.model, new.model)...)
		} else {
			r.add(old, breaking.PackageRemoved(old.model, old.version.Path))
		}
	}
	for _, new := range added {
		if !new.taken {
			r.Fresh = append(r.Fresh, new.version.Path)
			r.add(new, breaking.PackageAdded(new.model))
		}
	}
	return r
}

type loaded struct {
	version *Version
	model   *idl.Model
	taken   bool // it was compared with an old version in another file
}

// load loads a version, or returns nil and keeps its faults.
func (r *Result) load(v *Version) *loaded {
	if v == nil {
		return nil
	}
	model, faults := v.Load()
	if model == nil {
		for _, d := range faults {
			d.Pos.File = v.Label + d.Pos.File
			for i := range d.Notes {
				d.Notes[i].Pos.File = v.Label + d.Notes[i].Pos.File
			}
		}
		r.Faults = append(r.Faults, faults)
		return nil
	}
	return &loaded{version: v, model: model}
}

// add adds findings, with the label of the old version before its places.
func (r *Result) add(old *loaded, findings ...*breaking.Finding) {
	for _, f := range findings {
		if f.Old.File != "" {
			f.Old.File = old.version.Label + f.Old.File
		}
	}
	r.Findings = append(r.Findings, findings...)
}

func samePackage(old *loaded, added []*loaded) *loaded {
	for _, new := range added {
		if new.model.Package == old.model.Package && !new.taken {
			return new
		}
	}
	return nil
}
