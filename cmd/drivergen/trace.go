package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"drivergen/driver/recording"
	"drivergen/trace/view"
)

func newTrace() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "trace COMMAND",
		Short: "Show what a recording of a device holds",
		Long: `Shows what a recording holds: the calls that a device got and the events that it
told, as the tracer of package recording writes them.`,
		Example: `  drivergen trace view run.jsonl              a table
  drivergen trace view run.jsonl --chart      a sequence chart
  drivergen trace view run.jsonl --html run.html
  drivergen trace stats run.jsonl             errors, latencies, bytes`,
		Args: traceArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	for _, sub := range []*cobra.Command{newTraceView(), newTraceStats()} {
		sub.DisableFlagsInUseLine = true
		sub.ValidArgsFunction = offerRecordings
		cmd.AddCommand(sub)
	}
	return cmd
}

// traceArgs refuses a command that does not exist.
func traceArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	names := commandNames(cmd)
	if _, err := os.Stat(args[0]); err == nil && !slices.Contains(names, args[0]) || filepath.Ext(args[0]) != "" {
		return usagef("%s is no command: did you mean %s view %[1]s?", args[0], cmd.CommandPath())
	}
	return usagef("%s has no command %q%s", cmd.CommandPath(), args[0], didYouMean(args[0], names, ""))
}

// offerRecordings completes recordings.
func offerRecordings(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return []cobra.Completion{"jsonl"}, cobra.ShellCompDirectiveFilterFileExt
}

// A traceInput is a recording that is being read.
type traceInput struct {
	name   string
	file   *os.File
	reader *recording.Reader
}

// oneRecording refuses another number of arguments than one.
func oneRecording(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("%s needs one recording, and got %d: name a file, or - for standard input", cmd.Name(), len(args))
	}
	return nil
}

// openRecording opens the recording in a file, or with "-" on standard input.
func openRecording(cmd *cobra.Command, path string) (*traceInput, error) {
	in := &traceInput{name: path}
	var source io.Reader
	if path == "-" {
		in.name, source = "standard input", cmd.InOrStdin()
	} else {
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		if info, err := file.Stat(); err == nil && info.IsDir() {
			file.Close()
			return nil, fmt.Errorf("%s is a directory: name a recording in it", path)
		}
		in.file, source = file, file
	}
	var err error
	if in.reader, err = recording.NewReader(source); err != nil {
		in.close()
		return nil, fmt.Errorf("%s: %w", in.name, err)
	}
	return in, nil
}

func (in *traceInput) close() {
	if in.file != nil {
		in.file.Close() // it was only read
	}
}

var errCut = errors.New("the last line is cut off, as it is where a program dies while it records; what is told is all before it")

// entries yields the entries of the recording.
func (in *traceInput) entries() view.Entries {
	return func(yield func(*recording.Entry, error) bool) {
		for {
			e := new(recording.Entry)
			err := in.reader.Next(e)
			switch {
			case err == io.EOF && in.reader.Cut():
				yield(nil, fmt.Errorf("%s: %w", in.name, errCut))
				return
			case err == io.EOF:
				return
			case err != nil:
				yield(nil, fmt.Errorf("%s: %w", in.name, err))
				return
			case !yield(e, nil):
				return
			}
		}
	}
}

// screenFlags say what text is written for.
type screenFlags struct {
	width int
	color colorMode
}

func (f *screenFlags) add(cmd *cobra.Command) {
	cmd.Flags().IntVar(&f.width, "width", -1, "cut lines to `N` columns; 0 cuts none (default: the terminal's columns, and none elsewhere)")
	cmd.Flags().Lookup("width").DefValue = "0" // the help tells it in words
	addColor(cmd, &f.color)
}

// check refuses a width that no screen has.
func (f *screenFlags) check(cmd *cobra.Command) error {
	if cmd.Flags().Changed("width") && f.width < 0 {
		return usagef("--width %d is no width: give a number of columns, or 0 to cut no line", f.width)
	}
	return nil
}

// screen returns what is known of the screen that w is.
func (f *screenFlags) screen(w io.Writer) view.Screen {
	s := view.Screen{Columns: max(0, f.width), Color: f.color.colored(w)}
	if f.width >= 0 {
		return s
	}
	if checked, ok := w.(*checkedWriter); ok {
		w = checked.w
	}
	if file, ok := w.(*os.File); ok {
		if columns, _, err := term.GetSize(int(file.Fd())); err == nil {
			s.Columns = columns
		}
	}
	return s
}
