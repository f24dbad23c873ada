package main

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"drivergen/internal/nearest"
	"drivergen/trace/view"
)

// filterFlags choose entries of a recording.
type filterFlags struct {
	sockets, methods []string
	errors           bool
	since, until     moment
}

func (f *filterFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&f.sockets, "socket", nil, "take `SOCKET,...` alone: a handle, 3, or one socket as the table shows it, 3#7")
	cmd.Flags().StringSliceVar(&f.methods, "method", nil, "take calls and events called `NAME,...` alone: connect, or netdev.NetDev.connect")
	cmd.Flags().BoolVar(&f.errors, "errors", false, "take calls that failed alone")
	cmd.Flags().Var(&f.since, "since", "take what was under way at `TIME` or later: 1.5s from the begin, or 2026-01-02T15:04:05Z")
	cmd.Flags().Var(&f.until, "until", "take what had begun by `TIME`")
}

// filter returns the filter for a recording that began at start.
func (f *filterFlags) filter(start time.Time) (view.Filter, error) {
	filter := view.Filter{Methods: f.methods, Errors: f.errors, Since: f.since.after(start)}
	for _, text := range f.sockets {
		socket, err := view.ParseSocket(text)
		if err != nil {
			return filter, usagef("--socket: %w", err)
		}
		filter.Sockets = append(filter.Sockets, socket)
	}
	if f.until.text != "" {
		if filter.Until = f.until.after(start); filter.Until < filter.Since {
			return filter, usagef("--until %s is before --since %s: nothing can be between them", f.until.text, f.since.text)
		}
		filter.Until = max(filter.Until, 1) // 0 is no limit
	}
	return filter, nil
}

// missing returns an error for a name that no call and no event of the recording has, or a socket that it does not have.
func (f *filterFlags) missing(s *view.Selection) error {
	if s.Total == 0 {
		return nil
	}
	if names := s.UnknownMethods(); len(names) > 0 {
		name, candidates := names[0], s.Names()
		if near := nearest.To(name, s.QualifiedNames()); strings.Contains(name, ".") && near != "" {
			candidates = []string{near}
		}
		return usagef("--method: no call or event of the recording is called %q%s", name, didYouMean(name, candidates, ""))
	}
	if sockets := s.UnknownSockets(); len(sockets) > 0 {
		return usagef("--socket: the recording has no socket %s: the command trace stats --all lists those that it has", sockets[0])
	}
	return nil
}

// A moment is the value of a flag: a duration since the recording began, or a time. It is a pflag.Value.
type moment struct {
	text string
	d    time.Duration
	at   time.Time
}

// String returns the value as it was given.
func (m *moment) String() string { return m.text }

// Type returns the kind of value.
func (m *moment) Type() string { return "time" }

// Set takes a duration or a time.
func (m *moment) Set(text string) error {
	d, err := time.ParseDuration(text)
	if err == nil {
		*m = moment{text: text, d: d}
		return nil
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return usagef("%q is no time: give a duration since the recording began, 1.5s, or a time, 2026-01-02T15:04:05Z", text)
	}
	*m = moment{text: text, at: at}
	return nil
}

// after returns the moment as a duration since a recording began.
func (m *moment) after(start time.Time) time.Duration {
	if m.at.IsZero() {
		return m.d
	}
	return m.at.Sub(start)
}
