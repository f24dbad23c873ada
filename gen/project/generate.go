package project

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
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
	Kinds   []gen.Kind // none means all
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
}

// ErrDescriptions tells that a description has errors; Result.Diagnostics holds them.
var ErrDescriptions = errors.New("the descriptions have errors")

// Prepare loads the sources, generates their code in memory and compares it with the
// disk. It writes nothing. With the error ErrDescriptions the Result holds the
// diagnostics, else its packages are complete where the error is nil.
func Prepare(r Request) (*Result, error) {
	jobs := loadAll(r.Sources)
	result := &Result{}
	var err error
	if result.Diagnostics, err = diagnosed(jobs); err != nil {
		return result, err
	}
	if err := settle(jobs, r.Out); err != nil {
		return result, err
	}
	err = each(len(jobs), func(i int) error { return jobs[i].generate(r.Kinds) })
	for _, j := range jobs {
		result.Packages = append(result.Packages, &j.Package)
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
}

// loadAll loads the descriptions.
func loadAll(sources []Source) []*job {
	jobs := make([]*job, len(sources))
	each(len(jobs), func(i int) error {
		start := time.Now()
		j := &job{Package: Package{Source: sources[i]}}
		j.model, j.diagnostics = idl.Load(j.Source.Path)
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

// settle finds out where each package goes, and the import paths of what it imports.
func settle(jobs []*job, out string) error {
	var errs []error
	taken := map[string]*job{}
	for _, j := range jobs {
		place, err := placeOf(j.Source, out)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		j.place, j.Name, j.Module = place, j.model.Package, place.module
		j.Import = place.importPath(j.Name)
		if first := taken[j.Import]; first != nil {
			errs = append(errs, fmt.Errorf("%s and %s both describe package %s", first.Source.Arg, j.Source.Arg, j.Import))
		}
		taken[j.Import] = j
	}
	if len(errs) > 0 {
		return errors.Join(errs...)
	}
	for _, j := range jobs {
		errs = append(errs, locateImports(j.model, jobs, out))
	}
	return errors.Join(errs...)
}

// locateImports gives the descriptions that model imports the import paths of their
// packages: those of this run where they are generated in it, else those that an
// earlier run with the same out gave them.
func locateImports(model *idl.Model, jobs []*job, out string) error {
	for _, imported := range model.Imports {
		if imported.Model.ImportPath == "" {
			p, err := importPathOf(imported.Model, jobs, out)
			if err != nil {
				return err
			}
			imported.Model.ImportPath = p
		}
		if err := locateImports(imported.Model, jobs, out); err != nil {
			return err
		}
	}
	return nil
}

func importPathOf(model *idl.Model, jobs []*job, out string) (string, error) {
	for _, j := range jobs {
		if sameFile(j.model.Path, model.Path) {
			return j.Import, nil
		}
	}
	p, err := placeOf(Source{Arg: model.Path, Path: model.Path, Std: strings.HasPrefix(model.Path, stdPrefix)}, out)
	return p.importPath(model.Package), err
}

func sameFile(a, b string) bool {
	full, err := filepath.Abs(a)
	other, otherErr := filepath.Abs(b)
	return err == nil && otherErr == nil && full == other
}

// generate makes a package's files and plans what to write.
func (j *job) generate(kinds []gen.Kind) error {
	if j.place.foreign {
		return nil
	}
	start := time.Now()
	files, err := gen.Generate([]gen.Input{{Model: j.model, Source: j.place.source, ImportPath: j.Import}}, kinds)
	if err != nil {
		return err
	}
	wanted := make([]output.File, len(files))
	for i, f := range files {
		wanted[i] = output.File{Path: f.Path, Content: f.Content}
	}
	j.Plan, err = output.Compare(j.place.out, j.Name, wanted, len(kinds) > 0)
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
