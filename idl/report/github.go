package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"drivergen/idl"
)

// writeGitHub writes a workflow command for each diagnostic, which a GitHub
// runner shows at the line (GitHub Docs, "Workflow commands for GitHub Actions",
// "Setting an error message").
func writeGitHub(w io.Writer, found []idl.Diagnostics, o Options) error {
	b := bufio.NewWriter(w)
	for _, ds := range found {
		for _, d := range ds {
			fmt.Fprintf(b, "::%s file=%s", d.Severity, property(o.path(d.Pos.File)))
			if !d.Pos.IsZero() {
				start, end := counter(characters).span(d)
				fmt.Fprintf(b, ",line=%d,endLine=%d,col=%d,endColumn=%d", d.Pos.Line, d.Pos.Line, start, end)
			}
			fmt.Fprintf(b, ",title=%s::%s\n", property(string(d.Code)+": "+d.Code.Title()), data(gitHubMessage(d, o)))
		}
	}
	return b.Flush()
}

// gitHubMessage returns what is wrong, what to do, and the notes, a line each.
func gitHubMessage(d *idl.Diagnostic, o Options) string {
	lines := []string{withHelp(d)}
	for _, n := range d.Notes {
		n.Pos.File, n.Pos.Col = o.path(n.Pos.File), counter(characters).column(n.Source, n.Pos.Col)
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

// The escapes of workflow commands: of a message, and of a property, which ends
// at a colon or a comma.
var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func data(s string) string     { return dataEscapes.Replace(s) }
func property(s string) string { return propertyEscapes.Replace(s) }
