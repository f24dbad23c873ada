package main

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"drivergen/internal/atomicfile"
	"drivergen/trace/view"
)

// traceViewFlags are the flags of the command trace view.
type traceViewFlags struct {
	filterFlags
	screenFlags
	chart, asJSON bool
	html          string
}

func newTraceView() *cobra.Command {
	var f traceViewFlags
	cmd := &cobra.Command{
		Use:   "view FILE [--chart | --html OUT | --json] [--socket SOCKET,...] [--method NAME,...] [--errors] [--since TIME] [--until TIME]",
		Short: "Show a recording as a table, a sequence chart or a page",
		Long: `Shows the calls and events of a recording as a table, in the order of the
recording, which is that of the calls' returns; a time is that of the begin, in
seconds since the recording began. Events are marked. A socket is shown by its
handle and its number in the recording, 3#7, since handles are used again. A
recording may be of any length: a table takes no more memory for a longer one.

With --chart it is a sequence chart, in the order in which things happened: calls
are arrows from the application to the device or the socket, and back; events are
arrows from it. A call during which something else happened has a number.

With --html it is a page for a browser, in one file that loads nothing else. Of the
files that are there it takes the place of a page or an empty file alone.

FILE may be - for standard input. Where the last line is cut off, all before it is
shown, and the exit code is 1.`,
		Example: `  drivergen trace view run.jsonl
  drivergen trace view run.jsonl --errors --since 2s
  drivergen trace view run.jsonl --socket 3 --method connect,close
  drivergen trace view run.jsonl --chart --socket 3#7
  drivergen trace view run.jsonl --html run.html
  gunzip -c run.jsonl.gz | drivergen trace view -`,
		Args: oneRecording,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
	}
	cmd.Flags().BoolVar(&f.chart, "chart", false, "draw a sequence chart")
	cmd.Flags().StringVar(&f.html, "html", "", "write a page for a browser to the file `OUT`, or with - to standard output")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print what a program can read")
	f.filterFlags.add(cmd)
	f.screenFlags.add(cmd)
	return cmd
}

// check refuses flags that make no sense together.
func (f *traceViewFlags) check(cmd *cobra.Command) error {
	if cmd.Flags().Changed("html") && f.html == "" {
		return usagef("--html needs the name of the file to write, or - for standard output")
	}
	var given []string
	for _, flag := range []struct {
		name string
		set  bool
	}{{"--chart", f.chart}, {"--html", f.html != ""}, {"--json", f.asJSON}} {
		if flag.set {
			given = append(given, flag.name)
		}
	}
	if len(given) > 1 {
		return usagef("%s exclude each other", strings.Join(given, " and "))
	}
	return f.screenFlags.check(cmd)
}

func (f *traceViewFlags) run(cmd *cobra.Command, path string) error {
	if err := f.check(cmd); err != nil {
		return err
	}
	in, err := openRecording(cmd, path)
	if err != nil {
		return err
	}
	defer in.close()
	if err := f.checkPage(in); err != nil {
		return err
	}
	header := in.reader.Header()
	selection := &view.Selection{}
	if selection.Filter, err = f.filter(header.Start); err != nil {
		return err
	}
	entries := selection.From(in.entries())
	if f.html != "" {
		return f.page(cmd, in, entries, selection)
	}
	out := cmd.OutOrStdout()
	w := bufio.NewWriter(out)
	switch {
	case f.asJSON:
		err = view.WriteJSON(w, entries, header.Start)
	case f.chart:
		err = view.WriteChart(w, entries, f.screen(out))
	default:
		err = view.WriteTable(w, entries, f.screen(out))
	}
	missing := f.missing(selection)
	if err == nil && missing != nil && selection.Taken() == 0 {
		return missing
	}
	if !f.asJSON && (err == nil || selection.Taken() > 0) {
		fmt.Fprintln(w, selection.Summary())
	}
	w.Flush() // out keeps its error
	return cmp.Or(err, missing)
}

// checkPage refuses to write a page over the recording, or over what is no page.
func (f *traceViewFlags) checkPage(in *traceInput) error {
	if f.html == "" || f.html == "-" {
		return nil
	}
	info, err := os.Stat(f.html)
	if err != nil || !info.Mode().IsRegular() { // what else is wrong is told where the page is written
		return nil
	}
	if in.file != nil {
		if recorded, err := in.file.Stat(); err == nil && os.SameFile(info, recorded) {
			return usagef("--html %s is the recording itself: name another file for the page", f.html)
		}
	}
	file, err := os.Open(f.html)
	if err != nil {
		return err
	}
	defer file.Close() // it is only read
	if is, err := view.IsPage(file); err != nil || is || info.Size() == 0 {
		return err
	}
	return fmt.Errorf("%s is there and is no page of drivergen trace view: remove it, or name another file", f.html)
}

// page writes a page, also where the recording ends with a fault.
func (f *traceViewFlags) page(cmd *cobra.Command, in *traceInput, entries view.Entries, selection *view.Selection) error {
	var text bytes.Buffer
	title := filepath.Base(in.name)
	fault := view.WritePage(&text, entries, view.Page{Title: title, Start: in.reader.Header().Start})
	missing := f.missing(selection)
	if fault == nil && missing != nil && selection.Taken() == 0 {
		return missing
	}
	if text.Len() == 0 {
		return fault
	}
	fault = cmp.Or(fault, missing)
	if f.html == "-" {
		if _, err := io.Copy(cmd.OutOrStdout(), &text); err != nil {
			return err
		}
		return fault
	}
	if err := atomicfile.Write(f.html, text.Bytes()); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", strings.TrimSpace(f.html), selection.Summary())
	return fault
}
