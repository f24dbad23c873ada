// Package record keeps what goes through a port, with its times, in a file
// that people and programs can read.
//
// # Format
//
// A recording is JSON Lines in UTF-8: one JSON object a line. The first names
// the format, its version, and the wall clock's time of time 0:
//
//	{"format":"drivergen-record","version":1,"start":"2025-03-01T10:00:00Z","port":"serial:/dev/ttyUSB0"}
//	{"t":1200300,"kind":"data","dir":"tx","text":"AT\r\n"}
//	{"t":3411200,"kind":"data","dir":"rx","base64":"/wD+"}
//	{"t":9000000,"kind":"error","dir":"tx","sent":2,"error":"serial: /dev/ttyUSB0: the device was unplugged"}
//	{"t":9100000,"kind":"baud","baud":921600}
//	{"t":9200000,"kind":"flow","on":true}
//	{"t":9300000,"kind":"reset"}
//	{"t":9400000,"kind":"close"}
//
// In each line t is in nanoseconds since time 0, by the monotonic clock, and never smaller
// than in the line before. Bytes are in "text" if they are readable text and
// in "base64" (RFC 4648, section 4) if not. A tx line is written before its
// bytes are handed to the port, so that no reply stands before its command; if
// not all of them went out an error line follows with the number that did. An
// rx line is one Read. Readers ignore fields that they do not know; a change
// that they cannot ignore raises the version.
//
// A recording holds all that was sent, passwords included. Treat it as one.
package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"drivergen/driver"
)

// Port records what goes through the port below it.
type Port struct {
	inner io.ReadWriteCloser
	start time.Time

	closeOnce sync.Once
	closeErr  error

	mu  sync.Mutex // guards the recording; not held while the port is waited for
	enc *json.Encoder
	err error // the first failure to write the recording
}

// New gives a port that passes everything on to inner and records it in w,
// one Write to w a line. It writes the header at once and fails if that cannot
// be written. If a later line cannot be written the port goes on working, and
// Err and Close tell of it. The Port owns inner and closes it; w stays the
// caller's.
func New(inner io.ReadWriteCloser, w io.Writer) (*Port, error) {
	p := &Port{inner: inner, start: time.Now(), enc: json.NewEncoder(w)}
	p.enc.SetEscapeHTML(false)
	h := Header{Format: Format, Version: Version, Start: p.start}
	if named, ok := inner.(fmt.Stringer); ok {
		h.Port = named.String()
	}
	if err := p.enc.Encode(h); err != nil {
		return nil, fmt.Errorf("record: write the recording: %w", err)
	}
	return p, nil
}

// Unwrap gives the port below.
func (p *Port) Unwrap() io.ReadWriteCloser { return p.inner }

// Err gives the first failure to write the recording, after which nothing
// more is recorded.
func (p *Port) Err() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

// Read reads from the port below.
func (p *Port) Read(b []byte) (int, error) {
	n, err := p.inner.Read(b)
	if n > 0 {
		p.add(Entry{Kind: Data, Direction: Rx, Bytes: b[:n]})
	}
	if err != nil {
		p.add(Entry{Kind: Error, Direction: Rx, Text: err.Error()})
	}
	return n, err
}

// Write writes to the port below.
func (p *Port) Write(b []byte) (int, error) {
	p.add(Entry{Kind: Data, Direction: Tx, Bytes: b})
	n, err := p.inner.Write(b)
	if err != nil {
		p.add(Entry{Kind: Error, Direction: Tx, Sent: n, Text: err.Error()})
	}
	return n, err
}

// Close closes the port below. It fails if the port does, or if the recording
// is not whole.
func (p *Port) Close() error {
	p.closeOnce.Do(func() {
		p.add(Entry{Kind: Close})
		p.closeErr = errors.Join(p.inner.Close(), p.Err())
	})
	return p.closeErr
}

// SetBaud changes the speed of the port below. It fails with
// driver.EOPNOTSUPP if that has none.
func (p *Port) SetBaud(n int) error {
	below, ok := p.inner.(interface{ SetBaud(int) error })
	if !ok {
		return unsupported("speed")
	}
	err := below.SetBaud(n)
	if err == nil {
		p.add(Entry{Kind: Baud, Baud: n})
	}
	return err
}

// SetRTSCTS turns flow control of the port below on or off. It fails with
// driver.EOPNOTSUPP if that has none.
func (p *Port) SetRTSCTS(on bool) error {
	below, ok := p.inner.(interface{ SetRTSCTS(bool) error })
	if !ok {
		return unsupported("flow control")
	}
	err := below.SetRTSCTS(on)
	if err == nil {
		p.add(Entry{Kind: Flow, On: on})
	}
	return err
}

// ResetInput drops the input that the port below holds. It fails with
// driver.EOPNOTSUPP if that cannot.
func (p *Port) ResetInput() error {
	below, ok := p.inner.(interface{ ResetInput() error })
	if !ok {
		return unsupported("way to reset its input")
	}
	err := below.ResetInput()
	if err == nil {
		p.add(Entry{Kind: Reset})
	}
	return err
}

func unsupported(what string) error {
	return fmt.Errorf("record: the port below has no %s: %w", what, driver.EOPNOTSUPP)
}

// add writes a line, with the time at which it is written, so that times never
// run backwards.
func (p *Port) add(e Entry) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return
	}
	e.Time = time.Since(p.start)
	if err := p.enc.Encode(e.line()); err != nil {
		p.err = fmt.Errorf("record: write the recording: %w", err)
	}
}
