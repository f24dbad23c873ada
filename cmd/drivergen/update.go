package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"drivergen/gen/output"
	"drivergen/gen/project"
	"drivergen/gen/update"
)

func newUpdate() *cobra.Command {
	var dry, asJSON bool
	cmd := &cobra.Command{
		Use:   "update [DIR] [--dry-run] [--json]",
		Short: "Add to a driver the hardware calls that its description has got",
		Long: `Holds a driver that was filled in by hand against the generated stub and conformance
tests that it imports, and adds the hardware calls and the stimuli that it lacks, as
drivergen new writes them: behind what its file holds, so that nothing else changes.
It tells which calls have another signature now, and which methods are calls no more;
those are left to you. Without DIR it is the driver in the current folder.

Exits with 1 where a signature has to be changed by hand.`,
		Example: `  drivergen generate && drivergen update      after a change of the description
  drivergen update impl/w5500 --dry-run       show what would be added, as a diff`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("update takes one folder, and got %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			result, err := project.PrepareUpdate(dir)
			if err != nil {
				return err
			}
			if !dry {
				if err := output.Write(result.Plan); err != nil {
					return err
				}
			}
			w := cmd.OutOrStdout()
			switch {
			case asJSON:
				err = writeUpdate(w, result, dry)
			case dry:
				w.Write(result.Plan.Diff(shown))
				showLeft(w, result)
			default:
				showUpdate(w, result)
			}
			if err == nil && len(result.Changed) > 0 {
				return errReported
			}
			return err
		},
	}
	cmd.Flags().BoolVarP(&dry, "dry-run", "n", false, "write nothing, and show what would be added as a diff")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what was found as JSON")
	return cmd
}

// showUpdate prints what was added, and what is left to do.
func showUpdate(w io.Writer, r *update.Result) {
	for _, f := range r.Added {
		fmt.Fprintf(w, "%s: added %s.%s, which %s has: %s\n", shown(mustAbs(f.File)), f.Type, f.Call, f.Set, f.New)
	}
	showLeft(w, r)
	if len(r.Added)+len(r.Changed)+len(r.Gone) == 0 {
		for _, t := range r.Types {
			fmt.Fprintf(w, "%s is up to date\n", t)
		}
	}
}

// showLeft prints what is left to do by hand.
func showLeft(w io.Writer, r *update.Result) {
	for _, f := range r.Inherited {
		if f.Unfilled {
			fmt.Fprintf(w, "%s:%d: %s.%s is not filled in: %s answers\n", shown(mustAbs(f.File)), f.Line, f.Type, f.Call, f.From)
		}
	}
	for _, f := range r.Changed {
		fmt.Fprintf(w, "%s:%d: %s.%s has another signature in %s\n  is      %s\n  must be %s\n",
			shown(mustAbs(f.File)), f.Line, f.Type, f.Call, f.Set, f.Old, f.New)
	}
	for _, f := range r.Gone {
		fmt.Fprintf(w, "%s:%d: %s.%s is no call of %s: remove it if nothing else needs it\n", shown(mustAbs(f.File)), f.Line, f.Type, f.Call, f.Set)
	}
}

// findingJSON is a finding as drivergen update --json prints it.
type findingJSON struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"` // none for what is added
	Type string `json:"type"`
	Set  string `json:"set"` // what the type fills in: netdevstub.Hardware
	Call string `json:"call"`
	Old  string `json:"old,omitempty"`
	New  string `json:"new,omitempty"`
	From string `json:"from,omitempty"`

	Unfilled bool `json:"unfilled,omitempty"` // inherited from what fails
}

// updateJSON is what drivergen update --json prints.
type updateJSON struct {
	Version   int           `json:"version"` // of this format
	DryRun    bool          `json:"dry_run"`
	Added     []findingJSON `json:"added"`
	Changed   []findingJSON `json:"changed"`
	Gone      []findingJSON `json:"gone"`
	Inherited []findingJSON `json:"inherited"`
}

func writeUpdate(w io.Writer, r *update.Result, dry bool) error {
	list := func(found []update.Finding) []findingJSON {
		all := make([]findingJSON, len(found))
		for i, f := range found {
			all[i] = findingJSON(f)
			all[i].File = shown(mustAbs(f.File))
		}
		return all
	}
	return writeJSON(w, updateJSON{answerVersion, dry, list(r.Added), list(r.Changed), list(r.Gone), list(r.Inherited)})
}
