package project

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"drivergen/gen"
	"drivergen/gen/gomod"
	"drivergen/gen/output"
	"drivergen/idl"
)

// A Request says what to generate.
type Request struct {
	Sources []Source
	Out     string     // the output folder; "" for the default of each source
	Kinds   []gen.Kind // of Go code; none means gen.DefaultKinds
	// Emitters make the files; none stands for Go alone, of Kinds.
	Emitters []Emitter
	// Loaded, where it is not nil, is called when the sources are loaded and have no errors.
	Loaded func()
}

// A Package is one generated package with its companions, on its way to the disk.
type Package struct {
	Source Source
	Name   string
	// Import is the import path of the core package.
	Import string
	// Plan is what has to be written; nil for one of drivergen's own packages, which
	// other modules import and do not copy.
	Plan *output.Plan
	// Took is how long loading, generating, comparing and writing took.
	Took time.Duration
	// Module is the module that holds the package; nil where Plan is nil.
	Module *gomod.Module
}

// A Result is what Prepare found.
type Result struct {
	Packages    []*Package // in the order of the sources
	Diagnostics []idl.Diagnostics
	// Recorded is set where an earlier run found out that everything is up to date, and
	// nothing has changed since.
	Recorded bool

	request Request
	seen    *observed
}

// ErrDescriptions tells that a description has errors; Result.Diagnostics holds them.
var ErrDescriptions = errors.New("the descriptions have errors")

// Prepare loads the sources, generates their code in memory and compares it with the
// disk. It writes nothing. With the error ErrDescriptions the Result holds the
// diagnostics, else its packages are complete where the error is nil.
func Prepare(r Request) (*Result, error) {
	seen := observe(r)
	jobs := loadAll(r.Sources, &idl.Set{Read: seen.read})
	result := &Result{request: r, seen: seen}
	var err error
	if result.Diagnostics, err = diagnosed(jobs); err != nil {
		return result, err
	}
	if r.Loaded != nil {
		r.Loaded()
	}
	emitters := r.Emitters
	if len(emitters) == 0 {
		emitters = []Emitter{Go(r.Kinds)}
	}
	if jobs, err = settle(jobs, r.Out, emitters); err != nil {
		return result, err
	}
	err = each(len(jobs), func(i int) error { return jobs[i].generate(emitters) })
	for _, j := range jobs {
		result.Packages = append(result.Packages, &j.Package)
		if len(j.told) > 0 {
			result.Diagnostics = append(result.Diagnostics, j.told)
		}
		if err == nil && j.told.HasErrors() {
			err = ErrDescriptions
		}
	}
	return result, err
}

// Write writes what Prepare planned, all of it or nothing.
func Write(packages []*Package) error {
	start := time.Now()
	var plans []*output.Plan
	changes := 0
	for _, p := range packages {
		if p.Plan != nil {
			plans = append(plans, p.Plan)
			changes += len(p.Plan.Changes)
		}
	}
	if err := output.Write(plans...); err != nil {
		return err
	}
	took := time.Since(start)
	for _, p := range packages {
		if p.Plan != nil && changes > 0 {
			p.Took += took * time.Duration(len(p.Plan.Changes)) / time.Duration(changes)
		}
	}
	return nil
}

// A job is one package under way.
type job struct {
	Package
	place       place
	model       *idl.Model
	diagnostics idl.Diagnostics
	told        idl.Diagnostics // what the emitters have to say
	imported    bool            // no argument names it; others refer to its files
}

// loadAll loads descriptions with a set.
func loadAll(sources []Source, set *idl.Set) []*job {
	jobs := make([]*job, len(sources))
	each(len(jobs), func(i int) error {
		start := time.Now()
		j := &job{Package: Package{Source: sources[i]}}
		j.model, j.diagnostics = set.Load(j.Source.Path)
		j.Took = time.Since(start)
		jobs[i] = j
		return nil
	})
	return jobs
}

// diagnosed returns the diagnostics of the jobs, and ErrDescriptions where one has no model.
func diagnosed(jobs []*job) ([]idl.Diagnostics, error) {
	var all []idl.Diagnostics
	var err error
	for _, j := range jobs {
		if len(j.diagnostics) > 0 {
			all = append(all, j.diagnostics)
		}
		if j.model == nil {
			err = ErrDescriptions
		}
	}
	return all, err
}

