package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"drivergen/gen/output"
	"drivergen/gen/project"
	"drivergen/gen/skeleton"
	"drivergen/idl/report"
)

func newNew() *cobra.Command {
	var interfaces []string
	var dir, replace, module string
	var asJSON bool
	var diagnostics diagnosticFlags
	cmd := &cobra.Command{
		Use:   "new NAME --interface NAME,... [--dir DIR] [--replace DIR] [--module PATH] [--json]",
		Short: "Begin a driver: a package whose hardware calls are to be filled in",
		Long: `Writes a driver's skeleton to a folder: a package that compiles, a conformance test
that names each hardware call that is not filled in yet, an example and a README.
In a module that requires drivergen it adds the package alone; elsewhere the driver
becomes a module of its own. It never overwrites a file.`,
		Example: `  drivergen new w5500 --interface netdev
  drivergen new esp32 --interface netdev,ieee80211dev --dir drivers/esp32
  drivergen new bme280 --interface ./thermo.yaml`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("new needs the name of one driver, and got %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			name := args[0]
			if err := diagnostics.only(asJSON); err != nil {
				return err
			}
			if err := skeleton.CheckName(name); err != nil {
				return usageError{err}
			}
			if len(interfaces) == 0 {
				return usagef("new needs at least one --interface, such as netdev")
			}
			sources, err := project.Interfaces(interfaces)
			if errors.Is(err, project.ErrUnknownInterface) {
				return usageError{err}
			}
			if err != nil {
				return err
			}
			if dir == "" {
				dir = name
			}
			made, err := project.PrepareNew(project.NewRequest{
				Name: name, Dir: dir, Interfaces: sources, Replace: replace, ModulePath: module,
			})
			faulty := errors.Is(err, project.ErrDescriptions)
			if err != nil && !faulty {
				return addRequirement(moveAway(err))
			}
			if !asJSON {
				if reported := diagnostics.report(cmd, made.Diagnostics); faulty {
					return reported
				}
			}
			if !faulty {
				if err := made.Write(); err != nil {
					return err
				}
				defer showMissingTool(cmd.ErrOrStderr(), made)
			}
			if !asJSON {
				showSkeleton(diagnostics.human(cmd), name, made)
				return nil
			}
			err = writeJSON(cmd.OutOrStdout(), skeletonJSON(name, made, faulty, diagnostics.entries(made.Diagnostics)))
			if faulty && err == nil {
				return errReported
			}
			return err
		},
	}
	diagnostics.add(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&asJSON, "json", false, "print what was written, and the diagnostics, as JSON")
	flags.StringSliceVar(&interfaces, "interface", nil, "the `NAME,...` of what the driver implements: netdev, ieee80211dev or a FILE.yaml")
	offer(cmd, "interface", offerInterfaces)
	flags.StringVar(&dir, "dir", "", "write to `DIR` (default: NAME)")
	flags.StringVar(&replace, "replace", "", "`DIR` with drivergen's sources, for the new go.mod (default: those that this program was built from)")
	flags.StringVar(&module, "module", "", "make the driver a module of its own, of this `PATH` (default, outside of a module: NAME)")
	return cmd
}

// moveAway tells what to do about files that are in the way.
func moveAway(err error) error {
	var taken *output.InTheWayError
	if !errors.As(err, &taken) {
		return err
	}
	text := "nothing was written, since these files are there already; move them away, or pass another folder with --dir:"
	for _, name := range taken.Paths {
		text += "\n  " + shown(name)
	}
	return errors.New(text)
}

// showSkeleton prints the files that were written and what to do next.
func showSkeleton(w io.Writer, name string, s *project.Skeleton) {
	for _, c := range s.Files.Changes {
		fmt.Fprintln(w, shown(c.Path))
	}
	showWritten(w, s.Packages)
	place := ""
	if relative := shown(mustAbs(s.Dir)); relative != "." {
		place = "cd " + relative + " && "
	}
	fmt.Fprintf(w, "\n%s is ready to be filled in. Next: %sgo test ./...\n", name, place)
}

// newJSON is what drivergen new prints with --json.
type newJSON struct {
	Version     int            `json:"version"`
	Name        string         `json:"name"`
	Dir         string         `json:"dir"`
	Files       []fileJSON     `json:"files"`    // the driver's
	Packages    []packageJSON  `json:"packages"` // generated for it
	Diagnostics []report.Entry `json:"diagnostics"`
}

// skeletonJSON describes a skeleton that was written, or that was not because of diagnostics.
func skeletonJSON(name string, s *project.Skeleton, faulty bool, diagnostics []report.Entry) newJSON {
	answer := newJSON{answerVersion, name, shown(mustAbs(s.Dir)), []fileJSON{}, []packageJSON{}, diagnostics}
	if !faulty {
		answer.Files, answer.Packages = filesJSON(s.Files), packagesJSON(s.Packages)
	}
	return answer
}

// mustAbs returns an absolute path, or the path as it is where the current folder is gone.
func mustAbs(name string) string {
	if full, err := filepath.Abs(name); err == nil {
		return full
	}
	return name
}
