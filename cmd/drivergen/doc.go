package main

import (
	"time"

	"github.com/spf13/cobra"

	"drivergen/gen/project"
	"drivergen/gen/reference"
)

// docFlags are the flags of the command doc.
type docFlags struct {
	writeFlags
	format reference.Format
	out    string
}

func newDoc() *cobra.Command {
	var f docFlags
	f.diagnostics.color = colorAuto // --format is that of the pages
	cmd := &cobra.Command{
		Use:   "doc [FILE|DIR|std/NAME]... [--format markdown|html] [--out DIR] [--check] [--json]",
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
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	addWord(cmd, &f.format, "format", "format", "write pages as `FORMAT`: markdown or html", reference.Formats()...)
	cmd.Flags().StringVar(&f.out, "out", "", "write to `DIR` (default: "+project.References+" at the root of the description's module)")
	f.writeFlags.add(cmd)
	return cmd
}

func (f *docFlags) run(cmd *cobra.Command, args []string) error {
	start := time.Now()
	result, err := f.prepare(args)
	return f.finish(cmd, result, err, writtenJSON{}, start)
}

// prepare makes the pages in memory.
func (f *docFlags) prepare(args []string) (*project.Result, error) {
	sources, err := project.Sources(args)
	if faults, ok := settingsFaults(err); ok {
		return &project.Result{Diagnostics: faults}, project.ErrDescriptions
	}
	if err != nil {
		return nil, err
	}
	return project.PrepareReference(project.ReferenceRequest{Sources: sources, Out: f.out, Format: f.format})
}
