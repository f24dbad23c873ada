package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"drivergen/idl/explain"
)

func newExplain() *cobra.Command {
	var asJSON bool
	var color colorMode
	cmd := &cobra.Command{
		Use:   "explain [CODE]... [--json] [--color WHEN]",
		Short: "Tell what the code of a diagnostic means",
		Long: `Tells of each code what it means, why it matters, a description that is wrong in
this way with what drivergen prints of it, and the same description put right.
Without a code it lists them all.`,
		Example: `  drivergen explain E0114
  drivergen explain e0114 e0302               several, in capitals or not
  drivergen explain                           every code with its title
  drivergen explain E0114 --json              for programs`,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return codeCompletions(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			entries, err := explained(args)
			if err != nil {
				return usageError{err}
			}
			w := cmd.OutOrStdout()
			switch {
			case asJSON:
				return writeJSON(w, struct {
					Version int             `json:"version"`
					Codes   []explain.Entry `json:"codes"`
				}{answerVersion, entries})
			case len(args) == 0:
				return listCodes(w)
			}
			page := page{w: w, color: color.colored(w)}
			for i, e := range entries {
				if i > 0 {
					fmt.Fprintln(w)
				}
				page.entry(e)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what a program can read")
	addColor(cmd, &color)
	return cmd
}

// explained returns the entries of codes, or all of them for no code.
func explained(codes []string) ([]explain.Entry, error) {
	if len(codes) == 0 {
		return explain.All(), nil
	}
	var entries []explain.Entry
	var errs []error
	for _, code := range codes {
		e, err := explain.Find(code)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		entries = append(entries, e)
	}
	return entries, errors.Join(errs...)
}

func codeCompletions() []string {
	var codes []string
	for _, e := range explain.All() {
		codes = append(codes, string(e.Code)+"\t"+e.Title)
	}
	return codes
}

// listCodes prints the codes with their titles, in groups.
func listCodes(w io.Writer) error {
	for _, g := range explain.Groups() {
		fmt.Fprintf(w, "%s\n", g.Title)
		for _, e := range g.Entries {
			fmt.Fprintf(w, "  %s  %s\n", e.Code, e.Title)
		}
		fmt.Fprintln(w)
	}
	_, err := fmt.Fprintln(w, "'drivergen explain CODE' tells more of a code.")
	return err
}

// A page prints entries for people.
type page struct {
	w     io.Writer
	color bool
}

func (p page) bold(s string) string {
	if !p.color {
		return s
	}
	return "\x1b[1m" + s + "\x1b[0m"
}

func (p page) entry(e explain.Entry) {
	fmt.Fprintf(p.w, "%s\n\n%s\n\n%s\n", p.bold(string(e.Code)+": "+e.Title), e.What, e.Why)
	if e.Wrong != "" {
		p.block("Wrong", e.Wrong)
	}
	for _, f := range e.Files {
		p.block(f.Name, f.Text)
	}
	p.block("drivergen says", e.Output)
	if e.Wrong != "" {
		p.block("Right", e.Right)
	}
}

// block prints a text below a heading, indented.
func (p page) block(heading, text string) {
	fmt.Fprintf(p.w, "\n%s:\n\n", p.bold(heading))
	for line := range strings.Lines(text) {
		fmt.Fprintf(p.w, "    %s\n", strings.TrimRight(line, "\n"))
	}
}
