package view

import (
	"io"
	"strings"

	"drivergen/driver/recording"
)

// A Screen is what text is written for.
type Screen struct {
	Columns int  // how wide a line may be; 0 for any width
	Color   bool // whether it shows colours
}

// sampled is how many entries the widths of a table's columns are made for. Later ones are fitted in.
const sampled = 256

// WriteTable writes entries as a table, a line each, in their order, which is that of the calls'
// returns. It keeps a few hundred of them at a time, however many there are. An error that the entries
// end with is returned when all before it is written.
func WriteTable(w io.Writer, entries Entries, screen Screen) error {
	t := &table{w: w, screen: screen}
	var fault error
	for e, err := range entries {
		if err != nil {
			fault = err
			break
		}
		if t.first == "" {
			t.first = e.Interface
		}
		if err := t.add(rowOf(e, t.first)); err != nil {
			return err
		}
	}
	if err := t.flush(); err != nil {
		return err
	}
	return fault
}

// The columns.
const (
	timeColumn = iota
	durationColumn
	socketColumn
	callColumn
	outcomeColumn
	resultColumn
	tableColumns
)

// A row is a line of a table.
type row struct {
	cells  [tableColumns]string
	styles [tableColumns]style
}

var tableHead = row{
	cells:  [tableColumns]string{"TIME", "DURATION", "SOCKET", "CALL", "OUTCOME", "RESULTS"},
	styles: [tableColumns]style{strong, strong, strong, strong, strong, strong},
}

func rowOf(e *recording.Entry, first string) row {
	r := row{cells: [tableColumns]string{seconds(e.Start), "", socketLabel(e), callText(e, first), outcome(e), resultText(e)}}
	r.styles[timeColumn] = faint
	switch {
	case e.Kind == recording.Event:
		r.styles[callColumn] = event
	case failed(e):
		r.styles[outcomeColumn], r.styles[resultColumn] = bad, bad
	default:
		r.styles[outcomeColumn] = good
	}
	if e.Kind == recording.Call {
		r.cells[durationColumn] = span(e.Duration)
	}
	return r
}

// A table is being written.
type table struct {
	w      io.Writer
	screen Screen
	first  string // the first interface, whose name is left out

	sample []row // until widths are known
	widths []int // nil until then
}

func (t *table) add(r row) error {
	if t.widths != nil {
		return t.write(r)
	}
	t.sample = append(t.sample, r)
	if len(t.sample) < sampled {
		return nil
	}
	return t.flush()
}

// flush makes the widths of the columns, and writes the sample.
func (t *table) flush() error {
	if len(t.sample) == 0 {
		return nil
	}
	t.measure()
	rows := append([]row{tableHead}, t.sample...)
	t.sample = nil
	for _, r := range rows {
		if err := t.write(r); err != nil {
			return err
		}
	}
	return nil
}

const (
	gap        = 2  // between columns
	widestCall = 72 // where lines may have any width
	leastText  = 16 // of a column of text on a narrow screen
)

// measure makes the columns as wide as the sample needs. The calls and their results share what the
// others leave of a line.
func (t *table) measure() {
	t.widths = make([]int, tableColumns)
	for i := range t.widths {
		t.widths[i] = len(tableHead.cells[i])
	}
	for _, r := range t.sample {
		for i, cell := range r.cells {
			t.widths[i] = max(t.widths[i], columns(cell))
		}
	}
	if t.screen.Columns <= 0 {
		t.widths[callColumn] = min(t.widths[callColumn], widestCall)
		return
	}
	room := t.screen.Columns - (tableColumns-1)*gap
	for _, i := range []int{timeColumn, durationColumn, socketColumn, outcomeColumn} {
		room -= t.widths[i]
	}
	call, result := t.widths[callColumn], t.widths[resultColumn]
	if call+result > room { // the results get what the call leaves, and 2/5 where both are long
		call = min(call, max(room-result, room*3/5, leastText))
	}
	t.widths[callColumn] = call
}

// write writes a line. Times and durations stand at the right of their columns.
func (t *table) write(r row) error {
	var line strings.Builder
	used := 0
	for i, cell := range r.cells {
		if t.screen.Columns > 0 {
			room := t.screen.Columns - used
			if i == callColumn {
				room = min(room, t.widths[i])
			}
			cell = cut(cell, room)
		}
		fill := pad(cell, t.widths[i])
		if i == timeColumn || i == durationColumn {
			line.WriteString(fill)
			fill = ""
		}
		line.WriteString(paint(cell, r.styles[i], t.screen.Color))
		if used += max(t.widths[i], columns(cell)) + gap; i < tableColumns-1 {
			line.WriteString(fill + strings.Repeat(" ", gap))
		}
	}
	_, err := io.WriteString(t.w, strings.TrimRight(line.String(), " ")+"\n")
	return err
}
