package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"drivergen/gen/gomod"
	"drivergen/gen/project"
)

// showMissingRequirement tells how a module gets at what generated code imports.
func showMissingRequirement(w io.Writer, packages []*project.Package) {
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
