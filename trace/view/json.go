package view

import (
	"bytes"
	"encoding/json"
	"io"
	"time"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// JSONVersion is the version of what WriteJSON writes. Keys may be added to it; one that goes, or
// changes its meaning, makes another version.
const JSONVersion = 1

// entryJSON is an entry as WriteJSON writes it.
type entryJSON struct {
	Line       int           `json:"line"`
	Kind       string        `json:"kind"` // call or event
	Interface  string        `json:"interface"`
	Name       string        `json:"name"`
	Handle     *int64        `json:"handle,omitempty"`
	Socket     int           `json:"socket,omitempty"`
	Creates    *int64        `json:"creates,omitempty"`
	Created    int           `json:"created,omitempty"`
	Ends       bool          `json:"ends,omitempty"`
	Start      time.Duration `json:"startNs"`
	Duration   time.Duration `json:"durationNs"`
	Outcome    string        `json:"outcome,omitempty"` // of a call: ok, EOF, unfinished or an errno
	Error      string        `json:"error,omitempty"`
	Args       []valueJSON   `json:"args"`
	Results    []valueJSON   `json:"results,omitempty"`
	Unfinished bool          `json:"unfinished,omitempty"`
}

type valueJSON struct {
	Name   string      `json:"name,omitempty"`
	Kind   string      `json:"kind"` // as recording.KindName has it
	Text   string      `json:"text,omitempty"`
	Len    *int        `json:"len,omitempty"`  // of bytes and lists
	Data   []byte      `json:"data,omitempty"` // base64
	Fields []valueJSON `json:"fields,omitempty"`
}

// WriteJSON writes entries as one JSON object, an entry a line, as they come. An error that they end
// with stands in the object's member fault, and is returned.
func WriteJSON(w io.Writer, entries Entries, start time.Time) error {
	head, err := json.Marshal(struct {
		Version int       `json:"version"`
		Start   time.Time `json:"start"`
	}{JSONVersion, start})
	if err != nil {
		return err
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	text.Write(bytes.TrimSuffix(head, []byte("}")))
	text.WriteString(`,"entries":[`)
	comma := "\n"
	var fault error
	for e, err := range entries {
		if err != nil {
			fault = err
			break
		}
		text.WriteString(comma)
		comma = ","
		if err := encoder.Encode(jsonOf(e)); err != nil {
			return err
		}
		if _, err := text.WriteTo(w); err != nil {
			return err
		}
	}
	text.WriteString("]")
	if fault != nil {
		told, err := json.Marshal(fault.Error())
		if err != nil {
			return err
		}
		text.WriteString(`,"fault":` + string(told))
	}
	text.WriteString("}\n")
	if _, err := text.WriteTo(w); err != nil {
		return err
	}
	return fault
}

func jsonOf(e *recording.Entry) entryJSON {
	j := entryJSON{
		Line: e.Line, Kind: "call", Interface: e.Interface, Name: e.Name, Socket: e.Socket, Created: e.Created, Ends: e.Ends,
		Start: e.Start, Duration: e.Duration, Error: e.Error, Args: valuesJSON(e.Args), Results: valuesJSON(e.Results), Unfinished: e.Unfinished,
	}
	if e.Kind == recording.Event {
		j.Kind = "event"
	} else {
		j.Outcome = e.Outcome()
	}
	if e.Handle != driver.NoHandle {
		j.Handle = &e.Handle
	}
	if e.Creates != driver.NoHandle {
		j.Creates = &e.Creates
	}
	return j
}

func valuesJSON(values []recording.Value) []valueJSON {
	list := make([]valueJSON, len(values))
	for i := range values {
		v := &values[i]
		list[i] = valueJSON{Name: v.Name, Kind: recording.KindName(v.Kind), Text: v.Text, Data: v.Data}
		if v.Kind == driver.BytesKind || v.Kind == driver.ListKind {
			list[i].Len = &v.Len
		}
		if len(v.Fields) > 0 {
			list[i].Fields = valuesJSON(v.Fields)
		}
	}
	return list
}
