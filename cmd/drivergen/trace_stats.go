package main

import (
	"bufio"
	"cmp"

	"github.com/spf13/cobra"

	"drivergen/trace/view"
)

// mostSockets is how many sockets the text of trace stats shows.
const mostSockets = 20

// traceStatsFlags are the flags of the command trace stats.
type traceStatsFlags struct {
	filterFlags
	screenFlags
	asJSON, all bool
}

func newTraceStats() *cobra.Command {
	var f traceStatsFlags
	cmd := &cobra.Command{
		Use:   "stats FILE [--all] [--json] [--socket SOCKET,...] [--method NAME,...] [--errors] [--since TIME] [--until TIME]",
		Short: "Count calls and errors, and tell latencies and throughput",
		Long: `Tells of each method how often it was called, how often it failed and with which
errnos, and how long its calls took: the durations that half, 90 and 99 percent of
them did not exceed, and the longest. They are exact up to 100 000 calls of a
method; of more calls the percentiles, then marked with ~, are at most 1/128 too
large. Of each socket it tells the bytes that calls sent and received, how long the
socket was there, and the bytes a second in that time.

FILE may be - for standard input. Where the last line is cut off, all before it is
counted, and the exit code is 1.`,
		Example: `  drivergen trace stats run.jsonl
  drivergen trace stats run.jsonl --socket 3
  drivergen trace stats run.jsonl --json      for programs; durations are in nanoseconds`,
		Args: oneRecording,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
	}
	cmd.Flags().BoolVar(&f.all, "all", false, "show every socket, not only the 20 with the most bytes")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print what a program can read")
	f.filterFlags.add(cmd)
	f.screenFlags.add(cmd)
	return cmd
}

func (f *traceStatsFlags) run(cmd *cobra.Command, path string) error {
	if err := f.screenFlags.check(cmd); err != nil {
		return err
	}
	in, err := openRecording(cmd, path)
	if err != nil {
		return err
	}
	defer in.close()
	selection := &view.Selection{}
	if selection.Filter, err = f.filter(in.reader.Header().Start); err != nil {
		return err
	}
	stats, fault := view.Collect(selection.From(in.entries()))
	missing := f.missing(selection)
	if fault == nil && missing != nil && selection.Taken() == 0 {
		return missing
	}
	out := cmd.OutOrStdout()
	if f.asJSON {
		err = writeJSON(out, struct {
			Version int `json:"version"`
			*view.Stats
		}{answerVersion, stats})
	} else {
		most := mostSockets
		if f.all {
			most = 0
		}
		w := bufio.NewWriter(out)
		err = view.WriteStats(w, stats, most, f.screen(out))
		w.Flush() // out keeps its error
	}
	return cmp.Or(err, fault, missing)
}
