package playback

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"drivergen/transports/record"
)

// ErrDeparted is the cause of the errors that Read and Write give from when the host wrote something else than the
// recording has.
var ErrDeparted = errors.New("the host departs from the recording")

// departureError tells where and how the host departed.
type departureError struct{ text string }

func (e *departureError) Error() string        { return "playback: " + e.text }
func (e *departureError) Is(target error) bool { return target == ErrDeparted }

// departure makes the error; a nil step is the end of the recording.
func (p *Port) departure(s *step, format string, args ...any) error {
	where := "end of " + p.tape.name
	if s != nil {
		where = fmt.Sprintf("%s:%d", p.tape.name, s.line)
	}
	return &departureError{where + ": " + fmt.Sprintf(format, args...)}
}

// depart ends the playback. The lock is held.
func (p *Port) depart(err error) error {
	p.fail = err
	p.change.Broadcast()
	if p.told != nil {
		p.told(err)
	}
	return err
}

// Err gives how the host departed from the recording, or nil.
func (p *Port) Err() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fail
}

// Unplayed gives an error that tells what is left of the host's side, or nil where all of it was done.
func (p *Port) Unplayed() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := len(p.done); i < len(p.tape.host); i++ {
		if s := &p.tape.host[i]; s.kind != record.Reset {
			what := s.call()
			if i == len(p.done) && p.matched > 0 {
				what = "the rest of it, " + short(s.bytes[p.matched:])
			}
			return p.departure(s, "the host never came to %s", what)
		}
	}
	return nil
}

// call tells what the host did in a step.
func (s *step) call() string {
	switch s.kind {
	case record.Baud:
		return fmt.Sprintf("SetBaud(%d)", s.baud)
	case record.Flow:
		return fmt.Sprintf("SetRTSCTS(%v)", s.on)
	case record.Reset:
		return "ResetInput()"
	}
	return short(s.bytes)
}

// short quotes bytes for an error, the beginning of what is long.
func short(b []byte) string {
	const most = 60
	if len(b) > most {
		return strconv.Quote(string(b[:most])) + fmt.Sprintf("… (%d bytes)", len(b))
	}
	return strconv.Quote(string(b))
}

// firstLine returns the first line of b with its end, or all of it.
func firstLine(b []byte) []byte {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		return b[:i+1]
	}
	return b
}

func trimmed(line []byte) string { return string(bytes.TrimRight(line, "\r\n")) }
