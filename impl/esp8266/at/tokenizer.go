package at

import "bytes"

// maxLine bounds a line from the module. The longest that either firmware prints is about 200 bytes.
const maxLine = 512

// sink takes what a tokenizer finds. The slices are valid only during the call.
type sink interface {
	// line takes one line without its line end; cut says that it was too long and its end was dropped.
	line(p []byte, cut bool)
	// prompt reports whether a '>' at the start of a line is the prompt that somebody waits for, and takes it if so.
	prompt() bool
	// peerInfo reports whether the module adds the sender to what AT+CIPRECVDATA returns (AT+CIPDINFO=1).
	peerInfo() bool
	// notice takes the announcement of data that the module keeps.
	notice(h header)
	// payload takes a piece of counted data; rest bytes of it are still to come.
	payload(h header, p []byte, rest int)
}

// tokenizer cuts the module's bytes into lines, prompts and payload. It needs no more memory than its own size,
// whatever it is fed, and no input makes it fail.
type tokenizer struct {
	out  sink
	head header // of the payload under way
	rest int    // bytes of that payload still to come
	n    int    // bytes of the line in buf
	cut  bool   // the line in buf lost its end
	gap  bool   // the last byte was a prompt: a space after it belongs to it
	buf  [maxLine]byte
}

// feed takes the next bytes from the module.
func (t *tokenizer) feed(p []byte) {
	for len(p) > 0 {
		if t.rest > 0 {
			n := min(t.rest, len(p))
			t.rest -= n
			t.out.payload(t.head, p[:n], t.rest)
			p = p[n:]
			continue
		}
		if t.step(p[0]) {
			p = p[1:]
		}
	}
}

// step takes one byte outside payload. It reports false where the byte turned out to be the first of a payload.
func (t *tokenizer) step(b byte) bool {
	gap := t.gap
	t.gap = false
	switch {
	case b == '\n':
		t.endLine()
		return true
	case t.n == 0 && !t.cut:
		if gap && b == ' ' {
			return true
		}
		if b == '>' && t.out.prompt() {
			t.gap = true
			return true
		}
	default:
		switch h, verdict := parseOpening(t.buf[:t.n], b, t.out.peerInfo()); verdict {
		case opens:
			t.begin(h)
			return true
		case opened:
			t.begin(h)
			return false
		}
	}
	if t.n < len(t.buf) {
		t.buf[t.n] = b
		t.n++
	} else {
		t.cut = true
	}
	return true
}

func (t *tokenizer) begin(h header) {
	t.n, t.cut = 0, false
	t.head, t.rest = h, h.size
	if h.size == 0 {
		t.out.payload(h, nil, 0)
	}
}

func (t *tokenizer) endLine() {
	line := bytes.TrimRight(t.buf[:t.n], "\r")
	cut := t.cut
	t.n, t.cut = 0, false
	if h, ok := parseNotice(line); ok && !cut {
		t.out.notice(h)
		return
	}
	if len(line) > 0 || cut {
		t.out.line(line, cut)
	}
}

// abort gives up the payload under way, whose end was lost on the wire, and returns its header and the number of
// bytes that never came. It also forgets a half-received line.
func (t *tokenizer) abort() (header, int) {
	lost := t.rest
	t.rest, t.n, t.cut, t.gap = 0, 0, false, false
	return t.head, lost
}
