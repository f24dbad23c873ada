package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"drivergen/idl"
	"drivergen/idl/internal/workflow"
)

// writeGitHub writes a workflow command for each diagnostic.
func writeGitHub(w io.Writer, found []idl.Diagnostics, o Options) error {
	b := bufio.NewWriter(w)
	for _, ds := range found {
		for _, d := range ds {
			command := workflow.Command{
				Level: d.Severity.String(), File: o.path(d.Pos.File), Line: d.Pos.Line,
				Title: string(d.Code) + ": " + d.Code.Title(), Message: gitHubMessage(d, o),
			}
			command.Col, command.EndCol = span(characters, d)
			fmt.Fprintln(b, command)
		}
	}
	return b.Flush()
}

// gitHubMessage returns what is wrong, what to do, and the notes, a line each.
func gitHubMessage(d *idl.Diagnostic, o Options) string {
	lines := []string{withHelp(d)}
	for _, n := range d.Notes {
		n.Pos.File, n.Pos.Col = o.path(n.Pos.File), characters.Of(n.Source, n.Pos.Col)
		lines = append(lines, fmt.Sprintf("%s: %s", n.Pos, n.Message))
	}
	return strings.Join(lines, "\n")
}

// withHelp returns what is wrong and what to do on one line.
func withHelp(d *idl.Diagnostic) string {
	if d.Help == "" {
		return d.Message
	}
	return d.Message + "; " + d.Help
}
