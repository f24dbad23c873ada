package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Exit codes.
const (
	exitOK    = 0
	exitFiles = 1 // diagnostics, differences, files in the way, a disk that is full
	exitUsage = 2 // the command line makes no sense
)

// A usageError is a fault of the command line.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// errReported ends a command whose output has said already what is wrong.
var errReported = errors.New("reported")

// run executes one command line and returns its exit code.
func run(args []string, stdout, stderr io.Writer) int {
	out := &checkedWriter{w: stdout}
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(stderr)
	cmd, err := root.ExecuteC()
	if faults, ok := settingsFaults(err); ok {
		var diagnostics diagnosticFlags
		err = diagnostics.report(root, faults)
	}
	if out.err != nil && (err == nil || errors.Is(err, errReported)) {
		err = fmt.Errorf("standard output: %w", out.err)
	}
	var usage usageError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errReported):
		return exitFiles
	case errors.As(err, &usage):
		if cmd.Hidden {
			cmd = root
		}
		fmt.Fprintf(stderr, "drivergen: %v\nRun '%s --help' for how to use it.\n", err, cmd.CommandPath())
		return exitUsage
	}
	fmt.Fprintf(stderr, "drivergen: %s\n", shortened(err.Error()))
	return exitFiles
}

// shortened cuts a text that would fill a screen, such as the source that a fault of the
// generator carries.
func shortened(text string) string {
	const most = 20
	lines := strings.Split(text, "\n")
	if len(lines) <= most {
		return text
	}
	return strings.Join(lines[:most], "\n") + fmt.Sprintf("\n… (%d more lines)", len(lines)-most)
}

func newRoot() *cobra.Command {
	var version bool
	root := &cobra.Command{
		Use:   "drivergen COMMAND",
		Short: "Describe a device driver's interface once, and generate the rest",
		Long: `drivergen compiles a description of a device's interface to Go: the interface,
its mock, its tracing wrapper, the stub that a driver fills in, and the tests
that every implementation must pass.`,
		Example: `  drivergen generate thermo.yaml              write generated/thermo
  drivergen new w5500 --interface netdev      start a driver
  drivergen lint thermo.yaml                  check a description`,
		Args: commandArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if version {
				return showVersion(cmd.OutOrStdout(), false)
			}
			return cmd.Help()
		},
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.Flags().BoolVar(&version, "version", false, "print the version, as 'drivergen version' does")
	root.CompletionOptions.DisableDefaultCmd = true
	root.DisableFlagsInUseLine = true
	root.SetHelpTemplate(helpTemplate)
	root.SetUsageTemplate(helpTemplate)
	root.SetFlagErrorFunc(flagError)
	root.SetHelpCommand(newHelp())
	for _, cmd := range []*cobra.Command{newGenerate(), newNew(), newLint(), newExplain(), newFmt(), newSchema(), newBreaking(), newDoc(), newUpdate(), newTrace(), newCompletion(), newMan(), newVersion()} {
		cmd.DisableFlagsInUseLine = true
		root.AddCommand(cmd)
	}
	offerArguments(root)
	return root
}

// helpTemplate is what --help prints of every command.
const helpTemplate = `{{with or .Long .Short}}{{. | trimTrailingWhitespaces}}{{end}}

Usage:
  {{.UseLine}}{{if .HasAvailableSubCommands}}

Commands:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name 12}}{{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsagesWrapped 100 | trimTrailingWhitespaces}}{{end}}{{if .HasExample}}

Examples:
{{.Example}}{{end}}{{if .HasAvailableSubCommands}}

'{{.CommandPath}} COMMAND --help' tells more of a command.{{end}}
`

// newHelp makes "drivergen help COMMAND" work as "drivergen COMMAND --help" does.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:    "help [COMMAND]",
		Hidden: true,
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return commandNames(cmd.Root()), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			named, _, err := cmd.Root().Find(args)
			if err != nil {
				return usageError{err}
			}
			if named == cmd.Root() && len(args) > 0 {
				return commandArgs(named, args)
			}
			named.InitDefaultHelpFlag()
			return named.Help()
		},
	}
}

// commandArgs refuses a command that does not exist.
func commandArgs(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if filepath.Ext(args[0]) == ".yaml" {
		return usagef("%s is no command: did you mean %s generate %[1]s?", args[0], root.Name())
	}
	return usagef("there is no command %q%s", args[0], didYouMean(args[0], commandNames(root), ""))
}

// commandNames returns the names of the commands that the help lists.
func commandNames(root *cobra.Command) []string {
	var names []string
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return names
}

// flagError turns an error of pflag into a usage error, with the flag that was meant
// where one is close. What a flag of ours says of its value needs no more words.
func flagError(cmd *cobra.Command, err error) error {
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) && errors.As(invalid.Unwrap(), new(usageError)) {
		return usagef("--%s: %w", invalid.GetFlag().Name, invalid.Unwrap())
	}
	var missing *pflag.NotExistError
	if !errors.As(err, &missing) || missing.GetSpecifiedShortnames() != "" {
		return usageError{err}
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	name := missing.GetSpecifiedName()
	return usagef("there is no flag --%s%s", name, didYouMean(name, names, "--"))
}
