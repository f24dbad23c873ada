package report

import (
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"drivergen/idl"
	"drivergen/idl/explain"
)

// writeSARIF writes the diagnostics as one run of a tool (OASIS, "Static
// Analysis Results Interchange Format (SARIF) Version 2.1.0"). The rules are
// those that were broken, by code.
func writeSARIF(w io.Writer, found []idl.Diagnostics, o Options) error {
	rules := sarifRules(found)
	run := sarifRun{
		Tool:        sarifTool{Driver: sarifDriver{Name: "drivergen", Version: o.Version, Rules: rules}},
		ColumnKind:  "utf16CodeUnits",
		Results:     []sarifResult{},
		Invocations: []sarifInvocation{{ExecutionSuccessful: true}},
	}
	for _, ds := range found {
		for _, d := range ds {
			index := slices.IndexFunc(rules, func(r sarifRule) bool { return r.ID == string(d.Code) })
			run.Results = append(run.Results, sarifResultOf(d, index, o))
		}
	}
	return encode(w, sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{run},
	})
}

// sarifRules returns the rules that the diagnostics break, by code.
func sarifRules(found []idl.Diagnostics) []sarifRule {
	var codes []idl.Code
	for _, ds := range found {
		for _, d := range ds {
			codes = append(codes, d.Code)
		}
	}
	slices.Sort(codes)
	rules := []sarifRule{}
	for _, code := range slices.Compact(codes) {
		level := "error"
		if code[0] == 'W' {
			level = "warning"
		}
		rule := sarifRule{
			ID:               string(code),
			ShortDescription: sarifMessage{Text: code.Title()},
			FullDescription:  sarifMessage{Text: code.Title()},
			Help:             sarifHelp{Text: "Run: drivergen explain " + string(code)},
			Default:          sarifConfiguration{Level: level},
		}
		if e, err := explain.Find(string(code)); err == nil {
			rule.FullDescription.Text, rule.Help = e.What, helpOf(e)
		}
		rules = append(rules, rule)
	}
	return rules
}

// helpOf returns the explanation of a code, with a description that is wrong and one that is right.
func helpOf(e explain.Entry) sarifHelp {
	help := sarifHelp{Text: e.What + "\n\n" + e.Why, Markdown: e.What + "\n\n" + e.Why + "\n"}
	if e.Wrong != "" {
		help.Markdown += "\nWrong:\n\n```yaml\n" + e.Wrong + "```\n\nRight:\n\n```yaml\n" + e.Right + "```\n"
	}
	return help
}

func sarifResultOf(d *idl.Diagnostic, rule int, o Options) sarifResult {
	r := sarifResult{RuleID: string(d.Code), RuleIndex: rule, Level: d.Severity.String(), Message: sarifMessage{Text: withHelp(d)}}
	place := sarifPhysical{Artifact: sarifArtifact{URI: o.uri(d.Pos.File)}}
	if !d.Pos.IsZero() {
		start, end := span(utf16Units, d)
		place.Region = &sarifRegion{StartLine: d.Pos.Line, StartColumn: start, EndColumn: end}
		if text := marked(d); text != "" {
			place.Region.Snippet = &sarifMessage{Text: text}
		}
	}
	r.Locations = []sarifLocation{{Physical: place}}
	for i, n := range d.Notes {
		place := sarifPhysical{Artifact: sarifArtifact{URI: o.uri(n.Pos.File)}}
		if !n.Pos.IsZero() {
			place.Region = &sarifRegion{StartLine: n.Pos.Line, StartColumn: utf16Units.Of(n.Source, n.Pos.Col)}
		}
		r.Related = append(r.Related, sarifLocation{ID: i + 1, Physical: place, Message: &sarifMessage{Text: n.Message}})
	}
	return r
}

// marked returns the text that a diagnostic is about.
func marked(d *idl.Diagnostic) string {
	from := min(max(0, d.Pos.Col-1), len(d.Source))
	to := min(from+max(0, d.Len), len(d.Source))
	return strings.ToValidUTF8(d.Source[from:to], "\ufffd")
}

// uri returns a file as a URI reference: relative with slashes, or a file URI.
func (o Options) uri(file string) string {
	path := o.path(file)
	if !filepath.IsAbs(file) || !strings.HasPrefix(path, "/") && filepath.VolumeName(file) == "" {
		return (&url.URL{Path: path}).String()
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive's letter
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}
