package breaking

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"

	"drivergen/idl/internal/column"
	"drivergen/idl/internal/workflow"
)

// gitHubLevels are the levels that GitHub's workflows have for the grades.
var gitHubLevels = map[Grade]string{Safe: "notice", Risky: "warning", Breaking: "error"}

// characters counts the columns of the formats GitHub and JSON.
var characters = column.Unit(column.CodePoints)

// WriteGitHub writes a workflow command for each finding.
func WriteGitHub(w io.Writer, findings Findings) error {
	b := bufio.NewWriter(w)
	for _, f := range findings {
		text := f.Message + "\n" + f.Effects.String()
		for _, more := range []string{f.Note, f.Help} {
			if more != "" {
				text += "\n" + more
			}
		}
		fmt.Fprintln(b, workflow.Command{
			Level: gitHubLevels[f.Grade()], File: filepath.ToSlash(f.Pos.File), Line: f.Pos.Line, Col: characters.Of(f.Source, f.Pos.Col),
			Title: string(f.Rule.Code) + ": " + f.Rule.Title, Message: text,
		})
	}
	return b.Flush()
}
