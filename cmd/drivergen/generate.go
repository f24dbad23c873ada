package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"drivergen/gen"
	"drivergen/gen/project"
	"drivergen/gen/project/config"
)

// generateFlags are the flags of the command generate.
type generateFlags struct {
	writeFlags
	out      string
	only     []string
	emitters emitterFlags
	project  projectFlags
}

func newGenerate() *cobra.Command {
	var f generateFlags
	cmd := &cobra.Command{
		Use:   "generate [FILE|DIR]... [--out DIR] [--only KIND,...] [--lang LANG,...] [--plugin PROGRAM] [--check] [--json]",
		Short: "Write the Go code of descriptions",
		Long: `Writes the Go code of each description to OUT/PACKAGE, or with --lang ts its
TypeScript declarations, or what a plugin makes of it. A folder stands for the
descriptions in it, std/NAME for one that is embedded, and no argument for those
that the project's drivergen.yaml names; without that file, for the ones in the
current folder or, where it holds none, in its folder idl. Files that are right
already are left alone, files that are not produced any more are removed, files
that were not generated are never touched; and if anything fails, nothing is
written. The files of a language or a plugin that is not named are left alone.

A drivergen.yaml, in this folder or above it in the module, may hold the keys
descriptions, lang, only, plugin, plugin-option, plugin-timeout and out. A flag wins
over the key of the same name.

A plugin is a program that gets the description as JSON and answers with files.`,
		Example: `  drivergen generate                          the descriptions of this project
  drivergen generate thermo.yaml --only mock  its mock alone
  drivergen generate --check                  show what would change; exit 1 if anything would
  drivergen generate std/netdev --out gen     a copy of one of drivergen's own
  drivergen generate std/netdev --lang ts     its TypeScript declarations
  drivergen generate --plugin ./errnos.py     what a plugin makes`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	cmd.Flags().StringVar(&f.out, "out", "", "write to `DIR` (default: generated/ at the root of the description's module)")
	cmd.Flags().StringSliceVar(&f.only, "only", nil, "generate `KIND,...` alone: "+strings.Join(kindNames(), ", ")+" (default all but js, which needs goja)")
	offerWords(cmd, config.Only, kindNames()...)
	f.project.add(cmd)
	f.emitters.add(cmd)
	f.diagnostics.add(cmd)
	f.writeFlags.add(cmd)
	return cmd
}

func (f *generateFlags) run(cmd *cobra.Command, args []string) error {
	start := time.Now()
	if err := f.diagnostics.only(f.asJSON); err != nil {
		return err
	}
	ctx, stop := interruptible()
	defer stop()
	result, err := f.prepare(ctx, cmd, args)
	if err := f.finish(cmd, result, err, writtenJSON{Project: f.project.path()}, start); err != nil {
		return err
	}
	showMissingRequirement(cmd.ErrOrStderr(), result.Packages)
	return nil
}

// prepare makes in memory what the command line asks for, or finds out that there is nothing to do.
func (f *generateFlags) prepare(ctx context.Context, cmd *cobra.Command, args []string) (*project.Result, error) {
	err := f.project.settle(cmd)
	if faults, ok := settingsFaults(err); ok {
		return &project.Result{Diagnostics: faults}, project.ErrDescriptions
	}
	if err != nil {
		return nil, err
	}
	kinds, err := parseKinds(f.only)
	if err != nil {
		return nil, err
	}
	sources, err := f.project.sources(args)
	if err != nil {
		return nil, err
	}
	emitters, err := f.emitters.emitters(ctx, cmd, kinds)
	if err != nil {
		return nil, err
	}
	request := project.Request{Sources: sources, Out: f.out, Emitters: emitters, Loaded: collectSeldom}
	if result := project.UpToDate(request); result != nil {
		return result, nil
	}
	return project.Prepare(request)
}

func kindNames() []string {
	var names []string
	for _, k := range gen.Kinds() {
		names = append(names, string(k))
	}
	return names
}

// parseKinds checks the names that --only was given.
func parseKinds(only []string) ([]gen.Kind, error) {
	var kinds []gen.Kind
	for _, name := range only {
		kind := gen.Kind(strings.TrimSpace(name))
		if !slices.Contains(gen.Kinds(), kind) {
			return nil, usagef("--only: there is no kind %q%s", name, didYouMean(name, kindNames(), ""))
		}
		kinds = append(kinds, kind)
	}
	return kinds, nil
}
