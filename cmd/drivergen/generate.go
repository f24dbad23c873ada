package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"drivergen/gen"
	"drivergen/gen/gomod"
	"drivergen/gen/output"
	"drivergen/gen/project"
)

func newGenerate() *cobra.Command {
	var out string
	var only []string
	var check bool
	cmd := &cobra.Command{
		Use:   "generate [FILE|DIR]... [--out DIR] [--only KIND,...] [--check]",
		Short: "Write the Go code of descriptions",
		Long: `Writes the Go code of each description to OUT/PACKAGE. A folder stands for the
descriptions in it, std/NAME for one that is embedded, and no argument for the
current folder or, where it holds none, its folder idl. Files that are right
already are left alone, files that are not produced any more are removed, files
that were not generated are never touched; and if anything fails, nothing is
written.`,
		Example: `  drivergen generate                          the descriptions of this folder
  drivergen generate thermo.yaml --only mock  its mock alone
  drivergen generate --check                  show what would change; exit 1 if anything would
  drivergen generate std/netdev --out gen     a copy of one of drivergen's own`,
		RunE: func(cmd *cobra.Command, args []string) error {
			kinds, err := parseKinds(only)
			if err != nil {
				return err
			}
			sources, err := project.Sources(args)
			if err != nil {
				return err
			}
			result, err := project.Prepare(project.Request{Sources: sources, Out: out, Kinds: kinds})
			if reported := report(cmd.ErrOrStderr(), result.Diagnostics, colorAuto); err == project.ErrDescriptions {
				return reported
			}
			if err != nil {
				return err
			}
			if check {
				return showDifferences(cmd.OutOrStdout(), cmd.ErrOrStderr(), result.Packages)
			}
			if err := project.Write(result.Packages); err != nil {
				return err
			}
			showWritten(cmd.OutOrStdout(), result.Packages)
			showMissingRequirement(cmd.ErrOrStderr(), result.Packages)
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write to `DIR` (default: generated/ at the root of the description's module)")
	cmd.Flags().StringSliceVar(&only, "only", nil, "generate `KIND,...` alone: "+kindNames())
	cmd.Flags().BoolVar(&check, "check", false, "write nothing, show what would change as a diff, and exit 1 if anything would")
	return cmd
}

func kindNames() string {
	var names []string
	for _, k := range gen.Kinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// parseKinds checks the names that --only was given.
func parseKinds(only []string) ([]gen.Kind, error) {
	var kinds []gen.Kind
	for _, name := range only {
		kind := gen.Kind(strings.TrimSpace(name))
		if !slices.Contains(gen.Kinds(), kind) {
			return nil, usagef("--only: there is no kind %q%s", name, didYouMean(name, strings.Split(kindNames(), ", "), ""))
		}
		kinds = append(kinds, kind)
	}
	return kinds, nil
}

// showDifferences prints what generate would change.
func showDifferences(stdout, stderr io.Writer, packages []*project.Package) error {
	different := 0
	for _, p := range packages {
		if p.Plan != nil {
			different += len(p.Plan.Changes)
			stdout.Write(p.Plan.Diff(shown))
		}
	}
	if different > 0 {
		fmt.Fprintf(stderr, "drivergen: %s would be changed by drivergen generate\n", counted(different, "file"))
		return errReported
	}
	showWritten(stdout, packages)
	return nil
}

// showWritten prints a line for each package, in columns.
func showWritten(w io.Writer, packages []*project.Package) {
	var t table
	for _, p := range packages {
		if p.Plan == nil {
			t.row(p.Name, "drivergen's own", p.Import, "import it; a copy needs --out")
			continue
		}
		t.row(p.Name, outcome(p.Plan), shown(p.Plan.Dir), duration(p.Took))
		for _, name := range p.Plan.Removed() {
			t.note("  removed " + shown(name) + ", which is not generated any more")
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

// showMissingRequirement tells how a module gets at what generated code imports.
func showMissingRequirement(w io.Writer, packages []*project.Package) {
	told := map[string]bool{}
	for _, p := range packages {
		if p.Module == nil || p.Module.Requires(gomod.Own) || told[p.Module.Dir] {
			continue
		}
		told[p.Module.Dir] = true
		where := "DIR"
		if own, err := gomod.FindOwn(""); err == nil {
			where = own.Dir
		}
		fmt.Fprintf(w, "drivergen: module %s does not require drivergen, which the generated code imports; to add it, run\n"+
			"  go mod edit -require=drivergen@v0.0.0 -replace=drivergen=%s %s\n",
			p.Module.Path, where, shown(filepath.Join(p.Module.Dir, "go.mod")))
	}
}
