package view

import (
	"encoding/json"
	"time"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// pageModel is what the page's script reads: page/data.js. Times are nanoseconds since the recording
// began. What many entries have in common stands in lists, and entries have its place there.
type pageModel struct {
	Title      string   `json:"title"`
	Start      string   `json:"start"` // RFC 3339
	Interfaces []string `json:"interfaces"`
	Names      []string `json:"names"`
	Outcomes   []string `json:"outcomes"`
	Sockets    [][3]any `json:"sockets"` // label, begin, end
	Entries    [][]any  `json:"entries"`
}

// pageData returns the entries as JSON that can stand in a script element: package json writes <, >
// and & as escape sequences.
func pageData(list []*recording.Entry, page Page) ([]byte, error) {
	interfaces, names, outcomes := index{}, index{}, index{}
	sockets := socketIndex{places: map[socketKey]int{}}
	m := pageModel{Title: page.Title, Start: page.Start.UTC().Format(time.RFC3339Nano), Entries: make([][]any, 0, len(list))}
	for _, e := range list {
		kind, word := 0, -1
		if e.Kind == recording.Event {
			kind = 1
		} else {
			word = outcomes.place(e.Outcome())
		}
		text := ""
		if failed(e) {
			text = e.Error
			if text == "" {
				text = e.Outcome()
			}
		}
		m.Entries = append(m.Entries, []any{
			e.Line, kind, interfaces.place(e.Interface), names.place(e.Name), sockets.worked(e), e.Start.Nanoseconds(), e.Duration.Nanoseconds(),
			word, text, pageValues(e.Args), pageValues(e.Results), sockets.made(e),
		})
	}
	m.Interfaces, m.Names, m.Outcomes, m.Sockets = interfaces.list(), names.list(), outcomes.list(), sockets.list()
	return json.Marshal(m)
}

// An index gives each of its words a place, from 0.
type index map[string]int

func (x index) place(word string) int {
	at, ok := x[word]
	if !ok {
		at = len(x)
		x[word] = at
	}
	return at
}

func (x index) list() []string {
	words := make([]string, len(x))
	for word, at := range x {
		words[at] = word
	}
	return words
}

// A socketIndex gives each socket a place, and knows how long it was there.
type socketIndex struct {
	places map[socketKey]int
	rows   []pageSocket
}

type pageSocket struct {
	label       string
	first, last time.Duration
}

// worked returns the place of the socket that an entry belongs to, or -1.
func (x *socketIndex) worked(e *recording.Entry) int {
	if e.Handle == driver.NoHandle {
		return -1
	}
	return x.seen(keyOf(e), e.Start, e.End())
}

// made returns the place of the socket that an entry has made, or -1.
func (x *socketIndex) made(e *recording.Entry) int {
	if e.Creates == driver.NoHandle || e.Created == 0 {
		return -1
	}
	return x.seen(socketKey{e.Interface, e.Creates, e.Created}, e.End(), e.End())
}

func (x *socketIndex) seen(key socketKey, from, to time.Duration) int {
	at, ok := x.places[key]
	if !ok {
		at = len(x.rows)
		x.places[key] = at
		x.rows = append(x.rows, pageSocket{label: labelOf(key.handle, key.number), first: from, last: to})
	}
	row := &x.rows[at]
	row.first, row.last = min(row.first, from), max(row.last, to)
	return at
}

func (x *socketIndex) list() [][3]any {
	list := make([][3]any, len(x.rows))
	for i, row := range x.rows {
		list[i] = [3]any{row.label, row.first.Nanoseconds(), row.last.Nanoseconds()}
	}
	return list
}

// pageValues returns values as arrays: name, a letter for the kind, and what the kind has.
func pageValues(values []recording.Value) []any {
	list := make([]any, len(values))
	for i := range values {
		list[i] = pageValue(&values[i])
	}
	return list
}

func pageValue(v *recording.Value) []any {
	switch v.Kind {
	case driver.NilKind:
		return []any{v.Name, "n"}
	case driver.RedactedKind:
		return []any{v.Name, "x"}
	case driver.FuncKind:
		return []any{v.Name, "f"}
	case driver.StringKind:
		return []any{v.Name, "s", v.Text}
	case driver.BytesKind:
		if len(v.Data) == 0 {
			return []any{v.Name, "b", v.Len}
		}
		return []any{v.Name, "b", v.Len, v.Data} // package json writes bytes in base64
	case driver.ListKind:
		return []any{v.Name, "l", v.Len, pageValues(v.Fields)}
	case driver.GroupKind:
		return []any{v.Name, "g", pageValues(v.Fields)}
	}
	return []any{v.Name, "v", v.Text}
}
