package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"drivergen/gen/project"
	"drivergen/gen/project/config"
)

// projectFlags is what drivergen generate shares with a project's drivergen.yaml: each of its keys
// is a flag, and a flag that is given wins over its key.
type projectFlags struct {
	descriptions []string

	config *config.Config
	ownOut bool // --out is given
}

func (f *projectFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&f.descriptions, config.Descriptions, nil, "generate `FILE|DIR,...`, as arguments do")
}

// settle gives the flags that are not given the values of the project's drivergen.yaml.
func (f *projectFlags) settle(cmd *cobra.Command) error {
	var err error
	if f.config, err = config.Default(); err != nil {
		return err
	}
	given := map[string]bool{}
	cmd.Flags().Visit(func(flag *pflag.Flag) { given[flag.Name] = true })
	f.ownOut = given[config.Out]
	for key, values := range f.config.Flags {
		if given[key] || key == config.Only && given[config.Lang] {
			continue
		}
		if err := setFlag(cmd.Flags().Lookup(key), values); err != nil {
			return fmt.Errorf("%s: %s: %w", f.config.Path, key, err)
		}
	}
	return nil
}

// path returns the path of the project's drivergen.yaml, "" where none was read.
func (f *projectFlags) path() string {
	if f.config == nil {
		return ""
	}
	return f.config.Path
}

// sources returns the descriptions that arguments, the flag or the project name.
func (f *projectFlags) sources(args []string) ([]project.Source, error) {
	args = slices.Concat(args, f.descriptions)
	if len(args) == 0 {
		return project.Descriptions(f.config)
	}
	sources, err := project.Sources(args)
	if !f.ownOut {
		// The project's output folder holds copies of the embedded descriptions that the project names.
		for i := range sources {
			sources[i].Shared = sources[i].Std
		}
	}
	return sources, err
}

// setFlag sets a flag to what a file says.
func setFlag(flag *pflag.Flag, values []string) error {
	if list, ok := flag.Value.(pflag.SliceValue); ok {
		return list.Replace(values)
	}
	return flag.Value.Set(values[0])
}
