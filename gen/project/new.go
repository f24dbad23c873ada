package project

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"

	"drivergen/gen/gomod"
	"drivergen/gen/output"
	"drivergen/gen/skeleton"
	"drivergen/idl"
)

// A NewRequest says what driver to begin.
type NewRequest struct {
	Name       string   // of the package; skeleton.CheckName has passed it
	Dir        string   // the package's folder
	Interfaces []Source // the descriptions that it implements
	Replace    string   // the folder of drivergen's sources; "" for those that this program was built from
	ModulePath string   // the path of a module to make of the driver; "" where one is made only if it must be
}

// A Skeleton is a driver on its way to the disk.
type Skeleton struct {
	Dir         string
	Files       *output.Plan
	Module      *gomod.Module
	FreshModule bool       // the driver is a module of its own
	Packages    []*Package // the generated packages that it needs and that are not drivergen's own
	Diagnostics []idl.Diagnostics

	out string // the folder that the generated packages go to
}

// PrepareNew makes a driver's skeleton in memory. It writes nothing. With the error
// ErrDescriptions, Diagnostics says why.
func PrepareNew(r NewRequest) (*Skeleton, error) {
	s := &Skeleton{Dir: r.Dir}
	files, err := s.settleModule(r)
	if err != nil {
		return s, err
	}
	folder, err := s.Module.ImportPath(r.Dir)
	if err != nil {
		return s, err
	}
	if s.out, err = s.outFor(r.Dir); err != nil {
		return s, err
	}
	options := skeleton.Options{Name: r.Name, Import: folder, Tool: "go run " + gomod.OwnCommand}
	if s.Module.HasTool(gomod.OwnCommand) || s.FreshModule {
		options.Tool = "go tool " + path.Base(gomod.OwnCommand)
	}
	jobs, err := s.load(r)
	if err != nil {
		return s, err
	}
	for _, j := range jobs {
		options.Generate = append(options.Generate, j.argument)
		if err := s.generate(j); err != nil {
			return s, err
		}
		if !j.imported {
			i, err := j.implemented()
			if err != nil {
				return s, err
			}
			options.Interfaces = append(options.Interfaces, i)
		}
	}
	made, err := skeleton.Files(options)
	if err != nil {
		return s, err
	}
	s.Files, err = output.Fresh(r.Dir, append(files, made...))
	return s, err
}

// Write writes the skeleton and the packages that it needs, all of it or nothing.
func (s *Skeleton) Write() error {
	plans := []*output.Plan{s.Files}
	for _, p := range s.Packages {
		plans = append(plans, p.Plan)
	}
	return output.Write(plans...)
}

// LacksTool reports whether the driver's module does not list drivergen's command as a tool, so that go
// generate may fail there: go.sum need not have what the command is built with.
func (s *Skeleton) LacksTool() bool {
	return !s.FreshModule && s.Module.Path != gomod.Own && !s.Module.HasTool(gomod.OwnCommand)
}

// settleModule finds the module that the driver goes into, or plans one and returns its files.
func (s *Skeleton) settleModule(r NewRequest) ([]output.File, error) {
	if r.ModulePath == "" {
		module, err := gomod.Find(r.Dir)
		switch {
		case err == nil && module.Requires(gomod.Own):
			s.Module = module
			return nil, nil
		case err == nil:
			return nil, &NotRequiredError{Module: module, Replace: r.Replace}
		case !errors.Is(err, gomod.ErrNoModule):
			return nil, err
		}
	}
	own, err := gomod.FindOwn(r.Replace)
	if err != nil {
		return nil, fmt.Errorf("%w; pass the folder that holds its go.mod with --replace DIR", err)
	}
	dir, err := filepath.Abs(r.Dir)
	if err != nil {
		return nil, err
	}
	s.FreshModule = true
	s.Module = &gomod.Module{Dir: dir, Path: r.ModulePath}
	if s.Module.Path == "" {
		s.Module.Path = r.Name
	}
	return skeleton.ModuleFiles(s.Module.Path, own)
}
