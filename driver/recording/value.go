package recording

import (
	"strconv"
	"strings"

	"drivergen/driver"
)

// ValuesOf returns attributes as a recording has them, with as many bytes of payloads as from gives, which
// is the Call or the Event that they belong to.
func ValuesOf(attrs []driver.Attr, from interface{ Payload(driver.Attr) []byte }) []Value {
	var p parser
	values, err := p.values(&scanner{line: appendObject(nil, attrs, from)})
	if err != nil {
		panic("recording: what this package writes it cannot read: " + err.Error())
	}
	return values
}

// mostShown is how many bytes of a payload a text for people has.
const mostShown = 48

// String returns a value as a text for people: a string in quotes, the first bytes of a payload.
func (v Value) String() string {
	switch v.Kind {
	case driver.NilKind:
		return "nil"
	case driver.StringKind:
		return strconv.Quote(v.Text)
	case driver.ErrorKind:
		return v.Text
	case driver.BytesKind:
		return v.payload()
	case driver.FuncKind:
		return "func"
	case driver.ListKind:
		return "[" + joinValues(v.Fields, " ", "") + "]"
	case driver.GroupKind:
		return "{" + joinValues(v.Fields, " ", ":") + "}"
	case driver.AnyKind:
		if v.Type == "string" {
			return strconv.Quote(v.Text)
		}
	case driver.RedactedKind:
		return driver.Redaction
	}
	return v.Text
}

// payload returns the first bytes of a payload, as text, and how many it has.
func (v Value) payload() string {
	size := strconv.Itoa(v.Len) + " bytes"
	shown := v.Data[:min(len(v.Data), mostShown)]
	switch {
	case len(shown) == 0:
		return size
	case len(shown) == v.Len:
		return strconv.Quote(string(shown))
	}
	return strconv.Quote(string(shown)) + "... (" + size + ")"
}

// joinValues returns values one behind the other, with their names where colon is not empty.
func joinValues(values []Value, separator, colon string) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = v.String()
		if colon != "" {
			texts[i] = v.Name + colon + texts[i]
		}
	}
	return strings.Join(texts, separator)
}

// Arguments returns a call's arguments or an event's values as a text for people: addr="broker", port=1883.
func (e *Entry) Arguments() string { return joinValues(e.Args, ", ", "=") }
