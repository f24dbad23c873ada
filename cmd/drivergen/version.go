package main

import (
	"fmt"
	"io"
	"runtime/debug"

	"github.com/spf13/cobra"

	"drivergen/gen/gomod"
)

// language is the version of the description language that this program reads: the value of
// the key idl.
const language = 1

func newVersion() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "version [--json]",
		Short: "Print the version that this program was built from",
		Long: `Prints the version, the commit and the Go release that this program was built from, and
where its sources are, if they are still there.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return showVersion(cmd.OutOrStdout(), asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	return cmd
}

func showVersion(w io.Writer, asJSON bool) error {
	b := buildOf(debug.ReadBuildInfo())
	if asJSON {
		return writeJSON(w, b)
	}
	_, err := fmt.Fprint(w, b)
	return err
}

// A build is what a program was built from, as drivergen version --json prints it. What is not
// known is empty.
type build struct {
	Version  string `json:"version"` // (devel) for one that was built in a checkout without version control
	Commit   string `json:"commit"`
	Time     string `json:"time"`     // of the commit, as RFC 3339 has it
	Modified bool   `json:"modified"` // there were changes after the commit
	Go       string `json:"go"`
	OS       string `json:"os"`
	Arch     string `json:"arch"`
	Module   string `json:"module"`
	Dir      string `json:"dir"`      // the module's sources
	Language int    `json:"language"` // of descriptions
}

// buildOf describes a build.
func buildOf(info *debug.BuildInfo, ok bool) build {
	b := build{Module: gomod.Own, Language: language}
	if own, err := gomod.FindOwn(""); err == nil {
		b.Dir = own.Dir
	}
	if !ok {
		return b
	}
	b.Version, b.Go = ownVersion(info), info.GoVersion
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Time = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		case "GOOS":
			b.OS = s.Value
		case "GOARCH":
			b.Arch = s.Value
		}
	}
	return b
}

// String describes a build for people: drivergen (devel), commit 0123456789ab, modified, go1.26.8 linux/amd64.
func (b build) String() string {
	if b.Go == "" {
		return "drivergen, built without module information\n"
	}
	text := "drivergen " + b.Version
	if b.Commit != "" {
		text += ", commit " + b.Commit[:min(12, len(b.Commit))]
	}
	if b.Modified {
		text += ", modified"
	}
	text += ", " + b.Go
	if b.OS != "" {
		text += " " + b.OS + "/" + b.Arch
	}
	if b.Dir != "" {
		text += "\nbuilt from " + b.Dir
	}
	return text + "\n"
}

// ownVersion is the version of module drivergen, which is the main module of the build,
// or one that the main module requires.
func ownVersion(info *debug.BuildInfo) string {
	for _, m := range info.Deps {
		if m.Path == gomod.Own {
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
