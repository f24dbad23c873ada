package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"drivergen/gen/project"
	"drivergen/idl/breaking"
	"drivergen/idl/breaking/baseline"
	"drivergen/idl/report"
)

// breakingFormats are what --format may be; the first is the default.
var breakingFormats = []string{"text", "json", "github"}

// breakingFlags are the flags of the command breaking.
type breakingFlags struct {
	against           string
	audiences         []string
	format            string
	json, all, strict bool
	color             colorMode
}

func newBreaking() *cobra.Command {
	var f breakingFlags
	cmd := &cobra.Command{
		Use:   "breaking [FILE|DIR]... --against FILE|DIR|git:REF[:PATH]",
		Short: "Tell what a change of descriptions breaks",
		Long: `Compares descriptions with an old version and tells what the change breaks: for
callers of the generated code, for implementers (drivers, and interfaces and mocks
written by hand), and on the wire (a peer or a recording of another version).
Exits with 1 where something is broken, with --strict where something is risky too.

The old version is a file, a folder, or a revision of git: git:REF for the same
paths, git:REF:PATH for another one. The work tree is not touched. In a folder,
descriptions are compared by their names, and one that is gone is a change too.

A rule's grade, and what to do instead, stand in docs/breaking.md.`,
		Example: `  drivergen breaking idl --against git:main                  what a branch breaks
  drivergen breaking thermo.yaml --against git:v1.2.0        since a release
  drivergen breaking thermo.yaml --against old.yaml --all    what is safe too
  drivergen breaking idl --against git:HEAD --for callers    for callers alone`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	cmd.Flags().StringVar(&f.against, "against", "", "the old `VERSION`: FILE, DIR, git:REF or git:REF:PATH")
	cmd.Flags().StringSliceVar(&f.audiences, "for", nil, "tell `WHO,...` alone: "+strings.Join(breaking.Audiences(), ", "))
	offerWords(cmd, "for", breaking.Audiences()...)
	addWord(cmd, &f.format, "format", "format", "print findings as `FORMAT`: "+strings.Join(breakingFormats, ", "), breakingFormats...)
	cmd.Flags().BoolVar(&f.json, "json", false, "the same as --format json")
	cmd.Flags().BoolVar(&f.all, "all", false, "tell what is safe too")
	cmd.Flags().BoolVar(&f.strict, "strict", false, "exit with 1 for what is risky too")
	addColor(cmd, &f.color)
	return cmd
}

// check refuses flags that make no sense.
func (f *breakingFlags) check(cmd *cobra.Command) error {
	if f.against == "" {
		return usagef("breaking needs an old version: --against FILE, DIR, git:REF or git:REF:PATH")
	}
	for _, name := range f.audiences {
		if !slices.Contains(breaking.Audiences(), name) {
			return usagef("--for: there is nobody called %q%s", name, didYouMean(name, breaking.Audiences(), ""))
		}
	}
	if len(f.audiences) == 0 {
		f.audiences = breaking.Audiences()
	}
	if f.json {
		if cmd.Flags().Changed("format") && f.format != "json" {
			return usagef("--json and --format %s are different formats", f.format)
		}
		f.format = "json"
	}
	return nil
}

func (f *breakingFlags) run(cmd *cobra.Command, args []string) error {
	if err := f.check(cmd); err != nil {
		return err
	}
	sources, missing := project.Sources(args)
	empty, err := emptyFolders(missing)
	if err != nil {
		return missing
	}
	pairs, err := baseline.Pairs(f.request(args, sources, empty))
	if errors.Is(err, baseline.ErrUsage) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	if len(pairs) == 0 {
		return missing // the old version has no descriptions there either
	}
	result := baseline.Compare(pairs)
	findings := result.Findings.Only(f.audiences)
	if err := f.write(cmd.OutOrStdout(), findings, result.Fresh); err != nil {
		return err
	}
	if len(result.Faults) > 0 {
		stderr := cmd.ErrOrStderr()
		if err := report.Write(stderr, report.Text, result.Faults, report.Options{Color: f.color.colored(stderr)}); err != nil {
			return err
		}
		return errReported
	}
	least := breaking.Breaking
	if f.strict {
		least = breaking.Risky
	}
	if len(findings.AtLeast(least)) > 0 {
		return errReported
	}
	return nil
}

// emptyFolders returns the folders that an error of project.Sources calls empty, and what
// else it tells. What was in such a folder may be gone.
func emptyFolders(missing error) (folders []string, other error) {
	errs := []error{missing}
	if joined, ok := missing.(interface{ Unwrap() []error }); ok {
		errs = joined.Unwrap()
	}
	for _, err := range errs {
		if empty := (*project.EmptyFolderError)(nil); errors.As(err, &empty) {
			folders = append(folders, empty.Folder)
		} else {
			other = errors.Join(other, err)
		}
	}
	return folders, other
}

// request tells which descriptions and folders are meant.
func (f *breakingFlags) request(args []string, sources []project.Source, empty []string) baseline.Request {
	r := baseline.Request{Against: f.against, Folders: empty}
	for _, s := range sources {
		r.Files = append(r.Files, s.Path)
		if dir := filepath.Dir(s.Path); len(args) == 0 && !slices.Contains(r.Folders, dir) {
			r.Folders = append(r.Folders, dir)
		}
	}
	for _, arg := range args {
		if info, err := os.Stat(arg); err == nil && info.IsDir() && !slices.Contains(r.Folders, arg) {
			r.Folders = append(r.Folders, arg)
		}
	}
	return r
}

// write prints what was found. What is safe is counted and, unless it is asked for, not told.
func (f *breakingFlags) write(w io.Writer, findings breaking.Findings, fresh []string) error {
	least := breaking.Risky
	if f.all {
		least = breaking.Safe
	}
	told := findings.AtLeast(least)
	switch f.format {
	case "json":
		return breaking.WriteJSON(w, findings, least)
	case "github":
		return breaking.WriteGitHub(w, told)
	}
	if err := breaking.WriteText(w, told, f.color.colored(w)); err != nil {
		return err
	}
	for _, file := range fresh {
		fmt.Fprintf(w, "%s: note: it is new: nothing can break\n", file)
	}
	if len(findings) > 0 {
		hint := ""
		if len(told) < len(findings) {
			hint = " (--all shows what is safe)"
		}
		fmt.Fprintf(w, "%s%s\n", findings.Summary(), hint)
	}
	return nil
}
