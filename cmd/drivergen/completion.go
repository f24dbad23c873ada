package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"drivergen/idl"
)

// shells are the values of drivergen completion.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func newCompletion() *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a script that completes drivergen's command lines",
		Long: `Prints the completion script for a shell: bash, zsh, fish or powershell. It completes
commands, flags, the words that flags take, the embedded descriptions, and files.`,
		Example: `  source <(drivergen completion bash)         in this bash; needs the package bash-completion
  drivergen completion bash > /etc/bash_completion.d/drivergen
  drivergen completion zsh > "${fpath[1]}/_drivergen"
  drivergen completion fish > ~/.config/fish/completions/drivergen.fish
  drivergen completion powershell | Out-String | Invoke-Expression`,
		ValidArgs: shells,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("completion needs the name of one shell, and got %d: there are %s", len(args), strings.Join(shells, ", "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			root, w := cmd.Root(), cmd.OutOrStdout()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(w, true)
			case "zsh":
				return root.GenZshCompletion(w)
			case "fish":
				return root.GenFishCompletion(w, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(w)
			}
			return usagef("there is no completion for %q%s", args[0], didYouMean(args[0], shells, ""))
		},
	}
}

// offerWords completes a flag that takes words of a list, with commas between them.
func offerWords(cmd *cobra.Command, flag string, words ...string) {
	offer(cmd, flag, func(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return listed(words, typed), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	})
}

// listed returns the words that may follow in what is typed of a list.
func listed(words []string, typed string) []cobra.Completion {
	before := typed[:strings.LastIndex(typed, ",")+1]
	var offered []cobra.Completion
	for _, word := range words {
		if !strings.Contains(","+before, ","+word+",") {
			offered = append(offered, before+word)
		}
	}
	return offered
}

// offerArguments gives the commands the completion of what most of them take: descriptions
// as arguments, and folders as the values of flags.
func offerArguments(root *cobra.Command) {
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "generate", "lint", "fmt", "doc", "breaking":
			cmd.ValidArgsFunction = offerDescriptions
		case "update":
			cmd.ValidArgsFunction = offerFolders
		}
		cmd.Flags().VisitAll(func(flag *pflag.Flag) {
			if usage, _ := pflag.UnquoteUsage(flag); usage == "DIR" {
				offer(cmd, flag.Name, offerFolders)
			}
		})
	}
}

// offer completes a flag.
func offer(cmd *cobra.Command, flag string, complete cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, complete); err != nil {
		panic(err) // the flag is there, and completed once
	}
}

// offerDescriptions completes arguments that name descriptions: the embedded ones where their
// prefix is typed, else *.yaml files and folders.
func offerDescriptions(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if typed != "" && strings.HasPrefix("std/", typed) || strings.HasPrefix(typed, "std/") {
		return idl.StandardNames(), cobra.ShellCompDirectiveNoFileComp
	}
	return []cobra.Completion{"yaml"}, cobra.ShellCompDirectiveFilterFileExt
}

// offerInterfaces completes the descriptions of drivergen new: the embedded ones by their
// short names, else as offerDescriptions does.
func offerInterfaces(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if strings.ContainsAny(typed, "./\\") {
		return offerDescriptions(cmd, args, typed)
	}
	var names []string
	for _, name := range idl.StandardNames() {
		names = append(names, strings.TrimPrefix(name, "std/"))
	}
	return listed(names, typed), cobra.ShellCompDirectiveNoSpace
}

// offerFolders completes folders.
func offerFolders(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}
