package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"drivergen/gen"
	"drivergen/gen/gomod"
	"drivergen/gen/output"
	"drivergen/gen/project"
	"drivergen/gen/project/config"
	"drivergen/idl/report"
)

func newGenerate() *cobra.Command {
	var out string
	var only []string
	var check, asJSON bool
	var diagnostics diagnosticFlags
	var made emitterFlags
	var own projectFlags
	cmd := &cobra.Command{
		Use:   "generate [FILE|DIR]... [--out DIR] [--only KIND,...] [--lang LANG,...] [--plugin PROGRAM] [--check] [--json]",
		Short: "Write the Go code of descriptions",
		Long: `Writes the Go code of each description to OUT/PACKAGE, or with --lang ts its
TypeScript declarations, or what a plugin makes of it. A folder stands for the
descriptions in it, std/NAME for one that is embedded, and no argument for those
that the project's drivergen.yaml names; without that file, for the ones in the
current folder or, where it holds none, in its folder idl. Files that are right
already are left alone, files that are not produced any more are removed, files
that were not generated are never touched; and if anything fails, nothing is
written. The files of a language or a plugin that is not named are left alone.

A drivergen.yaml, in this folder or above it in the module, may hold the keys
descriptions, lang, only, plugin, plugin-option, plugin-timeout and out. A flag wins
over the key of the same name.

A plugin is a program that gets the description as JSON and answers with files.`,
		Example: `  drivergen generate                          the descriptions of this project
  drivergen generate thermo.yaml --only mock  its mock alone
  drivergen generate --check                  show what would change; exit 1 if anything would
  drivergen generate std/netdev --out gen     a copy of one of drivergen's own
  drivergen generate std/netdev --lang ts     its TypeScript declarations
  drivergen generate --plugin ./errnos.py     what a plugin makes`,
		RunE: func(cmd *cobra.Command, args []string) error {
			start := time.Now()
			if asJSON && report.Format(diagnostics.format) != report.Text {
				return usagef("--json and --format %s exclude each other: standard output holds one answer", &diagnostics.format)
			}
			if err := own.settle(cmd); err != nil {
				return err
			}
			kinds, err := parseKinds(only)
			if err != nil {
				return err
			}
			sources, err := own.sources(args)
			if err != nil {
				return err
			}
			ctx, stop := interruptible()
			defer stop()
			emitters, err := made.emitters(ctx, cmd, kinds)
			if err != nil {
				return err
			}
			request := project.Request{Sources: sources, Out: out, Emitters: emitters}
			result := project.UpToDate(request)
			if result == nil {
				result, err = project.Prepare(request)
			}
			if reported := diagnostics.report(cmd, result.Diagnostics); err == project.ErrDescriptions {
				return reported
			}
			if err == nil && !check {
				err = project.Write(result.Packages)
			}
			if err != nil {
				return err
			}
			changes := changesOf(result.Packages)
			if !check || changes == 0 {
				project.Remember(result)
			}
			switch {
			case asJSON:
				err = writeGenerated(cmd.OutOrStdout(), own.config.Path, result, check, time.Since(start))
			case check && changes > 0:
				showDifferences(diagnostics.human(cmd), result.Packages)
			default:
				showWritten(diagnostics.human(cmd), result.Packages)
			}
			if check && changes > 0 {
				fmt.Fprintf(cmd.ErrOrStderr(), "drivergen: %s would be changed by drivergen generate\n", counted(changes, "file"))
				return errReported
			}
			showMissingRequirement(cmd.ErrOrStderr(), result.Packages)
			return err
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write to `DIR` (default: generated/ at the root of the description's module)")
	cmd.Flags().StringSliceVar(&only, "only", nil, "generate `KIND,...` alone: "+kindNames())
	offerWords(cmd, config.Only, strings.Split(kindNames(), ", ")...)
	own.add(cmd)
	made.add(cmd)
	diagnostics.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what was done as JSON")
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

// showDifferences prints what generate would change.
func showDifferences(w io.Writer, packages []*project.Package) {
	for _, p := range packages {
		if p.Plan != nil {
			w.Write(p.Plan.Diff(shown))
		}
	}
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
