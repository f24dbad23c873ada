package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"drivergen/gen/project"
	"drivergen/idl"
	"drivergen/idl/explain"
	"drivergen/idl/report"
)

func newLint() *cobra.Command {
	var rules, asJSON bool
	diagnostics := diagnosticFlags{toStdout: true}
	cmd := &cobra.Command{
		Use:   "lint [FILE|DIR]... [--format FORMAT] [--json] [--color WHEN] | lint --rules",
		Short: "Check descriptions without writing anything",
		Long: `Checks descriptions, by the rules of style too, and prints every diagnostic, each
with its code, its place, the line with what is meant marked, and what to do. Exits
with 0 where there is none, with 1 where there is one. A folder stands for the
descriptions in it, no argument for those of the project.

A warning that is meant to be is switched off where it is, with the reason:
allow: {W0604: The names are the vendor's.}`,
		Example: `  drivergen lint thermo.yaml
  drivergen lint idl                          every description in a folder
  drivergen lint idl --format sarif           for a code scanner
  drivergen lint --rules                      the rules of style`,
		Args: func(cmd *cobra.Command, args []string) error {
			if rules && len(args) > 0 {
				return usagef("lint --rules takes no files, and got %q", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if asJSON {
				if diagnostics.format != report.JSON && cmd.Flags().Changed("format") {
					return usagef("--json and --format %s are different formats", diagnostics.format)
				}
				diagnostics.format = report.JSON
			}
			if rules {
				return showRules(cmd.OutOrStdout(), diagnostics.format)
			}
			sources, missing := project.Sources(args)
			if faults, ok := settingsFaults(missing); ok {
				return diagnostics.report(cmd, faults)
			}
			if err := diagnostics.report(cmd, project.Lint(sources)); err != nil && missing == nil {
				return err
			}
			return missing
		},
	}
	diagnostics.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "the same as --format json")
	cmd.Flags().BoolVar(&rules, "rules", false, "list the rules of style, as text or with --format json")
	return cmd
}

// A listedRule is a rule as lint --rules --format json lists it.
type listedRule struct {
	Code       idl.Code `json:"code"`
	Title      string   `json:"title"`
	Why        string   `json:"why"`
	Severity   string   `json:"severity"`
	Switchable bool     `json:"switchable"` // by the key allow
}

// showRules lists the rules of style.
func showRules(w io.Writer, format report.Format) error {
	switch format {
	case report.Text:
		for _, r := range idl.Rules() {
			fmt.Fprintf(w, "%s  %s\n", r.Code, r.Title)
		}
		return nil
	case report.JSON:
		list := []listedRule{}
		for _, r := range idl.Rules() {
			e, err := explain.Find(string(r.Code))
			if err != nil {
				return err
			}
			list = append(list, listedRule{r.Code, r.Title, e.Why, idl.Warning.String(), r.Code.Switchable()})
		}
		return writeJSON(w, struct {
			Version int          `json:"version"`
			Rules   []listedRule `json:"rules"`
		}{answerVersion, list})
	}
	return usagef("--rules prints text or json, not %s", format)
}
