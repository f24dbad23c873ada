package view

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"drivergen/driver/recording"
)

// WriteStats writes figures as text: the totals, a table of the methods, one of the events and one of
// the sockets, of which it shows at most the given number, those with the most bytes; 0 shows all.
func WriteStats(w io.Writer, s *Stats, sockets int, screen Screen) error {
	_, err := fmt.Fprintf(w, "%s, %s failed, %s in %s; sent %s, received %s, %s/s\n", counted(s.Calls, "call"), grouped(s.Failed),
		counted(s.Events, "event"), span(s.Span), size(float64(s.Sent)), size(float64(s.Received)), size(s.Rate))
	first := onlyInterface(s)
	for _, grid := range []grid{methodGrid(s.Methods, first), eventGrid(s.Told, first), socketGrid(s.Sockets, sockets)} {
		if err == nil && len(grid.rows) > 0 {
			err = grid.write(w, screen)
		}
	}
	if rest := len(s.Sockets) - sockets; err == nil && sockets > 0 && rest > 0 {
		_, err = fmt.Fprintf(w, "… and %s more (--all shows them)\n", counted(rest, "socket"))
	}
	return err
}

// onlyInterface returns the interface that all of the recording is of, or "" where there are several.
func onlyInterface(s *Stats) string {
	only := ""
	told := func(iface string) bool {
		if only == "" {
			only = iface
		}
		return iface == only
	}
	for i := range s.Methods {
		if !told(s.Methods[i].Interface) {
			return ""
		}
	}
	for i := range s.Told {
		if !told(s.Told[i].Interface) {
			return ""
		}
	}
	return only
}

func methodGrid(methods []MethodStats, first string) grid {
	g := grid{head: []string{"METHOD", "CALLS", "FAILED", "P50", "P90", "P99", "MAX", "ERRORS"}, left: []int{0, 7}}
	for i := range methods {
		m := &methods[i]
		g.rows = append(g.rows, []string{shortName(&recording.Entry{Interface: m.Interface, Name: m.Name}, first), grouped(m.Calls), grouped(m.Failed),
			percentile(m, m.P50), percentile(m, m.P90), percentile(m, m.P99), returned(m, span(m.Max)), errorText(m)})
	}
	return g
}

// percentile returns a percentile of a method's durations, with a sign where it is not exact.
func percentile(m *MethodStats, d time.Duration) string {
	if m.Exact {
		return returned(m, span(d))
	}
	return "~" + span(d)
}

// returned returns a text of durations, or a dash where no call has returned that could have one.
func returned(m *MethodStats, text string) string {
	if m.Calls == m.Waiting {
		return "-"
	}
	return text
}

func errorText(m *MethodStats) string {
	var parts []string
	for _, e := range m.Errors {
		parts = append(parts, plain(e.Errno)+" "+grouped(e.Count))
	}
	if m.Waiting > 0 {
		parts = append(parts, "unfinished "+grouped(m.Waiting))
	}
	if m.Ended > 0 {
		parts = append(parts, "EOF "+grouped(m.Ended))
	}
	return strings.Join(parts, ", ")
}

func eventGrid(events []EventStats, first string) grid {
	g := grid{head: []string{"EVENT", "COUNT"}, left: []int{0}}
	for _, e := range events {
		g.rows = append(g.rows, []string{shortName(&recording.Entry{Interface: e.Interface, Name: e.Name}, first), grouped(e.Count)})
	}
	return g
}

func socketGrid(sockets []SocketStats, most int) grid {
	g := grid{head: []string{"SOCKET", "CALLS", "FAILED", "EVENTS", "SENT", "RECEIVED", "LIFETIME", "RATE"}, left: []int{0}}
	if most > 0 && len(sockets) > most {
		sockets = slices.Clone(sockets)
		slices.SortStableFunc(sockets, func(a, b SocketStats) int { return cmp.Compare(b.Sent+b.Received, a.Sent+a.Received) })
		sockets = sockets[:most]
	}
	for i := range sockets {
		s := &sockets[i]
		g.rows = append(g.rows, []string{labelOf(s.Handle, s.Number), grouped(s.Calls), grouped(s.Failed), grouped(s.Events),
			size(float64(s.Sent)), size(float64(s.Received)), lifetime(s), size(s.Rate) + "/s"})
	}
	return g
}

// lifetime returns how long a socket was there, with a sign where it still was at the end.
func lifetime(s *SocketStats) string {
	if s.Closed {
		return span(s.Lifetime())
	}
	return ">" + span(s.Lifetime())
}

// A grid is a small table, whose columns are as wide as they need to be. Columns that left does not name
// are numbers and stand at the right.
type grid struct {
	head []string
	left []int
	rows [][]string
}

func (g *grid) write(w io.Writer, screen Screen) error {
	widths := make([]int, len(g.head))
	for _, cells := range append([][]string{g.head}, g.rows...) {
		for i, cell := range cells {
			widths[i] = max(widths[i], columns(cell))
		}
	}
	var text strings.Builder
	text.WriteByte('\n')
	for n, cells := range append([][]string{g.head}, g.rows...) {
		var line strings.Builder
		for i, cell := range cells {
			if fill := pad(cell, widths[i]); slices.Contains(g.left, i) {
				cell += fill
			} else {
				cell = fill + cell
			}
			if i > 0 {
				line.WriteString(strings.Repeat(" ", gap))
			}
			line.WriteString(cell)
		}
		shown := strings.TrimRight(line.String(), " ")
		if screen.Columns > 0 {
			shown = cut(shown, screen.Columns)
		}
		if n == 0 {
			shown = paint(shown, strong, screen.Color)
		}
		text.WriteString(shown + "\n")
	}
	_, err := io.WriteString(w, text.String())
	return err
}
