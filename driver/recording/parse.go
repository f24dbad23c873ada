package recording

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"drivergen/driver"
)

// A FormatError says what is wrong with a recording.
type FormatError struct {
	Line   int // from 1
	Column int // from 1, or 0 where it is the line as a whole
	Text   string
}

// Error returns the place and what is wrong there: "line 3, column 17: want a number".
func (e *FormatError) Error() string {
	if e.Column == 0 {
		return fmt.Sprintf("line %d: %s", e.Line, e.Text)
	}
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Text)
}

// headerBegin is what a recording begins with.
const headerBegin = `{"recording":"` + Format + `"`

// parseHeader reads the first line.
func parseHeader(line []byte) (Header, error) {
	s := &scanner{line: line}
	format, h := "", Header{}
	err := s.object(func(name []byte) (err error) {
		switch string(name) {
		case "recording":
			format, err = s.string()
		case "version":
			h.Version, err = s.count()
		case "payload":
			h.Payload, err = s.count()
		case "start":
			var text string
			if text, err = s.string(); err == nil {
				if h.Start, err = time.Parse(time.RFC3339Nano, text); err != nil {
					err = fmt.Errorf("start is %q: want a time as RFC 3339 has it", text)
				}
			}
		default:
			err = s.skip()
		}
		return err
	})
	switch {
	case format != Format && !bytes.HasPrefix(line, []byte(headerBegin)):
		return h, &FormatError{Line: 1, Text: "this is not a recording: it does not begin with " + headerBegin + ",…}"}
	case h.Version > Version:
		return h, &FormatError{Line: 1, Text: fmt.Sprintf("the recording has format version %d, and this program reads up to version %d: update drivergen", h.Version, Version)}
	case err == nil:
		err = s.end()
	}
	if err != nil {
		return h, &FormatError{1, s.column(), err.Error()}
	}
	if h.Version < 1 {
		return h, &FormatError{Line: 1, Text: "version is missing: want 1 or more"}
	}
	return h, nil
}

// A parser reads lines behind the first. Names that come again and again are kept once.
type parser struct {
	names map[string]string
}

// name returns a name as a string.
func (p *parser) name(b []byte) string {
	if known, ok := p.names[string(b)]; ok {
		return known
	}
	name := string(b)
	if len(p.names) < 1000 { // more than any description has
		if p.names == nil {
			p.names = map[string]string{}
		}
		p.names[name] = name
	}
	return name
}

// parse reads a line into e.
func (p *parser) parse(line []byte, number int, e *Entry) error {
	*e = Entry{Line: number, Handle: driver.NoHandle, Creates: driver.NoHandle}
	s := &scanner{line: line}
	err := s.object(func(name []byte) error { return p.member(s, name, e) })
	if err == nil {
		err = s.end()
	}
	if err != nil {
		return &FormatError{number, s.column(), err.Error()}
	}
	if e.Name == "" && bytes.HasPrefix(line, []byte(headerBegin)) {
		return &FormatError{Line: number, Text: "a second recording begins here: split the file before this line"}
	}
	if err := e.check(); err != nil {
		return &FormatError{Line: number, Text: err.Error()}
	}
	return nil
}

// member reads the value of a member of a line.
func (p *parser) member(s *scanner, name []byte, e *Entry) (err error) {
	switch string(name) {
	case "call", "event":
		if e.Name != "" {
			return errors.New("want one call or event in a line")
		}
		if name[0] == 'e' {
			e.Kind = Event
		}
		e.Name, err = p.word(s)
	case "of":
		e.Interface, err = p.word(s)
	case "handle":
		e.Handle, err = s.int(64)
	case "socket":
		e.Socket, err = s.count()
	case "creates":
		e.Creates, err = s.int(64)
	case "created":
		e.Created, err = s.count()
	case "ends":
		e.Ends, err = s.bool()
	case "t":
		e.Start, err = s.duration()
	case "d":
		e.Duration, err = s.duration()
	case "args":
		e.Args, err = p.values(s)
	case "results":
		e.Results, err = p.values(s)
	case "errno":
		e.ErrnoName, err = p.word(s)
	case "number":
		e.Errno, err = s.errno()
	case "error":
		e.Error, err = s.string()
	case "eof":
		e.EOF, err = s.bool()
	case "unfinished":
		e.Unfinished, err = s.bool()
	default:
		err = s.skip()
	}
	return err
}

// check finds what a line that is read lacks.
func (e *Entry) check() error {
	switch {
	case e.Name == "":
		return errors.New("the line has neither a call nor an event")
	case e.Interface == "":
		return errors.New("of is missing: want the interface, such as netdev.NetDev")
	case (e.Handle == driver.NoHandle) != (e.Socket == 0):
		return errors.New("handle and socket are there together or not at all")
	case (e.Creates == driver.NoHandle) != (e.Created == 0):
		return errors.New("creates and created are there together or not at all")
	case e.Start < 0:
		return errors.New("t is negative")
	case e.Duration < 0:
		return errors.New("d is negative")
	case e.End() < 0:
		return errors.New("t and d are more than 292 years together")
	case e.Unfinished && (e.Error != "" || e.EOF || e.Results != nil):
		return errors.New("a call that is unfinished has neither results nor an error")
	}
	return nil
}

// word reads a name that comes again and again.
func (p *parser) word(s *scanner) (string, error) {
	b, err := s.stringBytes()
	if err != nil {
		return "", err
	}
	return p.name(b), nil
}

// count reads an integer from 0.
func (s *scanner) count() (int, error) {
	start := s.at
	n, err := s.int(32)
	if err == nil && n < 0 {
		s.at, err = start, errors.New("want no negative number")
	}
	return int(n), err
}

// duration reads a number of nanoseconds.
func (s *scanner) duration() (time.Duration, error) {
	n, err := s.int(64)
	return time.Duration(n), err
}

func (s *scanner) errno() (driver.Errno, error) {
	n, err := s.int(32)
	return driver.Errno(n), err
}
