package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"

	"drivergen/gen/project/config"
	"drivergen/idl"
	"drivergen/idl/report"
)

// diagnosticFlags are the flags of a command that loads descriptions: how it
// prints what is wrong with them.
//
// Text goes to people, on standard error, or on standard output where it is all
// that the command has to say. The other formats go to programs: they are all
// that standard output then holds.
type diagnosticFlags struct {
	format   report.Format // "" where the command has no flag for it: text
	color    colorMode
	toStdout bool // text goes to standard output
}

// add gives a command the flags.
func (f *diagnosticFlags) add(cmd *cobra.Command) {
	addWord(cmd, &f.format, "format", "format", "print diagnostics as `FORMAT`: text, json, github or sarif",
		report.Text, report.JSON, report.GitHub, report.SARIF)
	addColor(cmd, &f.color)
}

// isText reports whether diagnostics are meant for people.
func (f *diagnosticFlags) isText() bool { return f.format == "" || f.format == report.Text }

// human returns where a command prints what is meant for people.
func (f *diagnosticFlags) human(cmd *cobra.Command) io.Writer {
	if f.isText() {
		return cmd.OutOrStdout()
	}
	return cmd.ErrOrStderr()
}

// only refuses --json beside another format than text: standard output holds one answer.
func (f *diagnosticFlags) only(asJSON bool) error {
	if asJSON && !f.isText() {
		return usagef("--json and --format %s exclude each other: standard output holds one answer", f.format)
	}
	return nil
}

// options returns how diagnostics are written to w.
func (f *diagnosticFlags) options(w io.Writer) report.Options {
	options := report.Options{Color: f.color.colored(w)}
	if info, ok := debug.ReadBuildInfo(); ok {
		options.Version = ownVersion(info)
	}
	if here, err := os.Getwd(); err == nil {
		options.Dir = here
	}
	return options
}

// report prints the diagnostics of several files. It returns errReported where there is one.
func (f *diagnosticFlags) report(cmd *cobra.Command, found []idl.Diagnostics) error {
	format, w := f.format, cmd.OutOrStdout()
	if f.isText() {
		format = report.Text
		if !f.toStdout {
			w = cmd.ErrOrStderr()
		}
	}
	if err := report.Write(w, format, found, f.options(w)); err != nil {
		return err
	}
	if report.Count(found) == (report.Counts{}) {
		return nil
	}
	if format == report.Text {
		fmt.Fprintf(w, "drivergen explain %s tells more\n", toExplain(found))
	}
	return errReported
}

// entries returns the diagnostics of several files as a part of a JSON answer.
func (f *diagnosticFlags) entries(found []idl.Diagnostics) []report.Entry {
	return report.Entries(found, f.options(io.Discard))
}

// toExplain returns the code of the first error, or of the first warning where there is none.
func toExplain(found []idl.Diagnostics) idl.Code {
	all := slices.Concat(found...)
	if i := slices.IndexFunc(all, func(d *idl.Diagnostic) bool { return d.Severity == idl.Error }); i >= 0 {
		return all[i].Code
	}
	return all[0].Code
}

// settingsFaults returns what is wrong with a project's drivergen.yaml, where err is about that.
func settingsFaults(err error) ([]idl.Diagnostics, bool) {
	var settings *config.Error
	if !errors.As(err, &settings) {
		return nil, false
	}
	return []idl.Diagnostics{settings.Diagnostics}, true
}
