package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"drivergen/gen/project"
	"drivergen/gen/project/config"
	"drivergen/idl"
	"drivergen/idl/format"
)

// fmtFlags say what becomes of what is formatted; without any it is printed.
type fmtFlags struct{ list, diff, write bool }

func newFmt() *cobra.Command {
	var flags fmtFlags
	diagnostics := diagnosticFlags{}
	cmd := &cobra.Command{
		Use:   "fmt [-l] [-d] [-w] [FILE|DIR]...",
		Short: "Format descriptions",
		Long: `Prints descriptions in their one form: keys in the order of the docs, two spaces
of indentation, a blank line between the sections, quotes where YAML needs them.
Comments, the choice of flow or block style, the folding of long texts and single
blank lines stay as their author made them; a mapping in braces that is longer
than a line of 140 columns becomes a block. What a file says never changes.

A folder stands for the descriptions in it, - or no argument for standard input. With
-l, -d or -w in a project that has a drivergen.yaml, no argument stands for those that
it names.
A file that is not YAML, or no description, is an error and stays as it is. With
-l or -d and without -w the exit code is 1 where a file is not formatted.`,
		Example: `  drivergen fmt -w thermo.yaml                format a file in place
  drivergen fmt -l idl                        list the files of a folder that are not formatted
  drivergen fmt -d idl                        show what would change
  drivergen fmt < thermo.yaml                 format standard input`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 && !flags.projects() || len(args) == 1 && args[0] == "-" {
				return formatStdin(cmd, flags, &diagnostics)
			}
			return formatFiles(cmd, args, flags, &diagnostics)
		},
	}
	cmd.Flags().BoolVarP(&flags.list, "list", "l", false, "list the files that are not formatted")
	cmd.Flags().BoolVarP(&flags.diff, "diff", "d", false, "show what would change as a diff")
	cmd.Flags().BoolVarP(&flags.write, "write", "w", false, "write what is formatted to the files")
	diagnostics.add(cmd)
	return cmd
}

// projects reports whether no argument stands for the project's descriptions.
func (f fmtFlags) projects() bool {
	path, err := config.Find(".")
	return (f.list || f.diff || f.write) && (path != "" || err != nil)
}

// stdinName is what diagnostics and diffs call standard input.
const stdinName = "<standard input>"

func formatStdin(cmd *cobra.Command, flags fmtFlags, diagnostics *diagnosticFlags) error {
	if flags.write {
		return usagef("-w needs files: there is nowhere to write standard input to")
	}
	old, err := io.ReadAll(io.LimitReader(cmd.InOrStdin(), idl.MaxFileSize+1))
	if err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	formatted, err := format.Source(stdinName, old)
	if invalid := (*format.InvalidError)(nil); errors.As(err, &invalid) {
		return diagnostics.report(cmd, []idl.Diagnostics{invalid.Diagnostics})
	}
	if err != nil {
		return err
	}
	file := &format.File{Path: stdinName, Old: old, New: formatted}
	if err := flags.apply(cmd.OutOrStdout(), file); err != nil {
		return err
	}
	return flags.verdict(file.Changes())
}

func formatFiles(cmd *cobra.Command, args []string, flags fmtFlags, diagnostics *diagnosticFlags) error {
	sources, missing := project.Sources(args)
	var invalid []idl.Diagnostics
	errs := []error{missing}
	changes := false
	for _, source := range sources {
		if source.Std {
			errs = append(errs, fmt.Errorf("%s is drivergen's own, and not a file that could be formatted", source.Arg))
			continue
		}
		file, err := format.Read(source.Path)
		var fault *format.InvalidError
		switch {
		case errors.As(err, &fault):
			invalid = append(invalid, fault.Diagnostics)
			continue
		case err == nil:
			changes = changes || file.Changes()
			err = flags.apply(cmd.OutOrStdout(), file)
		}
		errs = append(errs, err)
	}
	var reported error
	if len(invalid) > 0 {
		reported = diagnostics.report(cmd, invalid)
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if reported != nil {
		return reported
	}
	return flags.verdict(changes)
}

// apply does with a formatted file what the flags ask for.
func (f fmtFlags) apply(w io.Writer, file *format.File) error {
	if file.Changes() {
		if f.list {
			fmt.Fprintln(w, shown(file.Path))
		}
		if f.diff {
			w.Write(file.Diff(shown(file.Path)))
		}
		if f.write {
			return file.Write()
		}
	}
	if f == (fmtFlags{}) {
		_, err := w.Write(file.New)
		return err
	}
	return nil
}

// verdict returns errReported where a file is not formatted, was only looked at, and that was told.
func (f fmtFlags) verdict(changes bool) error {
	if changes && !f.write && (f.list || f.diff) {
		return errReported
	}
	return nil
}
