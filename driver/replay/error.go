package replay

import (
	"context"
	"errors"
	"io"
	"strings"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// errorOf returns the error of a recorded call. errors.Is finds its number, the description's sentinel of
// its text, and the end of a context.
func (p *Player) errorOf(e *recording.Entry) error {
	switch {
	case e.EOF:
		return io.EOF
	case e.Error == "" && e.Errno == 0:
		return nil
	}
	return p.rebuild(e.Name, e.Error, e.Errno)
}

// rebuild returns an error of that text and number. A sentinel has no number of its own.
func (p *Player) rebuild(op, text string, errno driver.Errno) error {
	if known := p.known(text); known != nil {
		return known
	}
	if text == errno.Error() {
		return errno
	}
	before := op + ": " + errno.Error()
	switch rest, ok := strings.CutPrefix(text, before+": "); {
	case text == before:
		return driver.Fail(op, errno, nil)
	case ok:
		return driver.Fail(op, errno, p.cause(rest))
	}
	return &replayed{text, errno, p.cause(text)}
}

// known returns the error that is known by a text, or nil.
func (p *Player) known(text string) error {
	for _, sentinel := range p.Sentinels {
		if sentinel.Error() == text {
			return sentinel
		}
	}
	for _, err := range []error{io.EOF, io.ErrUnexpectedEOF, context.DeadlineExceeded, context.Canceled} {
		if err.Error() == text {
			return err
		}
	}
	return nil
}

// cause returns the error of a text: one that is known, or that wraps the known one with which the text ends.
func (p *Player) cause(text string) error {
	if known := p.known(text); known != nil {
		return known
	}
	for i := range text {
		if rest, ok := strings.CutPrefix(text[i:], ": "); ok {
			if known := p.known(rest); known != nil {
				return &wrapped{text, known}
			}
		}
	}
	return errors.New(text)
}

// A replayed error has a number that its text does not name.
type replayed struct {
	text  string
	errno driver.Errno
	cause error
}

func (e *replayed) Error() string   { return e.text }
func (e *replayed) Unwrap() []error { return []error{e.errno, e.cause} }
func (e *replayed) Timeout() bool   { return e.errno.Timeout() }
func (e *replayed) Temporary() bool { return e.errno.Temporary() }

// A wrapped error ends with the text of another.
type wrapped struct {
	text string
	err  error
}

func (e *wrapped) Error() string { return e.text }
func (e *wrapped) Unwrap() error { return e.err }
