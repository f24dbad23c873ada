package breaking

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// gitHubCommands are the workflow commands of the grades.
var gitHubCommands = map[Grade]string{Safe: "notice", Risky: "warning", Breaking: "error"}

// WriteGitHub writes a workflow command for each finding, which a GitHub runner shows at the
// line (GitHub Docs, "Workflow commands for GitHub Actions", "Setting an error message").
func WriteGitHub(w io.Writer, findings Findings) error {
	b := bufio.NewWriter(w)
	for _, f := range findings {
		fmt.Fprintf(b, "::%s file=%s", gitHubCommands[f.Grade()], property(filepath.ToSlash(f.Pos.File)))
		if !f.Pos.IsZero() {
			fmt.Fprintf(b, ",line=%d,col=%d", f.Pos.Line, f.Pos.Col)
		}
		text := f.Message + "\n" + f.Effects.String()
		for _, more := range []string{f.Note, f.Help} {
			if more != "" {
				text += "\n" + more
			}
		}
		fmt.Fprintf(b, ",title=%s::%s\n", property(string(f.Rule.Code)+": "+f.Rule.Title), data(text))
	}
	return b.Flush()
}

// The escapes of workflow commands: of a message, and of a property, which ends at a
// colon or a comma.
var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func data(s string) string     { return dataEscapes.Replace(s) }
func property(s string) string { return propertyEscapes.Replace(s) }
