package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"drivergen/gen"
	"drivergen/gen/gomod"
	"drivergen/gen/project"
)

// showMissingRequirement tells how a module gets at what generated code imports.
func showMissingRequirement(w io.Writer, packages []*project.Package) {
	showMissingEngine(w, packages)
	told := map[string]bool{}
	for _, p := range packages {
		if p.Module == nil || p.Module.Requires(gomod.Own) || told[p.Module.Dir] {
			continue
		}
		told[p.Module.Dir] = true
		missing := &project.NotRequiredError{Module: p.Module}
		fmt.Fprintf(w, "drivergen: module %s does not require drivergen, which the generated code imports; to add it, run\n%s",
			p.Module.Path, commandLines(missing.Commands(shown(p.Module.Dir))))
	}
}

// engine is the module that the bindings to JavaScript import.
const engine = "github.com/dop251/goja"

// showMissingEngine tells how a module gets at the JavaScript engine that generated bindings import.
func showMissingEngine(w io.Writer, packages []*project.Package) {
	told := map[string]bool{}
	for _, p := range packages {
		if p.Module == nil || p.Plan == nil || p.Module.Requires(engine) || told[p.Module.Dir] || !binds(p) {
			continue
		}
		told[p.Module.Dir] = true
		fmt.Fprintf(w, "drivergen: module %s does not require %s, which the binding to JavaScript imports; to add it, run\n%s",
			p.Module.Path, engine, commandLines([]string{gomod.Get(shown(p.Module.Dir), engine)}))
	}
}

// binds reports whether a package's files bind it into JavaScript.
func binds(p *project.Package) bool {
	for file := range p.Plan.State.Files {
		if strings.HasPrefix(file, p.Name+string(gen.JS)+"/") {
			return true
		}
	}
	return false
}

// addRequirement tells what to do in a module that does not require drivergen. It leaves other errors alone.
func addRequirement(err error) error {
	var missing *project.NotRequiredError
	if !errors.As(err, &missing) {
		return err
	}
	return fmt.Errorf("%w; to add it, run\n%sor pass --module PATH to make the driver a module of its own",
		err, commandLines(missing.Commands(shown(missing.Module.Dir))))
}

// showMissingTool tells how go generate gets at drivergen's command in the module of a new driver.
func showMissingTool(w io.Writer, s *project.Skeleton) {
	if s.LacksTool() {
		fmt.Fprintf(w, "drivergen: module %s does not list drivergen as a tool, which go generate needs; to add it, run\n%s",
			s.Module.Path, commandLines([]string{gomod.AddTool(shown(s.Module.Dir))}))
	}
}

// commandLines returns commands as lines that stand out from a text.
func commandLines(commands []string) string {
	return "  " + strings.Join(commands, "\n  ") + "\n"
}
