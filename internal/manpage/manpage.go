// Package manpage writes the manual pages of a program from its cobra commands, in the
// macros of man(7).
//
// The pages of cobra/doc lack what a reader looks for: the names of the flags' values (it has
// --out="" for --out DIR), the exit codes and the list of the commands with what each does.
package manpage

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A Page is one manual page.
type Page struct {
	Name    string // of its file: drivergen-generate.1
	Content []byte
}

// Options are what the commands do not tell.
type Options struct {
	Date   time.Time // what the pages are dated; zero for no date
	Source string    // the program and its version
	Manual string    // the name of the manual that the pages belong to
	// Sections are headed texts for the end of the root's page, such as its exit codes: each is a
	// heading and its text.
	Sections [][2]string
}

// Pages returns a page for root and one for each of its commands that the help lists, and of theirs.
func Pages(root *cobra.Command, o Options) []Page {
	pages := []Page{page(root, o)}
	for _, cmd := range root.Commands() {
		if cmd.IsAvailableCommand() {
			pages = append(pages, Pages(cmd, o)...)
		}
	}
	return pages
}

func page(cmd *cobra.Command, o Options) Page {
	name := strings.ReplaceAll(cmd.CommandPath(), " ", "-")
	var w writer
	date := ""
	if !o.Date.IsZero() {
		date = o.Date.UTC().Format("2006-01-02")
	}
	w.macro("TH", strings.ToUpper(name), "1", date, o.Source, o.Manual)
	w.macro("SH", "NAME")
	w.text(name + ` - ` + cmd.Short)
	w.macro("SH", "SYNOPSIS")
	for _, line := range strings.Split(cmd.UseLine(), " | ") {
		if !strings.HasPrefix(line, cmd.Root().Name()) {
			line = cmd.Root().Name() + " " + line
		}
		w.macro("B", line)
		w.macro("br")
	}
	w.macro("SH", "DESCRIPTION")
	description := cmd.Long
	if description == "" {
		description = cmd.Short + "."
	}
	w.text(description)
	w.commands(cmd, name)
	w.options(cmd)
	if cmd.Example != "" {
		w.macro("SH", "EXAMPLES")
		w.verbatim(cmd.Example)
	}
	if !cmd.HasParent() {
		for _, section := range o.Sections {
			w.macro("SH", section[0])
			w.verbatim(section[1])
		}
	}
	w.seeAlso(cmd)
	return Page{Name: name + ".1", Content: w.Bytes()}
}

// A writer writes roff.
type writer struct{ bytes.Buffer }

// macro writes a request with its arguments.
func (w *writer) macro(name string, args ...string) {
	w.WriteString("." + name)
	for _, arg := range args {
		fmt.Fprintf(w, ` "%s"`, strings.ReplaceAll(escaped(arg), `"`, `\(dq`))
	}
	w.WriteString("\n")
}

// text writes paragraphs, which an empty line parts.
func (w *writer) text(text string) {
	for i, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if i > 0 {
			w.macro("PP")
		}
		for line := range strings.Lines(paragraph) {
			w.line(line)
		}
	}
}

// verbatim writes lines as they are.
func (w *writer) verbatim(text string) {
	w.macro("PP")
	w.macro("nf")
	for line := range strings.Lines(text) {
		w.line(line)
	}
	w.macro("fi")
}

// line writes a line of text. One that begins with a dot or a quote would be a request.
func (w *writer) line(line string) {
	line = escaped(strings.TrimRight(line, "\r\n"))
	if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
		line = `\&` + line
	}
	w.WriteString(line + "\n")
}

// escaped returns text without what roff would act on: backslashes, and hyphens that it
// would break or print as another character.
func escaped(text string) string {
	return strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`).Replace(text)
}

// commands lists the commands of the root.
func (w *writer) commands(cmd *cobra.Command, name string) {
	if !cmd.HasAvailableSubCommands() {
		return
	}
	w.macro("SH", "COMMANDS")
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			w.macro("TP")
			w.macro("B", name+"-"+sub.Name()+"(1)")
			w.line(sub.Short + ".")
		}
	}
}

// options lists a command's flags.
func (w *writer) options(cmd *cobra.Command) {
	cmd.InitDefaultHelpFlag()
	w.macro("SH", "OPTIONS")
	cmd.LocalFlags().VisitAll(func(flag *pflag.Flag) {
		if flag.Hidden {
			return
		}
		value, usage := pflag.UnquoteUsage(flag)
		name := "--" + flag.Name
		if flag.Shorthand != "" {
			name = "-" + flag.Shorthand + ", " + name
		}
		if value != "" {
			name += " " + value
		}
		w.macro("TP")
		w.macro("B", name)
		w.line(strings.ToUpper(usage[:1]) + usage[1:] + ".")
	})
}

// seeAlso names the other pages.
func (w *writer) seeAlso(cmd *cobra.Command) {
	var others []string
	if cmd.HasParent() {
		others = append(others, strings.ReplaceAll(cmd.Parent().CommandPath(), " ", "-")+"(1)")
	}
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			others = append(others, strings.ReplaceAll(sub.CommandPath(), " ", "-")+"(1)")
		}
	}
	if len(others) > 0 {
		w.macro("SH", "SEE ALSO")
		w.line(strings.Join(others, ", "))
	}
}
