package emulator

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"time"
)

// link is one of the module's five links: a TCP or TLS connection, or a UDP socket.
type link struct {
	id      int
	kind    string // "TCP", "UDP" or "SSL", as the firmware prints it
	server  bool   // it was accepted, not dialled
	conn    net.Conn
	packets net.PacketConn
	remote  netip.AddrPort // where data goes; with UDP it may change
	local   uint16         // the module's own port
	mode    int            // UDP: 0 the peer stays, 1 it changes once, 2 it follows every datagram
	ctx     context.Context
	cancel  context.CancelFunc

	sealed   int     // passive mode: what TLS added to waiting
	waiting  []piece // passive mode: what the host has not read
	noticed  bool    // ESP-AT: the host was told and has not read since
	finished bool    // ESP-AT: the peer has closed, and the host is told when it has read everything
	abortive bool    // AT 1.7: it is closed with a reset
	idle     *time.Timer

	buffered *buffered // AT 1.7: AT+CIPSENDBUF's; nil before its first use

	answering *time.Timer // runs while what the peer says waits for SEND OK
}

// piece is received data with its sender.
type piece struct {
	data []byte
	from netip.AddrPort
}

// unread is how many bytes wait for the host.
func (l *link) unread() int {
	n := 0
	for _, p := range l.waiting {
		n += len(p.data)
	}
	return n
}

// recordOverhead is what TLS 1.2 adds to the data of a record: its header, a nonce and the tag of AES-GCM (RFC 5288).
const recordOverhead = 5 + 8 + 16

// counted is how many bytes ESP-AT says are waiting: those of TLS's records among them, which no read gives.
func (l *link) counted() int { return l.unread() + l.sealed }

// shut closes the socket. It waits for nothing: a TLS connection says goodbye to its peer in its own time.
func (m *module) shut(l *link) {
	l.cancel()
	if l.idle != nil {
		l.idle.Stop()
	}
	l.hear()
	switch {
	case l.packets != nil:
		l.packets.Close()
	case l.kind == "SSL":
		m.e.spawn(func() { l.conn.Close() })
	default:
		l.conn.Close()
	}
}

// abort has the connection closed with a reset instead of the usual end.
func (l *link) abort() {
	if c, ok := l.conn.(interface{ SetLinger(seconds int) error }); ok {
		c.SetLinger(0)
	}
}

// free gives the lowest id with no link, or false.
func (m *module) free() (int, bool) {
	for id := range m.links {
		if m.links[id] == nil && !m.connecting[id] {
			return id, true
		}
	}
	return 0, false
}

// open enters a link and tells the host. Its traffic starts with watch.
func (m *module) open(l *link) {
	l.ctx, l.cancel = context.WithCancel(m.ctx)
	m.links[l.id] = l
	m.leftover[l.id] = nil
	if l.packets != nil {
		m.opened(l.local, l.packets.LocalAddr())
	}
	if m.set.sysmsg&2 != 0 {
		m.notice(fmt.Sprintf("+LINK_CONN:0,%d,\"%s\",%d,\"%v\",%d,%d\r\n",
			l.id, l.kind, bit(l.server), l.remote.Addr(), l.remote.Port(), l.local))
		return
	}
	m.linkNotice(l.id, "CONNECT")
}

// linkNotice tells of a link, with its id if the host has several.
func (m *module) linkNotice(id int, word string) {
	if m.mux {
		word = fmt.Sprintf("%d,%s", id, word)
	}
	m.notice(word + "\r\n")
}

// dropLink closes a link and tells the host.
func (m *module) dropLink(l *link) {
	m.links[l.id] = nil
	m.hadLink = true
	m.shut(l)
	m.linkNotice(l.id, "CLOSED")
	m.e.change.Broadcast()
}

// dropClients closes what the module opened, as when its network has gone.
func (m *module) dropClients() {
	m.hangUpMQTT()
	for _, l := range m.links {
		if l != nil && !l.server {
			m.dropLink(l)
		}
	}
}

// peerClosed is what happens when a connection has ended on the other side.
func (m *module) peerClosed(l *link) {
	switch {
	case m.phase == passing && l.id == 0:
		m.links[l.id] = nil
		m.shut(l)
		m.reconnect(l)
	case !m.v17() && l.counted() > 0:
		l.finished = true
	default:
		if m.v17() {
			m.leftover[l.id] = concat(l.waiting)
		}
		m.dropLink(l)
	}
}

func concat(pieces []piece) []byte {
	var all []byte
	for _, p := range pieces {
		all = append(all, p.data...)
	}
	return all
}

// active restarts the time after which a server's silent client is closed.
func (m *module) active(l *link) {
	if l.idle != nil {
		l.idle.Stop()
		l.idle = nil
	}
	if !l.server || m.idleLimit == 0 {
		return
	}
	l.idle = time.AfterFunc(m.idleLimit, func() {
		m.locked(func() {
			if m.links[l.id] == l {
				m.dropLink(l)
			}
		})
	})
}

// readID reads a link's id where the host has several links. Without them the only link is 0.
func (m *module) readID(a *args) int {
	if !m.mux {
		return 0
	}
	return a.number(0, maxLinks-1)
}

// DropLink has the peer of a link close it, and reports whether the link was open.
func (e *Emulator) DropLink(id int) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if id < 0 || id >= maxLinks || e.m.links[id] == nil {
		return false
	}
	e.m.peerClosed(e.m.links[id])
	return true
}
