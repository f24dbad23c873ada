package gomod

import (
	"strconv"
	"strings"
)

// parse reads the directives module, go, require and tool (Go Modules Reference, "go.mod
// files"). What it does not know, it passes over: the go command judges the file.
func (m *Module) parse(text string) {
	block := ""
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "//")
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0:
		case block != "" && fields[0] == ")":
			block = ""
		case block != "":
			m.directive(block, fields)
		case len(fields) == 2 && fields[1] == "(":
			block = fields[0]
		default:
			m.directive(fields[0], fields[1:])
		}
	}
}

func (m *Module) directive(verb string, args []string) {
	if len(args) == 0 {
		return
	}
	first := unquote(args[0])
	switch verb {
	case "module":
		m.Path = first
	case "go":
		m.Go = first
	case "require":
		if len(args) > 1 {
			m.requires = append(m.requires, Requirement{Path: first, Version: unquote(args[1])})
		}
	case "tool":
		m.tools = append(m.tools, first)
	}
}

// unquote returns a word of go.mod, which may stand in quotes.
func unquote(word string) string {
	if text, err := strconv.Unquote(word); err == nil {
		return text
	}
	return word
}
