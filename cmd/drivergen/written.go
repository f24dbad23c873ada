package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"drivergen/gen/output"
	"drivergen/gen/project"
)

// writeFlags are the flags of a command that writes what it makes of descriptions, and tells it.
type writeFlags struct {
	check, asJSON bool
	diagnostics   diagnosticFlags
}

func (f *writeFlags) add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.check, "check", false, "write nothing, show what would change as a diff, and exit 1 if anything would")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print what was done, and the diagnostics, as JSON")
}

// finish ends a command that has prepared a result, or failed to: it writes the files and tells
// what was done. The answer holds what only the command knows.
func (f *writeFlags) finish(cmd *cobra.Command, result *project.Result, err error, answer writtenJSON, start time.Time) error {
	faulty := errors.Is(err, project.ErrDescriptions)
	switch {
	case faulty:
		result.Packages = nil
	case err != nil:
		return err
	}
	if !f.asJSON {
		if reported := f.diagnostics.report(cmd, result.Diagnostics); faulty {
			return reported
		}
	}
	if !f.check {
		if err := project.Write(result.Packages); err != nil {
			return err
		}
	}
	changes := changesOf(result.Packages)
	if !faulty && (!f.check || changes == 0) {
		project.Remember(result)
	}
	if f.asJSON {
		answer.Version, answer.Check, answer.Changes, answer.Recorded = answerVersion, f.check, changes, result.Recorded
		answer.Packages, answer.Diagnostics = packagesJSON(result.Packages), f.diagnostics.entries(result.Diagnostics)
		answer.Ms = milliseconds(time.Since(start))
		if err := writeJSON(cmd.OutOrStdout(), answer); err != nil {
			return err
		}
	} else {
		f.show(f.diagnostics.human(cmd), result.Packages, changes)
	}
	switch {
	case faulty:
		return errReported
	case f.check && changes > 0:
		fmt.Fprintf(cmd.ErrOrStderr(), "drivergen: %s would be changed by %s\n", counted(changes, "file"), cmd.CommandPath())
		return errReported
	}
	return nil
}

// show prints what was done, or with --check what would be.
func (f *writeFlags) show(w io.Writer, packages []*project.Package, changes int) {
	if !f.check || changes == 0 {
		showWritten(w, packages)
		return
	}
	for _, p := range packages {
		if p.Plan != nil {
			w.Write(p.Plan.Diff(shown))
		}
	}
}

// changesOf returns how many files are not as they should be.
func changesOf(packages []*project.Package) int {
	changes := 0
	for _, p := range packages {
		if p.Plan != nil {
			changes += len(p.Plan.Changes)
		}
	}
	return changes
}

// showWritten prints a line for each package, in columns. What has no name is a list of packages.
func showWritten(w io.Writer, packages []*project.Package) {
	var t table
	for _, p := range packages {
		name := cmp.Or(p.Name, "(list)")
		if p.Plan == nil {
			t.row(name, "drivergen's own", p.Import, "import it; a copy needs --out")
			continue
		}
		t.row(name, outcome(p.Plan), shown(p.Plan.Dir), duration(p.Took))
		for _, gone := range p.Plan.Removed() {
			t.note("  removed " + shown(gone) + ", which is not generated any more")
		}
	}
	t.print(w)
}

// outcome tells what was done: "7 files written, 1 removed, 5 up to date".
func outcome(p *output.Plan) string {
	if len(p.Changes) == 0 {
		return counted(p.Same, "file") + " up to date"
	}
	var parts []string
	word := "file"
	if n := p.Count(output.Create, output.Update); n > 0 {
		parts, word = append(parts, counted(n, word)+" written"), ""
	}
	if n := p.Count(output.Remove); n > 0 {
		parts, word = append(parts, counted(n, word)+" removed"), ""
	}
	if p.Same > 0 {
		parts = append(parts, counted(p.Same, word)+" up to date")
	}
	return strings.Join(parts, ", ")
}
