package explain

import (
	"bytes"
	"fmt"
	"strings"
)

// page returns entries as a page in Markdown, docs/codes.md.
func page(all []Entry) []byte {
	var b bytes.Buffer
	b.WriteString("# Diagnostics\n\nEvery code that drivergen tells, what it means and how to mend it; `drivergen explain E0114` prints the same. A code never changes\n" +
		"its meaning. This page is made from [`idl/explain/codes`](../idl/explain/codes) by `go test ./idl/explain -update`.\n")
	groups := grouped(all)
	for _, g := range groups {
		fmt.Fprintf(&b, "\n## %s\n\n| code | |\n|---|---|\n", g.Title)
		for _, e := range g.Entries {
			fmt.Fprintf(&b, "| [%s](#%s) | %s |\n", e.Code, strings.ToLower(string(e.Code)), e.Title)
		}
	}
	for _, g := range groups {
		for _, e := range g.Entries {
			e.section(&b)
		}
	}
	return b.Bytes()
}

// section writes one entry below a heading that is its code alone, so that its anchor is short.
func (e Entry) section(b *bytes.Buffer) {
	fmt.Fprintf(b, "\n## %s\n\n%s.\n\n%s\n\n%s\n", e.Code, capital(e.Title), e.What, e.Why)
	block := func(language, text string) {
		fmt.Fprintf(b, "\n```%s\n%s\n```\n", language, strings.TrimRight(text, "\n"))
	}
	if e.Wrong != "" {
		b.WriteString("\nWrong:\n")
		block("yaml", e.Wrong)
	}
	for _, f := range e.Files {
		fmt.Fprintf(b, "\n`%s`:\n", f.Name)
		block("yaml", f.Text)
	}
	block("text", e.Output)
	if e.Wrong != "" {
		b.WriteString("\nRight:\n")
		block("yaml", e.Right)
	}
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