// settle finds out where each package goes, and the import paths of what it imports. It returns
// the jobs, with those that the emitters need besides.
func settle(jobs []*job, out string, emitters []Emitter) ([]*job, error) {
	var errs []error
	goCode := slices.ContainsFunc(emitters, func(e Emitter) bool { return e.Go })
	for _, j := range jobs {
		place, err := placeFor(j.Source, out, emitters)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		j.place, j.Name, j.Module = place, j.model.Package, place.module
		j.Import = place.importPath(j.Name)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	if slices.ContainsFunc(emitters, func(e Emitter) bool { return e.Closure }) {
		jobs = append(jobs, importedBy(jobs)...)
	}
	if err := distinct(jobs); err != nil || !goCode {
		return jobs, err
	}
	return jobs, locateImports(jobs, out)
}

// distinct refuses two descriptions of the same package, and two that go to the same folder.
func distinct(jobs []*job) error {
	var errs []error
	taken := map[string]*job{}
	for _, j := range jobs {
		for _, place := range []string{j.Import, filepath.Join(j.place.out, j.Name)} {
			if place == "" || place == j.Name {
				continue
			}
			if first := taken[place]; first != nil {
				errs = append(errs, samePackage(first.Source.Arg, j.Source.Arg, place))
				break
			}
			taken[place] = j
		}
	}
	return errors.Join(errs...)
}

func samePackage(first, second, place string) error {
	return fmt.Errorf("%s and %s both describe package %s: give one of them another name", first, second, place)
}

// locateImports gives the descriptions, and those that they import, the import paths of their
// packages: those of this run where they are generated in it, else drivergen's own for the
// embedded ones, and for others those that an earlier run with the same out gave them. It refuses
// two descriptions whose packages have the same one.
func locateImports(jobs []*job, out string) error {
	made := map[string]string{}
	for _, j := range jobs {
		if !j.imported {
			made[fullPath(j.model.Path)] = j.Import
		}
	}
	taken := map[string]string{} // the description by import path
	for _, j := range jobs {
		for _, m := range append(j.model.Imported(), j.model) {
			if m.ImportPath == "" {
				path, ok := made[fullPath(m.Path)]
				if !ok {
					var err error
					if path, err = usualImport(m, out); err != nil {
						return err
					}
				}
				m.ImportPath = path
			}
			if first, ok := taken[m.ImportPath]; ok && m.ImportPath != "" && !sameFile(first, m.Path) {
				return samePackage(first, m.Path, m.ImportPath)
			}
			taken[m.ImportPath] = m.Path
		}
	}
	return nil
}

// usualImport returns the import path of a package that is not made in this run.
func usualImport(m *idl.Model, out string) (string, error) {
	std := strings.HasPrefix(m.Path, stdPrefix)
	p, err := placeOf(Source{Arg: m.Path, Path: m.Path, Std: std, Shared: std}, out)
	return p.importPath(m.Package), err
}

// fullPath returns a path by which a file is known wherever the process is.
func fullPath(name string) string {
	if full, err := filepath.Abs(name); err == nil {
		return full
	}
	return name
}

func sameFile(a, b string) bool {
	return fullPath(a) == fullPath(b)
}

// generate makes a package's files and plans what to write.
func (j *job) generate(emitters []Emitter) error {
	start := time.Now()
	var wanted []output.File
	var complete, spared []string
	ran := false
	for _, e := range emitters {
		if !e.wants(j) {
			continue
		}
		ran = true
		files, told, err := e.Emit(gen.Input{Model: j.model, Source: j.place.source, ImportPath: j.Import})
		if err != nil {
			return err
		}
		j.told = append(j.told, told...)
		for _, f := range files {
			wanted = append(wanted, output.File{Path: f.Path, Content: f.Content})
		}
		if !e.Partial {
			complete = append(complete, e.Name)
		}
		for _, kind := range e.Spares {
			spared = append(spared, j.Name+string(kind))
		}
	}
	if !ran || j.told.HasErrors() {
		return nil
	}
	var err error
	j.Plan, err = output.CompareOf(j.place.out, j.Name, wanted, complete, spared...)
	j.Took += time.Since(start)
	return err
}

// each runs do for 0 … n-1 on all processors and joins the errors in this order.
func each(n int, do func(i int) error) error {
	errs := make([]error, n)
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		group.Go(func() error {
			errs[i] = do(i)
			return nil
		})
	}
	group.Wait() // each do keeps its own error
	return errors.Join(errs...)
}
