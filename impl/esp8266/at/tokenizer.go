package at

// maxLine bounds a line from the module. The longest that either firmware prints is about 200 bytes.
const maxLine = 512

// sink takes what a tokenizer finds. The slices are valid only during the call.
type sink interface {
	// line takes one line without its line end; cut says that it was too long and its end was dropped.
	line(p []byte, cut bool)
	// prompt reports whether a '>' at the start of a line is the prompt that somebody waits for, and takes it if so.
	prompt() bool
	// reading reports whether somebody waits for the answer to AT+CIPRECVDATA.
	reading() bool
	// peerInfo reports whether the module adds the sender to what AT+CIPRECVDATA returns (AT+CIPDINFO=1).
	peerInfo() bool
	// notice takes the announcement of data that the module keeps.
	notice(h header)
	// payload takes a piece of counted data; rest bytes of it are still to come.
	payload(h header, p []byte, rest int)
	// damaged tells that what follows the data of AT+CIPRECVDATA is not its end, or that such data came unasked. The
	// tokenizer throws away all from here on until reset.
	damaged()
	// rubbish takes the number of bytes that were thrown away.
	rubbish(n int)
}

// tokenizer cuts the module's bytes into lines, prompts and payload. It needs no more memory than its own size,
// whatever it is fed, and no input makes it fail.
type tokenizer struct {
	out   sink
	head  header // of the payload under way
	rest  int    // bytes of that payload still to come
	n     int    // bytes of the line in buf
	cut   bool   // the line in buf lost its end
	gap   bool   // the last byte was a prompt: a space after it belongs to it
	tail  bool   // the end of an answer to AT+CIPRECVDATA is due
	blank bool   // there, an empty line came
	deaf  bool   // everything is thrown away until reset
	buf   [maxLine]byte
}

// feed takes the next bytes from the module.
func (t *tokenizer) feed(p []byte) {
	for len(p) > 0 {
		switch {
		case t.deaf:
			t.out.rubbish(len(p))
			return
		case t.rest > 0:
			n := min(t.rest, len(p))
			t.rest -= n
			t.out.payload(t.head, p[:n], t.rest)
			p = p[n:]
		case t.step(p[0]):
			p = p[1:]
		}
	}
}

// step takes one byte outside payload. It reports false where the byte is to be looked at again: it turned out to be the
// first of a payload, or of a line.
func (t *tokenizer) step(b byte) bool {
	if t.tail {
		return t.stepTail(b)
	}
	gap := t.gap
	t.gap = false
	switch {
	case b == '\n':
		t.endLine()
		return true
	case t.n == 0 && !t.cut:
		if b == '\r' || gap && b == ' ' {
			return true
		}
		if b == '>' && t.out.prompt() {
			t.gap = true
			return true
		}
	case t.n > 0 && t.buf[t.n-1] == '\r' && b != '\r':
		// The LF was lost, or another message came between CR and LF of an echo.
		t.endLine()
		return false
	default:
		switch h, verdict := t.opening(b); verdict {
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

// opening says whether the line so far and b are the header of a payload.
func (t *tokenizer) opening(b byte) (header, verdict) {
	if t.buf[0] != '+' {
		return header{}, noHeader
	}
	return parseOpening(t.buf[:t.n], b, t.out.peerInfo())
}

func (t *tokenizer) begin(h header) {
	if h.read && (t.tail || !t.out.reading()) {
		t.damage() // data that nobody asked for, or an answer within an answer
		return
	}
	t.n, t.cut = 0, false
	t.head, t.rest = h, h.size
	if h.read {
		t.tail, t.blank = true, false
	}
	if h.size == 0 {
		t.out.payload(h, nil, 0)
	}
}

func (t *tokenizer) endLine() {
	n := t.n
	for n > 0 && t.buf[n-1] == '\r' {
		n--
	}
	line, cut := t.buf[:n], t.cut
	t.n, t.cut = 0, false
	if h, ok := parseNotice(line); ok && !cut {
		t.out.notice(h)
		return
	}
	if len(line) > 0 || cut {
		t.out.line(line, cut)
	}
}

// damage throws away what follows until reset.
func (t *tokenizer) damage() {
	t.rest, t.n, t.tail, t.deaf = 0, 0, false, true
	t.out.damaged()
}

// reset begins anew at the start of a line, whatever was under way. It returns the header of the payload that is given up
// and the number of its bytes that never came.
func (t *tokenizer) reset() (header, int) {
	lost := t.rest
	t.rest, t.n, t.cut, t.gap, t.tail, t.deaf = 0, 0, false, false, false, false
	return t.head, lost
}
