package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version that this program was built from",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			fmt.Fprintln(cmd.OutOrStdout(), version(debug.ReadBuildInfo()))
			return nil
		},
	}
}

// version describes a build on one line: drivergen (devel), commit 0123456789ab, modified, go1.26.8 linux/amd64.
func version(info *debug.BuildInfo, ok bool) string {
	if !ok {
		return "drivergen, built without module information"
	}
	setting := map[string]string{}
	for _, s := range info.Settings {
		setting[s.Key] = s.Value
	}
	text := "drivergen " + ownVersion(info)
	if commit := setting["vcs.revision"]; commit != "" {
		text += ", commit " + commit[:min(12, len(commit))]
	}
	if setting["vcs.modified"] == "true" {
		text += ", modified"
	}
	text += ", " + info.GoVersion
	if setting["GOOS"] != "" {
		text += " " + setting["GOOS"] + "/" + setting["GOARCH"]
	}
	return text
}

// ownVersion is the version of module drivergen, which is the main module of the build,
// or one that the main module requires as a tool.
func ownVersion(info *debug.BuildInfo) string {
	for _, m := range info.Deps {
		if m.Path == "drivergen" {
			return m.Version
		}
	}
	if info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

// noArgs refuses arguments.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments, and got %q", cmd.Name(), args[0])
	}
	return nil
}
