package emulator

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
)

var startCommands = []command{
	{name: "CIPSTART", on17: plain, on22: plain, set: startSet},
	{name: "CIPSTARTEX", on22: plain, set: startAnySet},
}

// start is what AT+CIPSTART asks for.
type start struct {
	id    int
	kind  string
	host  string
	port  uint16
	local uint16 // UDP: the module's port, 0 for any
	mode  int    // UDP
}

func startSet(c *call) result { return c.start(c.m.mux) }

// startAnySet takes the lowest free link.
func startAnySet(c *call) result { return c.start(false) }

func (c *call) start(withID bool) result {
	m := c.m
	a := c.args()
	s, why := c.readStart(a, withID)
	if why != "" || a.bad(c) {
		a.bad(c)
		if why == "" {
			why = "Miss param"
		}
		return c.hint(why)
	}
	if c.name == "CIPSTARTEX" {
		id, ok := m.free()
		if !ok || (!m.mux && id != 0) {
			return failed
		}
		s.id = id
	}
	switch {
	case m.links[s.id] != nil || m.connecting[s.id]:
		return c.hint("ALREADY CONNECTED")
	case m.set.mode == 1 && !m.sta.ip.IsValid():
		return c.hint("no ip")
	case m.set.mode == 0, s.kind == "SSL" && m.sslOpen():
		return failed
	}
	m.connecting[s.id], m.connectingSSL[s.id] = true, s.kind == "SSL"
	return c.background(func(ctx context.Context) func() result {
		l, err := m.dial(ctx, s)
		taken := context.AfterFunc(ctx, l.discard) // a reset leaves nobody to take the link
		return func() result {
			taken()
			m.connecting[s.id], m.connectingSSL[s.id] = false, false
			if l == nil {
				return c.startFailed(s, err)
			}
			m.open(l)
			c.then(func() { m.watch(l) })
			return done
		}
	})
}

// readStart reads the arguments, and on a fault gives what AT 1.7 says of it.
func (c *call) readStart(a *args, withID bool) (s start, why string) {
	if withID {
		if s.id = a.number(0, maxLinks-1); a.fault {
			return s, "ID ERROR"
		}
	}
	s.kind = a.text(1, 8)
	if a.fault || (s.kind != "TCP" && s.kind != "UDP" && s.kind != "SSL") {
		return s, "Link type ERROR"
	}
	if s.host = a.text(1, 128); a.fault {
		return s, "IP ERROR"
	}
	low := 1
	if s.kind == "UDP" && c.m.v17() {
		low = 0
	}
	if s.port = uint16(a.number(low, 65535)); a.fault {
		return s, "ENTRY ERROR"
	}
	if s.kind == "UDP" {
		local := !a.omitted()
		if local {
			s.local = uint16(a.number(0, 65535))
		}
		if local || c.m.v17() { // without its port ESP-AT takes no mode
			s.mode = a.numberOr(0, 0, 2)
		}
	} else {
		a.numberOr(0, 0, 7200) // keep-alive, which a real socket's peer cannot tell
	}
	if !c.m.v17() && a.left() {
		a.text(0, 15) // the local address
	}
	return s, ""
}

// errName is why a link did not come up whose host has no address.
var errName = errors.New("no address")

// dial opens the sockets.
func (m *module) dial(ctx context.Context, s start) (l *link, err error) {
	ip, err := m.e.resolve(ctx, s.host)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errName, err)
	}
	l = &link{id: s.id, kind: s.kind, remote: netip.AddrPortFrom(ip, s.port), mode: s.mode}
	if s.kind == "UDP" {
		if l.packets, err = m.e.net.ListenPacket(s.local); err != nil {
			return nil, err
		}
		if l.local = s.local; l.local == 0 {
			l.local = portOf(l.packets.LocalAddr())
		}
		return l, nil
	}
	if err := sleep(ctx, m.e.timing().Connect); err != nil {
		return nil, err
	}
	if l.conn, err = m.e.net.Dial(ctx, l.remote); err != nil {
		return nil, err
	}
	l.local = portOf(l.conn.LocalAddr())
	if s.kind == "SSL" {
		if l.conn, err = m.e.handshake(ctx, l.conn, m.security(s)); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// discard closes the sockets of a link that nobody took, if there is one.
func (l *link) discard() {
	switch {
	case l == nil:
	case l.packets != nil:
		l.packets.Close()
	case l.kind == "SSL":
		l.conn.(*tls.Conn).NetConn().Close() // with no word to the peer, which may not be listening
	default:
		l.conn.Close()
	}
}

// startFailed tells of a link that did not come up. AT 1.7 tells of its end, too, though not of its start.
func (c *call) startFailed(s start, err error) result {
	m := c.m
	m.e.trace.note(fmt.Sprintf("%s link to %s:%d: %v", s.kind, s.host, s.port, err))
	if errors.Is(err, errName) {
		if m.v17() && m.unknown == s.host { // its resolver remembers that
			m.linkNotice(s.id, "CONNECT FAIL")
		}
		m.unknown = s.host
		return c.hint("DNS Fail")
	}
	if m.v17() && s.kind != "UDP" {
		c.then(func() {
			m.hadLink = true
			m.linkNotice(s.id, "CLOSED")
		})
	}
	return failed
}

func portOf(a net.Addr) uint16 {
	switch a := a.(type) {
	case nil:
		return 0
	case *net.TCPAddr:
		return uint16(a.Port)
	case *net.UDPAddr:
		return uint16(a.Port)
	}
	if ap, err := netip.ParseAddrPort(a.String()); err == nil {
		return ap.Port()
	}
	return 0
}
