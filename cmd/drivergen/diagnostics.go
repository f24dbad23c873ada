package main

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"

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
	format   formatFlag
	color    colorMode
	toStdout bool // text goes to standard output
}

// add gives a command the flags.
func (f *diagnosticFlags) add(cmd *cobra.Command) {
	f.format, f.color = formatFlag(report.Text), colorAuto
	cmd.Flags().Var(&f.format, "format", "print diagnostics as `FORMAT`: text, json, github or sarif")
	cmd.Flags().Var(&f.color, "color", "colour `WHEN`: auto, always or never")
	offer(cmd, "format", cobra.FixedCompletions(report.Formats(), cobra.ShellCompDirectiveNoFileComp))
	offer(cmd, "color", cobra.FixedCompletions([]string{string(colorAuto), string(colorAlways), string(colorNever)}, cobra.ShellCompDirectiveNoFileComp))
}

// chosen returns the format: text where the command does not have the flags.
func (f *diagnosticFlags) chosen() report.Format {
	if f.format == "" {
		return report.Text
	}
	return report.Format(f.format)
}

// human returns where a command prints what is meant for people.
func (f *diagnosticFlags) human(cmd *cobra.Command) io.Writer {
	if f.chosen() == report.Text {
		return cmd.OutOrStdout()
	}
	return cmd.ErrOrStderr()
}

// report prints the diagnostics of several files. It returns errReported where there is one.
func (f *diagnosticFlags) report(cmd *cobra.Command, found []idl.Diagnostics) error {
	format, w := f.chosen(), cmd.OutOrStdout()
	if format == report.Text && !f.toStdout {
		w = cmd.ErrOrStderr()
	}
	options := report.Options{Color: f.color.colored(w)}
	if info, ok := debug.ReadBuildInfo(); ok {
		options.Version = ownVersion(info)
	}
	if here, err := os.Getwd(); err == nil {
		options.Dir = here
	}
	if err := report.Write(w, format, found, options); err != nil {
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

// toExplain returns the code of the first error, or of the first warning where there is none.
func toExplain(found []idl.Diagnostics) idl.Code {
	all := slices.Concat(found...)
	if i := slices.IndexFunc(all, func(d *idl.Diagnostic) bool { return d.Severity == idl.Error }); i >= 0 {
		return all[i].Code
	}
	return all[0].Code
}

// A formatFlag is the value of --format. It is a pflag.Value.
type formatFlag report.Format

// String returns the format's name.
func (f *formatFlag) String() string { return string(*f) }

// Type returns what --help calls the value.
func (f *formatFlag) Type() string { return "FORMAT" }

// Set reads a format's name.
func (f *formatFlag) Set(name string) error {
	if !slices.Contains(report.Formats(), name) {
		return usagef("there is no format %q%s", name, didYouMean(name, report.Formats(), ""))
	}
	*f = formatFlag(name)
	return nil
}
