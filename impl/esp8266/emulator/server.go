package emulator

import (
	"net"
	"net/netip"
	"time"
)

var serverCommands = []command{
	{name: "CIPSERVER", on17: plain, set: serverSet},
	{name: "CIPSERVER", on22: plain, query: serverQuery, set: serverSet},
	{name: "CIPSERVERMAXCONN", on17: plain, since: "1.7", on22: plain, query: maxConnQuery, set: maxConnSet},
	{name: "CIPSTO", on17: plain, on22: plain, query: idleQuery, set: idleSet},
}

// server is the module's one listener.
type server struct {
	port uint16
	ln   net.Listener
}

func serverQuery(c *call) result {
	s := c.m.server
	if s == nil {
		c.answer("0\r\n")
	} else {
		c.answer("1,%d,\"TCP\"\r\n", s.port)
	}
	return done
}

func serverSet(c *call) result {
	m := c.m
	a := c.args()
	on := a.number(0, 1) == 1
	port, closeLinks := uint16(333), false
	if on {
		port = uint16(a.numberOr(333, 1, 65535))
		if !m.v17() && !a.omitted() && a.text(3, 3) != "TCP" {
			return failed
		}
	} else if !m.v17() {
		closeLinks = a.numberOr(0, 0, 1) == 1
	}
	if a.bad(c) || !m.mux {
		return failed
	}
	if on == (m.server != nil) {
		c.hint("no change")
		return done
	}
	if !on {
		m.stopServer(closeLinks)
		return done
	}
	ln, err := m.e.net.Listen(port)
	if err != nil {
		return failed
	}
	m.server = &server{port, ln}
	m.opened(port, ln.Addr())
	m.spawn(func() { m.accept(port, ln) })
	return done
}

func (m *module) stopServer(closeLinks bool) {
	m.server.ln.Close()
	m.server = nil
	for _, l := range m.links {
		if l != nil && l.server && closeLinks {
			m.dropLink(l)
		}
	}
}

// accept takes connections until the listener is closed.
func (m *module) accept(port uint16, ln net.Listener) {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		taken := false
		m.locked(func() {
			if m.server != nil && m.server.ln == ln {
				taken = m.admitLink(conn, port)
			}
		})
		if !taken {
			conn.Close()
		}
	}
}

// admitLink gives a connection the lowest free link, and reports whether there was one.
func (m *module) admitLink(conn net.Conn, port uint16) bool {
	id, ok := m.free()
	accepted := 0
	for _, l := range m.links {
		if l != nil && l.server {
			accepted++
		}
	}
	if !ok || accepted >= m.maxConn {
		return false
	}
	remote, _ := netip.ParseAddrPort(conn.RemoteAddr().String())
	if !remote.IsValid() { // a network in memory may not number its ends
		remote = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), 1)
	}
	l := &link{id: id, kind: "TCP", server: true, conn: conn, remote: remote, local: port}
	m.open(l)
	m.watch(l)
	return true
}

func maxConnQuery(c *call) result {
	if c.m.v17() {
		c.answer("%d", c.m.maxConn)
	} else {
		c.answer("%d\r\n", c.m.maxConn)
	}
	return done
}

func maxConnSet(c *call) result {
	m := c.m
	a := c.args()
	n := a.number(1, maxLinks)
	if a.bad(c) || (m.v17() && m.server != nil) {
		return failed
	}
	open := 0
	for _, l := range m.links {
		if l != nil {
			open++
		}
	}
	if open > n {
		c.say("Have %d Connections\r\n", open)
		return failed
	}
	m.maxConn = n
	return done
}

func idleQuery(c *call) result {
	c.answer("%d\r\n", int(c.m.idleLimit/time.Second))
	return done
}

func idleSet(c *call) result {
	m := c.m
	a := c.args()
	seconds := a.number(0, 7200)
	if a.bad(c) || m.server == nil {
		return failed
	}
	m.idleLimit = time.Duration(seconds) * time.Second
	for _, l := range m.links {
		if l != nil {
			m.active(l)
		}
	}
	return done
}
