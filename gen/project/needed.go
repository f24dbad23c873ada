package project

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"drivergen/gen"
	"drivergen/gen/gomod"
	"drivergen/gen/skeleton"
	"drivergen/idl"
)

// A needed is a description on the way to a driver that needs its package.
type needed struct {
	*job
	imported bool   // another description names it; the driver does not implement it
	argument string // how go generate in the driver's folder names it
}

// load loads the descriptions that the driver implements and those that they import, and
// finds out where the package of each is, or goes.
func (s *Skeleton) load(r NewRequest) ([]*needed, error) {
	jobs := loadAll(r.Interfaces)
	var err error
	if s.Diagnostics, err = diagnosed(jobs); err != nil {
		return nil, err
	}
	implemented := len(jobs)
	jobs = append(jobs, loadAll(importedFiles(jobs))...)
	if _, err := diagnosed(jobs[implemented:]); err != nil {
		return nil, err
	}
	var all []*needed
	taken := map[string]*job{}
	for n, j := range jobs {
		need := &needed{job: j, imported: n >= implemented}
		if err := s.settle(r, need); err != nil {
			return nil, err
		}
		if first := taken[j.Name]; first != nil {
			return nil, fmt.Errorf("%s and %s both describe a package %s", first.Source.Arg, j.Source.Arg, j.Name)
		}
		taken[j.Name] = j
		all = append(all, need)
	}
	for _, j := range jobs {
		if err := locateImports(j.model, jobs, filepath.Join(s.Module.Dir, Generated)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// importedFiles returns the descriptions in files that others import, and that are not
// among them.
func importedFiles(jobs []*job) []Source {
	var sources []Source
	var walk func(*idl.Model)
	walk = func(m *idl.Model) {
		for _, i := range m.Imports {
			name := i.Model.Path
			known := slices.ContainsFunc(jobs, func(j *job) bool { return sameFile(j.model.Path, name) }) ||
				slices.ContainsFunc(sources, func(s Source) bool { return sameFile(s.Path, name) })
			if !known && !strings.HasPrefix(name, stdPrefix) {
				sources = append(sources, Source{Arg: name, Path: name})
			}
			walk(i.Model)
		}
	}
	for _, j := range jobs {
		walk(j.model)
	}
	return sources
}

// settle finds out where the package of a description is, or goes, so that the driver can
// import it, and how go generate makes it again.
func (s *Skeleton) settle(r NewRequest, n *needed) error {
	n.Name = n.model.Package
	if n.Name == r.Name {
		return fmt.Errorf("the driver cannot be called %s as the interface is: use the chip's name, such as w5500", r.Name)
	}
	if n.Source.Std {
		n.argument = n.Source.Arg
		n.place = place{root: path.Join(gomod.Own, Generated), source: n.Source.Path, foreign: true}
		n.Import = n.place.importPath(n.Name)
		return nil
	}
	source, home, err := homeOf(n.Source)
	if err != nil {
		return err
	}
	out := filepath.Join(s.Module.Dir, Generated)
	n.place, err = placeIn(s.Module, out, source)
	if err != nil {
		return err
	}
	n.Import, n.Module = n.place.importPath(n.Name), s.Module
	n.argument, err = relativeTo(r.Dir, n.Source.Path)
	if err == nil && (home == nil || home.Dir != s.Module.Dir) {
		var folder string
		folder, err = relativeTo(r.Dir, out)
		n.argument += " --out " + folder
	}
	return err
}

// generate makes the package of a description that is not drivergen's own.
func (s *Skeleton) generate(n *needed) error {
	if n.Source.Std {
		return nil
	}
	s.Packages = append(s.Packages, &n.Package)
	return n.job.generate(nil)
}

// implemented returns what the skeleton is made of, for a description that the driver implements.
func (n *needed) implemented() (skeleton.Interface, error) {
	i := skeleton.Interface{Model: n.model, Import: n.Import}
	files, err := gen.Generate([]gen.Input{{Model: n.model, Source: n.place.source, ImportPath: n.Import}}, []gen.Kind{gen.Stub})
	for _, f := range files {
		i.Stub = append(i.Stub, f.Content)
	}
	return i, err
}

// relativeTo returns a path as go generate in dir writes it.
func relativeTo(dir, name string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	name, err = filepath.Abs(name)
	if err != nil {
		return "", err
	}
	relative, err := filepath.Rel(dir, name)
	if err != nil { // another drive
		relative = name
	}
	relative = filepath.ToSlash(relative)
	if strings.ContainsAny(relative, " \t\"") {
		return fmt.Sprintf("%q", relative), nil
	}
	return relative, nil
}
