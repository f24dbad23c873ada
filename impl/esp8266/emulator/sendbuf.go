package emulator

import "fmt"

var bufferCommands = []command{
	{name: "CIPSENDBUF", on17: plain, set: sendBufferSet},
	{name: "CIPBUFRESET", on17: plain, execute: bufferReset, set: bufferReset},
	{name: "CIPBUFSTATUS", on17: plain, execute: bufferStatus, set: bufferStatus},
	{name: "CIPCHECKSEQ", on17: plain, set: checkSegment},
}

const (
	sendBuffer  = 5840 // bytes that AT 1.7 keeps for AT+CIPSENDBUF until the peer has acknowledged them
	segmentsMax = 32   // segments whose fate it remembers
	sendQueue   = 8    // segments that TCP has room for
)

// buffered is a link's data on its way by AT+CIPSENDBUF, in numbered segments.
type buffered struct {
	next     int // the number of the next segment; the first is 1
	sent     int // the last that was given to TCP
	arrived  int // the last that the peer acknowledged
	waiting  [][]byte
	size     int          // bytes in waiting and with TCP
	fate     map[int]bool // whether a segment arrived, of the last segmentsMax
	draining bool
}

// bufferedLink reads the id of a link, and gives it if it is open and TCP.
func (c *call) bufferedLink(a *args) *link {
	l := c.m.links[c.m.readID(a)]
	if a.fault || l == nil || l.kind != "TCP" {
		return nil
	}
	if l.buffered == nil {
		l.buffered = &buffered{next: 1, fate: map[int]bool{}}
	}
	return l
}

// sendBufferSet takes data for a link and answers at once. A message tells of each segment's arrival.
func sendBufferSet(c *call) result {
	m := c.m
	if m.passthrough {
		return c.hint("IPMODE=1")
	}
	a := c.args()
	l := c.bufferedLink(a)
	n := a.number(1, 1<<31-1)
	switch {
	case l == nil:
		a.bad(c)
		return c.hint("link is not valid")
	case a.bad(c):
		return failed
	case n > sendMax:
		return c.hint("too long")
	case l.buffered.size+n > sendBuffer || len(l.buffered.waiting) >= sendQueue:
		return failed
	}
	b := l.buffered
	c.say("%d,%d\r\n", b.next, b.arrived)
	return c.collect(n, "\r\nOK\r\n> ", func(data []byte) {
		c.say("\r\nRecv %d bytes\r\n", len(data))
		b.next++
		b.size += len(data)
		b.waiting = append(b.waiting, data)
		if !b.draining {
			b.draining = true
			m.spawn(func() { m.drainBuffer(l) })
		}
	})
}

// drainBuffer sends a link's segments until there are no more.
func (m *module) drainBuffer(l *link) {
	b := l.buffered
	for {
		var data []byte
		m.locked(func() {
			if len(b.waiting) == 0 {
				b.draining = false
				return
			}
			data, b.waiting = b.waiting[0], b.waiting[1:]
			b.sent++
		})
		if data == nil {
			return
		}
		err := m.write(l, l.remote, data)
		if err == nil {
			err = sleep(m.ctx, m.e.timing().Ack)
		}
		m.locked(func() { m.arrived(l, len(data), err == nil) })
	}
}

// arrived notes the fate of a link's last segment and tells the host of it.
func (m *module) arrived(l *link, n int, ok bool) {
	b := l.buffered
	b.size -= n
	b.fate[b.sent] = ok
	delete(b.fate, b.sent-segmentsMax)
	word := "SEND FAIL"
	if ok {
		b.arrived = b.sent
		word = "SEND OK"
	}
	text := fmt.Sprintf("%d,%s\r\n", b.sent, word)
	if m.mux {
		text = fmt.Sprintf("%d,%s", l.id, text)
	}
	m.notice(text)
}

// bufferReset starts the numbers anew, where nothing is on its way.
func bufferReset(c *call) result {
	l := c.onlyLink()
	if l == nil || l.buffered.size > 0 {
		return failed
	}
	l.buffered = nil
	return done
}

func bufferStatus(c *call) result {
	l := c.onlyLink()
	if l == nil {
		return failed
	}
	b := l.buffered
	c.say("%d,%d,%d,%d,%d\r\n", b.next, b.sent, b.arrived, sendBuffer-b.size, sendQueue-len(b.waiting))
	return done
}

// onlyLink is the link of a command whose one argument is the id, which it has only where the host has several links.
func (c *call) onlyLink() *link {
	if c.m.mux != (c.form == assign) {
		return nil
	}
	a := &args{v17: true}
	if c.m.mux {
		a = c.args()
	}
	l := c.bufferedLink(a)
	if a.bad(c) {
		return nil
	}
	return l
}

// checkSegment tells whether a segment arrived.
func checkSegment(c *call) result {
	a := c.args()
	l := c.bufferedLink(a)
	n := a.number(1, 1<<31-1)
	if a.bad(c) || l == nil {
		return failed
	}
	ok, known := l.buffered.fate[n]
	if !known {
		return failed
	}
	word := "FALSE"
	if ok {
		word = "TRUE"
	}
	if c.m.mux {
		c.say("%d,%d,%s\r\n", l.id, n, word)
	} else {
		c.say("%d,%s\r\n", n, word)
	}
	return done
}
