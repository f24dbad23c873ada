package at

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
)

// fault is one thing that goes wrong on a line: at the byte with that number since the line was opened.
type fault struct {
	toHost bool
	at     int
	kind   byte // drop, double, flip, insert, truncate
	with   byte // what flip changes, or insert adds
}

const (
	drop byte = iota
	double
	flip
	insert
	faultKinds
)

// line carries bytes one way, with faults.
type line struct {
	n      int // bytes carried
	faults []fault
}

func (l *line) carry(p []byte) []byte {
	var out []byte
	for _, b := range p {
		before, after := []byte(nil), []byte(nil)
		lost := false
		for _, f := range l.faults {
			if f.at != l.n {
				continue
			}
			switch f.kind {
			case drop:
				lost = true
			case double:
				after = append(after, b)
			case flip:
				b ^= f.with | 1
			case insert:
				before = append(before, f.with)
			}
		}
		out = append(out, before...)
		if !lost {
			out = append(out, b)
		}
		out = append(out, after...)
		l.n++
	}
	return out
}

// fake is a module, and the port to it: it answers in the call that writes to it. Payload of the tests has only bytes
// above 0x7f, command lines have none, so that it knows them apart.
type fake struct {
	mu         sync.Mutex
	cond       *sync.Cond
	nonOS      bool
	echo       bool
	toHost     []byte
	in, out    line // from the host, to the host
	buf        []byte
	need, size int // bytes of payload that it still waits for, of all
	offers     int // prompts that were sent and not yet answered with payload
	delivered  []byte
	stream     []byte // what AT+CIPRECVDATA gives
	closed     bool
	broken     []string // promises that the host broke
	payloads   int      // writes with payload
	quick      bool     // it only gives fixed answers, without allocating
}

func newFake(nonOS bool, faults ...fault) *fake {
	m := &fake{nonOS: nonOS, echo: true}
	m.cond = sync.NewCond(&m.mu)
	for _, f := range faults {
		if f.toHost {
			m.out.faults = append(m.out.faults, f)
		} else {
			m.in.faults = append(m.in.faults, f)
		}
	}
	return m
}

func (m *fake) Read(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for len(m.toHost) == 0 && !m.closed {
		m.cond.Wait()
	}
	if m.closed {
		return 0, io.ErrClosedPipe
	}
	n := copy(p, m.toHost)
	m.toHost = append(m.toHost[:0], m.toHost[n:]...)
	return n, nil
}

func (m *fake) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	m.cond.Broadcast()
	return nil
}

func (m *fake) Write(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return 0, io.ErrClosedPipe
	}
	if m.quick {
		m.answerQuickly(p)
		return len(p), nil
	}
	if isPayload(p) {
		m.payloads++
		if m.offers == 0 {
			m.broken = append(m.broken, fmt.Sprintf("payload %q without a prompt", p))
		}
		m.offers = 0
	}
	m.take(m.in.carry(p))
	return len(p), nil
}

func isPayload(p []byte) bool {
	return bytes.ContainsFunc(p, func(r rune) bool { return r > 0x7f })
}

// heal ends all faults.
func (m *fake) heal() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.in.faults, m.out.faults = nil, nil
}

// print sends what the module prints, in one piece.
func (m *fake) print(format string, args ...any) {
	m.raw([]byte(fmt.Sprintf(format, args...)))
}

func (m *fake) raw(p []byte) {
	m.toHost = append(m.toHost, m.out.carry(p)...)
	m.cond.Broadcast()
}

// take is what the module does with bytes that it reads at once.
func (m *fake) take(p []byte) {
	if m.need > 0 {
		if string(p) == "+++" {
			m.need = 0
			m.print("\r\nSEND Canceled\r\n")
			return
		}
		n := min(m.need, len(p))
		m.delivered = append(m.delivered, p[:n]...)
		m.need -= n
		if m.need > 0 {
			return
		}
		if n < len(p) {
			m.print("\r\nbusy p...\r\n")
		}
		m.print("\r\nRecv %d bytes\r\n", m.size)
		m.print("\r\nSEND OK\r\n")
		return
	}
	if m.echo {
		m.raw(p)
	}
	m.buf = append(m.buf, p...)
	for {
		end := "\r\n"
		if m.nonOS {
			end = "\n"
		}
		text, rest, ok := strings.Cut(string(m.buf), end)
		if !ok {
			if len(m.buf) > 256 {
				m.buf = nil
			}
			return
		}
		m.buf = []byte(rest)
		m.command(text)
		if m.nonOS && m.need > 0 && len(m.buf) > 0 {
			p, m.buf = m.buf, nil
			m.take(p)
			return
		}
	}
}

// command carries out one line.
func (m *fake) command(text string) {
	if m.nonOS {
		var cr bool
		text, cr = strings.CutSuffix(text, "\r")
		if i := strings.Index(text, "AT"); i >= 0 && cr {
			text = text[i:]
		} else {
			text = ""
		}
	}
	switch {
	case text == "AT":
		m.print("\r\nOK\r\n")
	case text == "ATE0":
		m.echo = false
		m.print("\r\nOK\r\n")
	case text == "AT+CIPMUX?":
		m.print("+CIPMUX:1\r\n")
		m.print("\r\nOK\r\n")
	case strings.HasPrefix(text, "AT+CIPSEND=0,"):
		n, err := strconv.Atoi(text[len("AT+CIPSEND=0,"):])
		if err != nil || n < 1 || n > MaxPayload {
			m.print("\r\nERROR\r\n")
			return
		}
		m.need, m.size = n, n
		m.offers = 1
		if m.nonOS {
			m.print("\r\nOK\r\n> ")
		} else {
			m.print("\r\nOK\r\n")
			m.print("\r\n>")
		}
	case strings.HasPrefix(text, "AT+CIPRECVDATA=0,"):
		n, err := strconv.Atoi(text[len("AT+CIPRECVDATA=0,"):])
		if err != nil || n < 1 || len(m.stream) == 0 {
			m.print("\r\nERROR\r\n")
			return
		}
		n = min(n, len(m.stream))
		head := fmt.Sprintf("+CIPRECVDATA:%d,", n)
		if m.nonOS {
			head = fmt.Sprintf("\r\n+CIPRECVDATA,%d:", n)
		}
		m.raw(append([]byte(head), m.stream[:n]...))
		m.stream = m.stream[n:]
		m.print("\r\nOK\r\n")
	default:
		m.print("\r\nERROR\r\n")
	}
}

var (
	quickPrompt = []byte("\r\nOK\r\n\r\n>")
	quickSent   = []byte("\r\nRecv 2048 bytes\r\n\r\nSEND OK\r\n")
	quickOK     = []byte("\r\nOK\r\n")
	quickData   = append(append([]byte("+CIPRECVDATA:2048,"), make([]byte, 2048)...), quickOK...)
)

// answerQuickly answers as an orderly ESP-AT does, with payload of 2048 bytes.
func (m *fake) answerQuickly(p []byte) {
	answer := quickOK
	switch {
	case p[0] >= 0x80:
		answer = quickSent
	case bytes.HasPrefix(p, []byte("AT+CIPSEND")):
		answer = quickPrompt
	case bytes.HasPrefix(p, []byte("AT+CIPRECVDATA")):
		answer = quickData
	}
	m.toHost = append(m.toHost, answer...)
	m.cond.Broadcast()
}
