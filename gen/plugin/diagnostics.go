package plugin

import (
	"io/fs"
	"os"
	"slices"
	"strings"

	"drivergen/idl"
)

// Report returns the diagnostics of an answer about a description in the form of the
// description's own, with the plugin's name for a code.
func (p *Program) Report(r *Response, m *idl.Model) idl.Diagnostics {
	var all idl.Diagnostics
	files := sources{paths: pathsOf(m)}
	for _, d := range r.Diagnostics {
		severity := idl.Warning
		if d.Severity == "error" {
			severity = idl.Error
		}
		file := d.File
		if file == "" {
			file = m.Path
		}
		found := &idl.Diagnostic{
			Code:     idl.Code(p.Name),
			Severity: severity,
			Pos:      idl.Pos{File: file},
			Message:  strings.Join(strings.Fields(d.Message), " "),
		}
		if d.Line > 0 {
			found.Source = files.line(file, d.Line)
			found.Pos.Line = d.Line
			found.Pos.Col = min(max(d.Column, 1), len(found.Source)+1)
			found.Len = wordLen(found.Source[found.Pos.Col-1:])
		}
		all = append(all, found)
	}
	return all
}

// wordLen returns the length of the word that a text begins with.
func wordLen(text string) int {
	for i, r := range text {
		if !(r == '_' || r == '-' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z') {
			return i
		}
	}
	return len(text)
}

// pathsOf returns the path of a description and of those that it imports: the files that a
// plugin may speak of.
func pathsOf(m *idl.Model) []string {
	paths := []string{m.Path}
	for _, imported := range m.Imported() {
		paths = append(paths, imported.Path)
	}
	return paths
}

// sources reads lines of descriptions.
type sources struct {
	paths []string
	texts map[string][]string
}

// line returns a line of a description, "" where there is none.
func (s *sources) line(path string, n int) string {
	if !slices.Contains(s.paths, path) {
		return ""
	}
	lines, ok := s.texts[path]
	if !ok {
		if name, std := strings.CutPrefix(path, "std/"); std {
			text, _ := fs.ReadFile(idl.Standard(), name)
			lines = strings.Split(string(text), "\n")
		} else {
			text, _ := os.ReadFile(path)
			lines = strings.Split(string(text), "\n")
		}
		if s.texts == nil {
			s.texts = map[string][]string{}
		}
		s.texts[path] = lines
	}
	if n > len(lines) {
		return ""
	}
	return strings.TrimRight(lines[n-1], "\r")
}
