// Package workflow writes the commands of GitHub's workflows with which a runner shows a
// message at a line (GitHub Docs, "Workflow commands for GitHub Actions", "Setting an error
// message").
package workflow

import (
	"fmt"
	"strings"
)

// A Command is a message at a place.
type Command struct {
	Level     string // error, warning or notice
	File      string // with slashes
	Line, Col int    // from 1, the column in code points; no Line where the whole file is meant
	EndCol    int    // the column behind what is meant, on the same line; 0 where that is not known
	Title     string
	Message   string // may have several lines
}

// String returns the command on one line, without a line break.
func (c Command) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "::%s file=%s", c.Level, property(c.File))
	switch {
	case c.Line > 0 && c.EndCol > 0:
		fmt.Fprintf(&b, ",line=%d,endLine=%d,col=%d,endColumn=%d", c.Line, c.Line, c.Col, c.EndCol)
	case c.Line > 0:
		fmt.Fprintf(&b, ",line=%d,col=%d", c.Line, c.Col)
	}
	fmt.Fprintf(&b, ",title=%s::%s", property(c.Title), data(c.Message))
	return b.String()
}

// The escapes of a message, and of a property, which ends at a colon or a comma.
var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func data(s string) string     { return dataEscapes.Replace(s) }
func property(s string) string { return propertyEscapes.Replace(s) }
