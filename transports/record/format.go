package record

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Format and Version begin every recording.
const (
	Format  = "drivergen-record"
	Version = 1
)

// Direction says which way bytes went, seen from the program that holds the
// recorded port.
type Direction string

const (
	Tx Direction = "tx" // written to the port
	Rx Direction = "rx" // read from the port
)

// Kind says what an Entry tells of.
type Kind string

const (
	Data  Kind = "data"  // bytes went
	Error Kind = "error" // a read or a write failed
	Baud  Kind = "baud"  // the speed was changed
	Flow  Kind = "flow"  // RTS/CTS flow control was turned on or off
	Reset Kind = "reset" // input that had not been read was dropped
	Close Kind = "close" // the port was closed
)

// Header is the first line of a recording.
type Header struct {
	Format  string    `json:"format"`
	Version int       `json:"version"`
	Start   time.Time `json:"start"`          // when time 0 of the entries was
	Port    string    `json:"port,omitempty"` // the port's address, if it is known
}

// Entry is one line of a recording after the first.
type Entry struct {
	Time      time.Duration // since Header.Start
	Kind      Kind
	Direction Direction // of Data and Error
	Bytes     []byte    // of Data
	Sent      int       // of Error with Tx: how many bytes of the last Data went out before it
	Text      string    // of Error: what went wrong
	Baud      int       // of Baud, in bits a second
	On        bool      // of Flow
}

// line is an Entry as it is written. Bytes are text where they are readable
// text, so that a recording of an AT dialogue can be read by eye, and Base64
// (RFC 4648, section 4) where they are not.
type line struct {
	Nanoseconds int64     `json:"t"`
	Kind        Kind      `json:"kind"`
	Direction   Direction `json:"dir,omitempty"`
	Text        *string   `json:"text,omitempty"`
	Base64      *string   `json:"base64,omitempty"`
	Sent        int       `json:"sent,omitempty"`
	Error       string    `json:"error,omitempty"`
	Baud        int       `json:"baud,omitempty"`
	On          *bool     `json:"on,omitempty"`
}

func (e Entry) line() line {
	l := line{Nanoseconds: int64(e.Time), Kind: e.Kind, Direction: e.Direction, Sent: e.Sent, Error: e.Text, Baud: e.Baud}
	switch e.Kind {
	case Data:
		if isText(e.Bytes) {
			s := string(e.Bytes)
			l.Text = &s
		} else {
			s := base64.StdEncoding.EncodeToString(e.Bytes)
			l.Base64 = &s
		}
	case Flow:
		l.On = &e.On
	}
	return l
}

func (l line) entry() (Entry, error) {
	e := Entry{Time: time.Duration(l.Nanoseconds), Kind: l.Kind, Direction: l.Direction, Sent: l.Sent, Text: l.Error, Baud: l.Baud}
	switch l.Kind {
	case Data, Error:
		if l.Direction != Tx && l.Direction != Rx {
			return Entry{}, fmt.Errorf("dir is %q: want tx or rx", l.Direction)
		}
	case Flow:
		if l.On == nil {
			return Entry{}, errors.New("on is missing")
		}
		e.On = *l.On
	case Baud, Reset, Close:
	default:
		return Entry{}, fmt.Errorf("kind is %q: want data, error, baud, flow, reset or close", l.Kind)
	}
	if l.Kind != Data {
		return e, nil
	}
	switch {
	case l.Text != nil && l.Base64 == nil:
		e.Bytes = []byte(*l.Text)
	case l.Base64 != nil && l.Text == nil:
		var err error
		if e.Bytes, err = base64.StdEncoding.DecodeString(*l.Base64); err != nil {
			return Entry{}, err
		}
	default:
		return Entry{}, errors.New("want one of text and base64")
	}
	return e, nil
}

// isText reports whether a person would read b as text: UTF-8, nothing
// invisible in it but CR, LF and tab.
func isText(b []byte) bool {
	if !utf8.Valid(b) {
		return false
	}
	for _, r := range string(b) {
		if !unicode.IsPrint(r) && !strings.ContainsRune("\r\n\t", r) {
			return false
		}
	}
	return true
}

// A Reader reads a recording.
type Reader struct {
	decoder *json.Decoder
	header  Header
	line    int
}

// NewReader reads the first line of a recording. It fails if r is no recording
// or one of a later version.
func NewReader(r io.Reader) (*Reader, error) {
	d := &Reader{decoder: json.NewDecoder(r), line: 1}
	err := d.decoder.Decode(&d.header)
	switch {
	case errors.Is(err, io.EOF):
		return nil, errors.New("record: the recording is empty")
	case err != nil:
		return nil, fmt.Errorf("record: line 1: %w", err)
	case d.header.Format != Format:
		return nil, fmt.Errorf("record: line 1: format is %q: this is no recording, which begins with %q", d.header.Format, Format)
	case d.header.Version != Version:
		return nil, fmt.Errorf("record: line 1: version is %d: this program reads version %d", d.header.Version, Version)
	}
	return d, nil
}

// Header gives the first line.
func (d *Reader) Header() Header { return d.header }

// Next gives the next entry, and io.EOF after the last. An entry that was cut
// off, as by a crash of the recording program, is io.ErrUnexpectedEOF with its line.
func (d *Reader) Next() (Entry, error) {
	d.line++
	var l line
	if err := d.decoder.Decode(&l); err != nil {
		if err == io.EOF {
			return Entry{}, io.EOF
		}
		return Entry{}, fmt.Errorf("record: line %d: %w", d.line, err)
	}
	e, err := l.entry()
	if err != nil {
		return Entry{}, fmt.Errorf("record: line %d: %w", d.line, err)
	}
	return e, nil
}
