package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"drivergen/gen/project"
	"drivergen/idl"
)

func newLint() *cobra.Command {
	color := colorAuto
	cmd := &cobra.Command{
		Use:   "lint FILE... [--color WHEN]",
		Short: "Check descriptions without writing anything",
		Long: `Checks descriptions and prints every diagnostic, each with its code, its place, the
line with what is meant marked, and what to do. Exits with 0 where there is none,
with 1 where there is one. A folder stands for the descriptions in it.`,
		Example: `  drivergen lint thermo.yaml
  drivergen lint idl                          every description in a folder`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("lint needs a file")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			sources, missing := project.Sources(args)
			if err := report(cmd.OutOrStdout(), project.Lint(sources), color); err != nil && missing == nil {
				return err
			}
			return missing
		},
	}
	cmd.Flags().Var(&color, "color", "colour `WHEN`: auto, always or never")
	return cmd
}

// report prints diagnostics and how many there are. It returns errReported where there is one.
func report(w io.Writer, found []idl.Diagnostics, color colorMode) error {
	var errors, warnings int
	for i, diagnostics := range found {
		if i > 0 {
			fmt.Fprintln(w)
		}
		if err := diagnostics.Write(w, color.colored(w)); err != nil {
			return err
		}
		for _, d := range diagnostics {
			if d.Severity == idl.Error {
				errors++
			} else {
				warnings++
			}
		}
	}
	if errors+warnings == 0 {
		return nil
	}
	if len(found) > 1 {
		fmt.Fprintf(w, "\n%s and %s in %s\n", counted(errors, "error"), counted(warnings, "warning"), counted(len(found), "file"))
	}
	return errReported
}
