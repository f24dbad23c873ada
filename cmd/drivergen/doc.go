package main

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"drivergen/gen/project"
	"drivergen/gen/reference"
	"drivergen/idl/report"
)

func newDoc() *cobra.Command {
	format := formatOfPages(reference.Markdown)
	diagnostics := diagnosticFlags{format: formatFlag(report.Text), color: colorAuto}
	var out string
	var check, asJSON bool
	cmd := &cobra.Command{
		Use:   "doc [FILE|DIR|std/NAME]... [--format markdown|html] [--out DIR] [--check]",
		Short: "Write the reference pages of descriptions",
		Long: `Writes the reference pages of each description to OUT/PACKAGE: everything that it
declares, with its limits, errnos, states and the order of its events, drawn
where a drawing says more. Types of other packages are links where those are
written in the same run; where there are several, OUT has a page that lists them.

As Markdown a package is README.md and the drawings beside it, ready for a code
host. As HTML it is one file, index.html, with a search box; it loads nothing
else, so that it can be opened from disk or copied to any server. Pages of both
formats can stand in the same folder.

A folder stands for the descriptions in it, std/NAME for one that is embedded,
and no argument for those that the project's drivergen.yaml names; without that
file, for the ones in the current folder or, where it holds none, in its folder
idl. Pages that are right already are left alone, drawings that are not produced
any more are removed, files that were not generated are never touched; and if
anything fails, nothing is written.`,
		Example: `  drivergen doc                               Markdown of the descriptions of this project
  drivergen doc thermo.yaml --format html     docs/reference/thermo/index.html
  drivergen doc std/netdev --out /tmp/pages   one of drivergen's own
  drivergen doc --check                       show what would change; exit 1 if anything would`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if asJSON && check {
				return usagef("--json and --check exclude each other: --check shows a diff")
			}
			sources, err := project.Sources(args)
			if err != nil {
				return err
			}
			result, err := project.PrepareReference(project.ReferenceRequest{Sources: sources, Out: out, Format: reference.Format(format)})
			if reported := diagnostics.report(cmd, result.Diagnostics); err == project.ErrDescriptions {
				return reported
			}
			if err != nil {
				return err
			}
			if check {
				return showPageDifferences(cmd.OutOrStdout(), cmd.ErrOrStderr(), result.Packages)
			}
			if err := project.Write(result.Packages); err != nil {
				return err
			}
			if asJSON {
				enc := json.NewEncoder(cmd.OutOrStdout())
				enc.SetIndent("", "  ")
				return enc.Encode(pagesWritten(result.Packages))
			}
			showPages(cmd.OutOrStdout(), result.Packages)
			return nil
		},
	}
	cmd.Flags().Var(&format, "format", "write pages as `FORMAT`: markdown or html")
	cmd.Flags().StringVar(&out, "out", "", "write to `DIR` (default: "+project.References+" at the root of the description's module)")
	cmd.Flags().BoolVar(&check, "check", false, "write nothing, show what would change as a diff, and exit 1 if anything would")
	cmd.Flags().BoolVar(&asJSON, "json", false, "tell what was written as JSON")
	err := cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(pageFormats(), cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // the flag was added above
	}
	return cmd
}

// A formatOfPages is the value of --format. It is a pflag.Value.
type formatOfPages reference.Format

func pageFormats() []string {
	var names []string
	for _, f := range reference.Formats() {
		names = append(names, string(f))
	}
	return names
}

// String returns the format's name.
func (f *formatOfPages) String() string { return string(*f) }

// Type returns what --help calls the value.
func (f *formatOfPages) Type() string { return "FORMAT" }

// Set reads a format's name.
func (f *formatOfPages) Set(name string) error {
	if !slices.Contains(pageFormats(), name) {
		return usagef("there is no format %q%s", name, didYouMean(name, pageFormats(), ""))
	}
	*f = formatOfPages(name)
	return nil
}

// showPages prints a line for each package, in columns, and one for the list of several.
func showPages(w io.Writer, packages []*project.Package) {
	var t table
	for _, p := range packages {
		name := p.Name
		if name == "" {
			name = "(list)"
		}
		t.row(name, outcome(p.Plan), shown(p.Plan.Dir), duration(p.Took))
		for _, gone := range p.Plan.Removed() {
			t.note("  removed " + shown(gone) + ", which is not produced any more")
		}
	}
	t.print(w)
}

// showPageDifferences prints what doc would change.
func showPageDifferences(stdout, stderr io.Writer, packages []*project.Package) error {
	different := 0
	for _, p := range packages {
		different += len(p.Plan.Changes)
		stdout.Write(p.Plan.Diff(shown))
	}
	if different > 0 {
		fmt.Fprintf(stderr, "drivergen: %s would be changed by drivergen doc\n", counted(different, "file"))
		return errReported
	}
	showPages(stdout, packages)
	return nil
}

// pages is what --json tells of a package.
type pages struct {
	Package string   `json:"package,omitempty"` // left out for the list of several
	Dir     string   `json:"dir"`
	Written []string `json:"written"` // names in Dir
	Removed []string `json:"removed"`
	Same    int      `json:"same"` // how many files were right already
}

func pagesWritten(packages []*project.Package) []pages {
	all := []pages{}
	for _, p := range packages {
		one := pages{Package: p.Name, Dir: shown(p.Plan.Dir), Written: []string{}, Removed: []string{}, Same: p.Plan.Same}
		for _, c := range p.Plan.Changes {
			name, err := filepath.Rel(p.Plan.Dir, c.Path)
			if err != nil {
				name = c.Path
			}
			if c.New == nil {
				one.Removed = append(one.Removed, filepath.ToSlash(name))
			} else {
				one.Written = append(one.Written, filepath.ToSlash(name))
			}
		}
		all = append(all, one)
	}
	return all
}
