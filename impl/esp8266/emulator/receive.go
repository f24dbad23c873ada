package emulator

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
)

const (
	segment17   = 1460 // most bytes of one +IPD of AT 1.7
	segment22   = 2880 // the same for ESP-AT: two segments of 1440
	window      = 5760 // bytes that may wait for the host in passive mode before the peer is held up
	datagramMax = 65536
	recvMax17   = 2048 // most bytes of one AT+CIPRECVDATA of AT 1.7
)

var receiveCommands = []command{
	{name: "CIPRECVMODE", on17: plain, since: "1.7", on22: plain, query: recvModeQuery, set: recvModeSet},
	{name: "CIPRECVDATA", on17: plain, since: "1.7", on22: plain, set: recvData},
	{name: "CIPRECVLEN", on17: plain, since: "1.7", on22: plain, query: recvLen},
}

// watch hands on what a link receives until the link is gone.
func (m *module) watch(l *link) {
	m.active(l)
	m.spawn(func() {
		buf := make([]byte, datagramMax)
		if l.packets == nil {
			buf = buf[:segment22]
			if m.v17() {
				buf = buf[:segment17]
			}
		}
		for m.await(l, m.hasRoom) {
			n, from, err := l.read(buf[:min(len(buf), m.room(l))])
			if !m.await(l, m.audible) {
				return
			}
			over := false
			m.locked(func() {
				if m.links[l.id] != l {
					over = true
					return
				}
				if n > 0 {
					m.deliver(l, buf[:n], from)
				}
				if err != nil && !errors.Is(err, syscall.ECONNREFUSED) { // which is an earlier datagram's fate
					over = true
					m.peerClosed(l)
				}
			})
			if over {
				return
			}
		}
	})
}

func (l *link) read(buf []byte) (int, netip.AddrPort, error) {
	if l.packets == nil {
		n, err := l.conn.Read(buf)
		return n, l.remote, err
	}
	n, addr, err := l.packets.ReadFrom(buf)
	var from netip.AddrPort
	if udp, ok := addr.(*net.UDPAddr); ok {
		from = udp.AddrPort()
		from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
	}
	return n, from, err
}

// await waits for a condition of a link, and reports whether the link is still there. It is called without the lock.
func (m *module) await(l *link, ready func(*link) bool) bool {
	e := m.e
	e.mu.Lock()
	defer e.mu.Unlock()
	for !m.dead && m.links[l.id] == l {
		if ready(l) {
			return true
		}
		e.change.Wait()
	}
	return false
}

// hasRoom reports whether a link may receive: the host keeps up and the window is open.
func (m *module) hasRoom(l *link) bool { return !m.e.crowded() && l.unread() < window }

// room is how many bytes a link may receive: what its window has left. A datagram comes whole.
func (m *module) room(l *link) (n int) {
	n = window
	m.locked(func() { n -= l.unread() })
	if l.packets != nil {
		n = datagramMax
	}
	return max(1, n)
}

// audible reports whether what a link received can be heard: its network is there, and it is not sending.
func (m *module) audible(l *link) bool { return !m.lost(l) && l.answering == nil }

// isPassive reports whether the host fetches a link's data itself. On AT 1.7 that is so for TCP alone.
func (m *module) isPassive(l *link) bool {
	return m.passive && m.phase != passing && (!m.v17() || l.kind == "TCP")
}

// deliver gives the host what came in, or tells it that it did.
func (m *module) deliver(l *link, data []byte, from netip.AddrPort) {
	m.active(l)
	if m.mayClose("at a received segment"); m.links[l.id] != l {
		return
	}
	if l.kind == "UDP" && (l.mode == 2 || (l.mode == 1 && from != l.remote)) {
		l.remote = from
		if l.mode == 1 {
			l.mode = 0
		}
	}
	switch {
	case m.phase == passing:
		if l.id == 0 {
			m.printData(nil, data)
		}
	case m.isPassive(l):
		l.waiting = append(l.waiting, piece{append([]byte(nil), data...), from})
		if l.kind == "SSL" {
			l.sealed += recordOverhead
		}
		if m.v17() || !l.noticed {
			m.tell(l)
		}
	default:
		m.printData([]byte(m.ipd(l, len(data), from)+":"), data)
	}
}

