package emulator

import "bytes"

// lineReader gathers a command line as one line of the firmware does.
type lineReader interface {
	// take consumes bytes up to and including one line's end, or all of them. It gives how many it took, what of
	// them is echoed, and the line if one ended.
	take(p []byte) (n int, echoed []byte, line *commandLine)
	// busy consumes bytes while a command runs. It gives how many it took, how often to answer busy p..., and
	// whether they order a restart.
	busy(p []byte) (n, times int, restart bool)
}

// commandLine is what stood between AT and the line's end. A line that is no command is not ok.
type commandLine struct {
	text string
	ok   bool
}

const lineMax = 256 // bytes of a command line that the firmware has room for

// lineReader17 is the NonOS firmware's: it looks for AT or at in the stream, and a line ends with LF.
type lineReader17 struct {
	last    byte
	started bool   // AT was seen
	buf     []byte // what followed it
	running []byte // a line that came while a command ran
}

func (r *lineReader17) take(p []byte) (int, []byte, *commandLine) {
	r.running = nil
	for i, b := range p {
		n := i + 1
		switch {
		case r.started && b == '\n':
			line := &commandLine{string(bytes.TrimSuffix(r.buf, []byte("\r"))), bytes.HasSuffix(r.buf, []byte("\r"))}
			r.reset()
			return n, p[:n], line
		case r.started && len(r.buf) == lineMax:
			r.reset()
		case r.started:
			r.buf = append(r.buf, b)
		case b == '\n':
			r.reset()
			return n, p[:n], &commandLine{}
		case r.last == 'A' && b == 'T', r.last == 'a' && b == 't':
			r.started = true
		default:
			r.last = b
		}
	}
	return len(p), p, nil
}

func (r *lineReader17) reset() { r.started, r.last, r.buf = false, 0, nil }

func (r *lineReader17) busy(p []byte) (n, times int, restart bool) {
	for i, b := range p {
		if len(r.running) <= lineMax {
			r.running = append(r.running, b)
		}
		if b == '\n' {
			order := string(r.running)
			r.running = nil
			if order == "AT+RST\r\n" {
				return i + 1, 0, true
			}
			return i + 1, 1, false
		}
	}
	return len(p), 0, false
}

// lineReader22 is ESP-AT's: a line ends with CR LF and nothing may stand before its AT.
type lineReader22 struct{ buf []byte }

func (r *lineReader22) take(p []byte) (int, []byte, *commandLine) {
	for i, b := range p {
		if len(r.buf) == lineMax {
			r.buf = r.buf[:0]
		}
		r.buf = append(r.buf, b)
		if b == '\n' && bytes.HasSuffix(r.buf, []byte("\r\n")) {
			text := string(r.buf[:len(r.buf)-2])
			r.buf = r.buf[:0]
			if len(text) < 2 || text[0]|0x20 != 'a' || text[1]|0x20 != 't' {
				return i + 1, p[:i+1], &commandLine{}
			}
			return i + 1, p[:i+1], &commandLine{text[2:], true}
		}
	}
	return len(p), p, nil
}

func (r *lineReader22) busy(p []byte) (n, times int, restart bool) {
	if bytes.Contains(p, []byte("AT+RST\r\n")) {
		return len(p), 0, true
	}
	return len(p), 1, false
}
