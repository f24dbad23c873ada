package project

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"drivergen/gen"
	"drivergen/gen/gomod"
	"drivergen/gen/project/config"
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
	set := new(idl.Set)
	jobs := loadAll(r.Interfaces, set)
	var err error
	if s.Diagnostics, err = diagnosed(jobs); err != nil {
		return nil, err
	}
	implemented := len(jobs)
	jobs = append(jobs, loadAll(importedFiles(jobs), set)...)
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
	return all, locateImports(jobs, s.out)
}

// importedFiles returns the descriptions in files that others import, and that are not
// among them.
func importedFiles(jobs []*job) []Source {
	var sources []Source
	for _, j := range jobs {
		for _, imported := range j.model.Imported() {
			name := imported.Path
			known := slices.ContainsFunc(jobs, func(j *job) bool { return sameFile(j.model.Path, name) }) ||
				slices.ContainsFunc(sources, func(s Source) bool { return sameFile(s.Path, name) })
			if !known && !strings.HasPrefix(name, stdPrefix) {
				sources = append(sources, Source{Arg: name, Path: name})
			}
		}
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
	n.place, err = placeIn(s.Module, s.out, source)
	if err != nil {
		return err
	}
	n.Import, n.Module = n.place.importPath(n.Name), s.Module
	n.argument, err = relativeTo(r.Dir, n.Source.Path)
	if err == nil && (home == nil || home.Dir != s.Module.Dir) {
		var folder string
		folder, err = relativeTo(r.Dir, s.out)
		n.argument += " --out " + folder
	}
	return err
}

// outFor returns the folder that generated packages go to when go generate runs in a driver's
// folder: the one that the project's drivergen.yaml names, if there is one in its module.
func (s *Skeleton) outFor(dir string) (string, error) {
	out := filepath.Join(s.Module.Dir, Generated)
	if info, err := os.Stat(dir); s.FreshModule || err == nil && !info.IsDir() {
		return out, nil // a file in the way is told later
	}
	name, err := config.Find(dir)
	if err != nil || name == "" {
		return out, err
	}
	c, err := config.Load(name)
	if err != nil {
		return "", err
	}
	if named := c.Flags[config.Out]; len(named) > 0 {
		return filepath.Abs(named[0])
	}
	return out, nil
}

// generate makes the package of a description that is not drivergen's own.
func (s *Skeleton) generate(n *needed) error {
	if n.Source.Std {
		return nil
	}
	s.Packages = append(s.Packages, &n.Package)
	return n.job.generate([]Emitter{Go(nil)})
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
