package playback

import (
	"bytes"
	"time"

	"drivergen/transports/record"
)

// step is one thing that happened on the recorded port.
type step struct {
	line int // in the file
	at   time.Duration
	kind record.Kind
	host bool // the host did it; else the device
	// bytes is what was written, or read.
	bytes []byte
	// fails tells that the call failed, with text, after sent of its bytes.
	fails bool
	sent  int
	text  string
	baud  int
	on    bool
	// after is, of a device's step, how many steps of the host come before it.
	after int
	// chained tells, of a device's step, that the step right before it is the device's too.
	chained bool
}

// tape is a recording cut into the two sides.
type tape struct {
	name   string
	host   []step
	device []step
}

// add appends an entry of a recording. It reports false when what follows tells nothing more: the port was closed.
func (t *tape) add(e record.Entry, line int) bool {
	s := step{line: line, at: e.Time, kind: e.Kind, bytes: e.Bytes, baud: e.Baud, on: e.On}
	switch {
	case e.Kind == record.Close:
		return false
	case e.Kind == record.Data && len(e.Bytes) == 0:
	case e.Kind == record.Error && e.Direction == record.Tx:
		if n := len(t.host); n > 0 && t.host[n-1].kind == record.Data {
			last := &t.host[n-1]
			last.fails, last.sent, last.text = true, min(max(e.Sent, 0), len(last.bytes)), e.Text
		}
	case e.Direction == record.Rx:
		s.fails, s.text = e.Kind == record.Error, e.Text
		s.after = len(t.host)
		if n := len(t.device); n > 0 {
			s.chained = t.device[n-1].after == s.after
		}
		t.device = append(t.device, s)
	default:
		s.host = true
		t.host = append(t.host, s)
	}
	return true
}

// cutLines makes each line that the host wrote a step of its own.
func (t *tape) cutLines() {
	var cut []step
	moved := make([]int, len(t.host)+1) // how many steps there are now for the first n
	for i, s := range t.host {
		for s.kind == record.Data {
			end := bytes.IndexByte(s.bytes, '\n') + 1
			if end == 0 || end == len(s.bytes) {
				break
			}
			head := s
			head.bytes, head.fails = s.bytes[:end], false
			cut = append(cut, head)
			s.bytes, s.sent = s.bytes[end:], max(0, s.sent-end)
		}
		cut = append(cut, s)
		moved[i+1] = len(cut)
	}
	t.host = cut
	for i := range t.device {
		t.device[i].after = moved[t.device[i].after]
	}
}