// tell says how much of a link's data waits.
func (m *module) tell(l *link) {
	l.noticed = true
	if text := m.ipd(l, l.counted(), l.remote) + "\r\n"; !m.losesURC(text) {
		m.print(text)
	}
}

// ipd is the head of a +IPD, up to where a colon or the line's end follows.
func (m *module) ipd(l *link, n int, from netip.AddrPort) string {
	var b strings.Builder
	b.WriteString("\r\n+IPD,")
	if m.mux {
		fmt.Fprintf(&b, "%d,", l.id)
	}
	fmt.Fprintf(&b, "%d", n)
	if m.dinfo && !m.isPassive(l) {
		format := ",\"%v\",%d"
		if m.v17() {
			format = ",%v,%d"
		}
		fmt.Fprintf(&b, format, from.Addr(), from.Port())
	}
	return b.String()
}

func recvModeQuery(c *call) result {
	c.answer("%d\r\n", bit(c.m.passive))
	return done
}

func recvModeSet(c *call) result {
	m := c.m
	if m.passthrough {
		return failed
	}
	r := c.setSwitch(&m.passive)
	if r == done && !m.passive {
		c.then(m.flushWaiting)
	}
	return r
}

// flushWaiting hands over what waited when the host goes back to active mode.
func (m *module) flushWaiting() {
	for _, l := range m.links {
		if l == nil {
			continue
		}
		for _, p := range l.waiting {
			m.printData([]byte(m.ipd(l, len(p.data), p.from)+":"), p.data)
		}
		l.waiting, l.sealed, l.noticed = nil, 0, false
		if l.finished {
			m.dropLink(l)
		}
	}
}

func recvData(c *call) result {
	m := c.m
	a := c.args()
	id := m.readID(a)
	n := a.number(1, 1<<31-1)
	if a.bad(c) || !m.passive {
		return failed
	}
	if m.v17() {
		return c.recvData17(id, min(n, recvMax17))
	}
	l := m.links[id]
	if l == nil {
		return failed
	}
	if l.unread() == 0 {
		c.then(func() { m.opened22(l) })
		return failed
	}
	from := l.waiting[0].from
	data := l.take(n)
	head := fmt.Sprintf("+%s:%d,", c.name, len(data))
	if m.dinfo {
		head += fmt.Sprintf("\"%v\",%d,", from.Addr(), from.Port())
	}
	c.harmRead(len(head) + len(data) + len("\r\nOK\r\n"))
	c.sayData(head, data)
	l.noticed = false
	c.then(func() {
		switch {
		case l.counted() > 0:
			m.tell(l)
		case l.finished:
			m.dropLink(l)
		}
	})
	return done
}

// opened22 is a read of a link with nothing to give: what its notices had counted was TLS's own.
func (m *module) opened22(l *link) {
	l.sealed, l.noticed = 0, false
	if l.finished && m.links[l.id] == l {
		m.dropLink(l)
	}
}

// recvData17 also reads what a closed link has left.
func (c *call) recvData17(id, n int) result {
	m := c.m
	var data []byte
	if l := m.links[id]; l != nil {
		data = l.take(n)
	} else {
		n = min(n, len(m.leftover[id]))
		data, m.leftover[id] = m.leftover[id][:n], m.leftover[id][n:]
	}
	if len(data) == 0 {
		return failed
	}
	head := fmt.Sprintf("\r\n+%s,%d:", c.name, len(data))
	c.harmRead(len(head) + len(data) + len("\r\nOK\r\n"))
	c.sayData(head, data)
	return done
}

// take takes up to n bytes of what waits. A datagram read in part loses its rest.
func (l *link) take(n int) []byte {
	var data []byte
	for len(l.waiting) > 0 && len(data) < n {
		p := &l.waiting[0]
		k := min(n-len(data), len(p.data))
		data = append(data, p.data[:k]...)
		if p.data = p.data[k:]; len(p.data) == 0 || l.kind == "UDP" {
			l.waiting = l.waiting[1:]
		}
	}
	return data
}

func recvLen(c *call) result {
	m := c.m
	var counts []string
	for id, l := range m.links {
		n := len(m.leftover[id])
		switch {
		case l != nil:
			n = l.counted()
		case m.e.cfg.Firmware == Firmware221:
			n = -1
		}
		counts = append(counts, fmt.Sprint(n))
	}
	if !m.mux {
		counts = counts[:1]
	}
	c.answer("%s\r\n", strings.Join(counts, ","))
	return done
}
