package at

import "bytes"

// maxTail bounds a line between the data of AT+CIPRECVDATA and its OK: a URC with two addresses is below it.
const maxTail = 128

// stepTail takes one byte after the data of AT+CIPRECVDATA. What follows the data is exactly CR LF OK CR LF, before which
// whole messages of other tasks may come: each print of the firmware is atomic (ESP-AT). With anything else a byte was
// lost or doubled in the data or its count, and what comes may be data: none of it is taken for a message.
func (t *tokenizer) stepTail(b byte) bool {
	if b == '\n' {
		t.endTail()
		return true
	}
	if t.n > 0 && t.blank {
		if h, verdict := t.opening(b); verdict != noHeader {
			t.blank = false
			t.begin(h)
			return verdict == opens
		}
	}
	if t.n == maxTail {
		t.damage()
		return true
	}
	t.buf[t.n] = b
	t.n++
	return true
}

func (t *tokenizer) endTail() {
	line, whole := bytes.CutSuffix(t.buf[:t.n], []byte{'\r'})
	blank := t.blank
	t.n, t.blank = 0, false
	h, notice := parseNotice(line)
	switch {
	case !whole:
		t.damage()
	case len(line) == 0 && !blank:
		t.blank = true
	case blank && (string(line) == "OK" || string(line) == readyLine):
		t.tail = false
		t.out.line(line, false)
	case blank && notice:
		t.out.notice(h)
	case isURC(line):
		t.out.line(line, false)
	default:
		t.damage()
	}
}
