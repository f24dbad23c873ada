package recording

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// MaxLine is the length of the longest line that a Reader reads, in bytes.
const MaxLine = 64 << 20

// A Reader reads a recording line by line. It keeps no more than one line in memory.
type Reader struct {
	in     *bufio.Reader
	header Header
	parser parser
	line   int    // the number of the last line that was read
	buf    []byte // a line that is longer than in's buffer
	cut    bool
	err    error // what ended it
}

// NewReader returns a Reader that has read the first line. It fails where that is not a recording's, or
// one of a newer version.
func NewReader(r io.Reader) (*Reader, error) {
	reader := &Reader{in: bufio.NewReaderSize(r, 64<<10)}
	line, whole, err := reader.next()
	if err != nil && err != io.EOF {
		return nil, err
	}
	line = bytes.TrimPrefix(line, []byte("\ufeff")) // RFC 8259, section 8.1, lets a reader ignore a byte order mark
	if len(bytes.TrimSpace(line)) == 0 {
		if _, err := reader.in.Peek(1); err == io.EOF {
			return nil, errors.New("the recording is empty")
		}
	}
	reader.header, err = parseHeader(line)
	if err != nil {
		if bad := new(FormatError); !whole && errors.As(err, &bad) && bad.Column > 0 {
			err = &FormatError{Line: 1, Text: "the recording ends in its first line"}
		}
		return nil, err
	}
	return reader, nil
}

// Header returns the first line.
func (r *Reader) Header() Header { return r.header }

// Cut reports whether the last line was cut off, as it is where the program that recorded died. Next has
// left it out.
func (r *Reader) Cut() bool { return r.cut }

// Next reads the next entry into e, all of which is e's own. At the end it returns io.EOF; what is wrong
// with a line is a *FormatError.
func (r *Reader) Next(e *Entry) error {
	if r.err != nil {
		return r.err
	}
	line, whole, err := r.next()
	if err == nil {
		if err = r.parser.parse(line, r.line, e); err != nil && !whole {
			r.cut, err = true, io.EOF
		}
	}
	r.err = err
	return err
}

// next returns the next line, and whether its end is there.
func (r *Reader) next() (line []byte, whole bool, err error) {
	r.line++
	line, err = r.in.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		r.buf = r.buf[:0]
		for err == bufio.ErrBufferFull && len(r.buf)+len(line) <= MaxLine {
			r.buf = append(r.buf, line...)
			line, err = r.in.ReadSlice('\n')
		}
		if err == bufio.ErrBufferFull {
			return nil, false, &FormatError{Line: r.line, Text: fmt.Sprintf("longer than %d MiB: this is not a recording's line", MaxLine>>20)}
		}
		r.buf = append(r.buf, line...)
		line = r.buf
	}
	switch {
	case err == nil:
		return line[:len(line)-1], true, nil
	case err == io.EOF && len(line) > 0:
		return line, false, nil
	case err == io.EOF:
		return nil, false, io.EOF
	}
	return nil, false, fmt.Errorf("read the recording, line %d: %w", r.line, err)
}

// A Recording is all of a recording.
type Recording struct {
	Header
	Path    string // of its file as ReadFile was given it, else ""
	Entries []Entry
	Cut     bool // the last line was cut off
}

// Read reads all of a recording.
func Read(r io.Reader) (*Recording, error) {
	reader, err := NewReader(r)
	if err != nil {
		return nil, err
	}
	rec := &Recording{Header: reader.Header()}
	for {
		var e Entry
		switch err := reader.Next(&e); err {
		case nil:
			rec.Entries = append(rec.Entries, e)
		case io.EOF:
			rec.Cut = reader.Cut()
			return rec, nil
		default:
			return nil, err
		}
	}
}
