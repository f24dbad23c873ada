package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"drivergen/gen/project"
	"drivergen/gen/project/config"
	"drivergen/idl"
	"drivergen/idl/format"
	"drivergen/idl/report"
)

// fmtFlags say what becomes of what is formatted; without any it is printed.
type fmtFlags struct {
	list, diff, write, asJSON bool
	diagnostics               diagnosticFlags
}

func newFmt() *cobra.Command {
	var flags fmtFlags
	cmd := &cobra.Command{
		Use:   "fmt [-l] [-d] [-w] [--json] [FILE|DIR]...",
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
		RunE: func(cmd *cobra.Command, args []string) error { return flags.run(cmd, args) },
	}
	cmd.Flags().BoolVarP(&flags.list, "list", "l", false, "list the files that are not formatted")
	cmd.Flags().BoolVarP(&flags.diff, "diff", "d", false, "show what would change as a diff")
	cmd.Flags().BoolVarP(&flags.write, "write", "w", false, "write what is formatted to the files")
	cmd.Flags().BoolVar(&flags.asJSON, "json", false, "with -l or -w, print which files are formatted, and the diagnostics, as JSON")
	flags.diagnostics.add(cmd)
	return cmd
}

func (f *fmtFlags) run(cmd *cobra.Command, args []string) error {
	if f.asJSON && (f.diff || !f.list && !f.write) {
		return usagef("--json goes with -l or -w, and not with -d: standard output holds one answer")
	}
	if err := f.diagnostics.only(f.asJSON); err != nil {
		return err
	}
	var found formatting
	var err error
	if len(args) == 0 && !f.projects() || len(args) == 1 && args[0] == "-" {
		err = f.stdin(cmd, &found)
	} else {
		err = f.files(cmd, args, &found)
	}
	var usage usageError
	if errors.As(err, &usage) {
		return err
	}
	told := f.tell(cmd, &found)
	if err != nil {
		return err
	}
	return told
}

// projects reports whether no argument stands for the project's descriptions.
func (f *fmtFlags) projects() bool {
	path, err := config.Find(".")
	return (f.list || f.diff || f.write) && (path != "" || err != nil)
}

// stdinName is what diagnostics and diffs call standard input.
const stdinName = "<standard input>"

// formatting is what was found out about files.
type formatting struct {
	files   []formattedJSON
	invalid []idl.Diagnostics
}

func (f *fmtFlags) stdin(cmd *cobra.Command, found *formatting) error {
	if f.write {
		return usagef("-w needs files: there is nowhere to write standard input to")
	}
	old, err := io.ReadAll(io.LimitReader(cmd.InOrStdin(), idl.MaxFileSize+1))
	if err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	formatted, err := format.Source(stdinName, old)
	return f.apply(cmd.OutOrStdout(), &format.File{Path: stdinName, Old: old, New: formatted}, err, found)
}

func (f *fmtFlags) files(cmd *cobra.Command, args []string, found *formatting) error {
	sources, missing := project.Sources(args)
	if faults, ok := settingsFaults(missing); ok {
		found.invalid, missing = faults, nil
	}
	errs := []error{missing}
	for _, source := range sources {
		if source.Std {
			errs = append(errs, fmt.Errorf("%s is drivergen's own, and not a file that could be formatted", source.Arg))
			continue
		}
		file, err := format.Read(source.Path)
		errs = append(errs, f.apply(cmd.OutOrStdout(), file, err, found))
	}
	return errors.Join(errs...)
}

// apply does with a formatted file what the flags ask for, unless it could not be formatted.
func (f *fmtFlags) apply(w io.Writer, file *format.File, err error, found *formatting) error {
	if invalid := (*format.InvalidError)(nil); errors.As(err, &invalid) {
		found.invalid = append(found.invalid, invalid.Diagnostics)
		return nil
	}
	if err != nil {
		return err
	}
	found.files = append(found.files, formattedJSON{Path: shown(file.Path), Formatted: !file.Changes()})
	if file.Changes() {
		if f.list && !f.asJSON {
			fmt.Fprintln(w, shown(file.Path))
		}
		if f.diff {
			w.Write(file.Diff(shown(file.Path)))
		}
		if f.write {
			return file.Write()
		}
	}
	if !f.list && !f.diff && !f.write {
		_, err := w.Write(file.New)
		return err
	}
	return nil
}

// fmtJSON is what drivergen fmt prints with --json.
type fmtJSON struct {
	Version     int             `json:"version"`
	Write       bool            `json:"write"` // those that were not formatted are now
	Files       []formattedJSON `json:"files"`
	Diagnostics []report.Entry  `json:"diagnostics"` // of files that could not be formatted
}

type formattedJSON struct {
	Path      string `json:"path"`
	Formatted bool   `json:"formatted"` // before this run
}

// tell prints what is wrong, or all that was found as JSON. It returns errReported where a
// file is invalid, or is not formatted and was only looked at.
func (f *fmtFlags) tell(cmd *cobra.Command, found *formatting) error {
	var err error
	switch {
	case f.asJSON:
		err = writeJSON(cmd.OutOrStdout(), fmtJSON{answerVersion, f.write, append([]formattedJSON{}, found.files...), f.diagnostics.entries(found.invalid)})
	case len(found.invalid) > 0:
		err = f.diagnostics.report(cmd, found.invalid)
	}
	changes := slices.ContainsFunc(found.files, func(file formattedJSON) bool { return !file.Formatted })
	if err == nil && (len(found.invalid) > 0 || changes && !f.write && (f.list || f.diff)) {
		return errReported
	}
	return err
}
