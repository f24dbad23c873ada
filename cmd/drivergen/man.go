package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"drivergen/gen/output"
	"drivergen/internal/manpage"
)

func newMan() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "man [--out DIR]",
		Short: "Write the manual pages",
		Long: `Writes the manual pages, one for each command, to a folder. They are dated with
SOURCE_DATE_EPOCH, in seconds since 1970, or else with the commit that the program
was built from, if that is known, so that the same program writes the same pages.`,
		Example: `  drivergen man --out /usr/local/share/man/man1
  drivergen man && man ./drivergen-generate.1`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			info, _ := debug.ReadBuildInfo()
			date, err := manDate(os.Getenv("SOURCE_DATE_EPOCH"), info)
			if err != nil {
				return err
			}
			pages := manpage.Pages(cmd.Root(), manpage.Options{Date: date, Source: "drivergen", Manual: "drivergen", Sections: [][2]string{{"EXIT STATUS", exitTable}}})
			plan, err := output.Overwrite(out, manFiles(pages))
			if err != nil {
				return err
			}
			if err := output.Write(plan); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s in %s: %s written, %s up to date\n",
				counted(len(pages), "page"), shown(mustAbs(out)), counted(len(plan.Changes), ""), counted(plan.Same, ""))
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", ".", "write to `DIR`")
	return cmd
}

const exitTable = `0  all is well
1  a file is not: diagnostics, differences, a write that failed
2  the command line is not`

func manFiles(pages []manpage.Page) []output.File {
	files := make([]output.File, len(pages))
	for i, p := range pages {
		files[i] = output.File{Path: p.Name, Content: p.Content}
	}
	return files
}

// manDate returns what the pages are dated: the time that the environment asks for
// (reproducible-builds.org, SOURCE_DATE_EPOCH), else that of the commit that was built, where
// the build knows it.
func manDate(epoch string, info *debug.BuildInfo) (time.Time, error) {
	if epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH is %q, not a number of seconds", epoch)
		}
		return time.Unix(seconds, 0), nil
	}
	if info != nil {
		for _, s := range info.Settings {
			if at, err := time.Parse(time.RFC3339, s.Value); s.Key == "vcs.time" && err == nil {
				return at, nil
			}
		}
	}
	return time.Time{}, nil
}
