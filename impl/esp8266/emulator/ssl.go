package emulator

import (
	"crypto/tls"
	"net/netip"
)

var sslCommands = []command{
	{name: "CIPSSLSIZE", on17: plain, query: sslSizeQuery, set: sslSizeSet},
	{name: "CIPSSLCCONF", on17: plain, on22: plain, saved: true, query: sslQuery, set: sslSet},
}

// tlsConfig is what a link's handshake goes by. The firmware believes any certificate unless bit 1 of its
// AT+CIPSSLCCONF asks for a check.
func (m *module) tlsConfig(s start) *tls.Config {
	cfg := &tls.Config{InsecureSkipVerify: true, RootCAs: m.e.cfg.Roots, ServerName: s.host}
	m.locked(func() { cfg.InsecureSkipVerify = m.set.ssl[s.id].auth&2 == 0 })
	if _, err := netip.ParseAddr(s.host); err == nil && cfg.InsecureSkipVerify {
		cfg.ServerName = ""
	}
	return cfg
}

// sslOpen reports whether the one SSL link that there is memory for is open.
func (m *module) sslOpen() bool {
	for _, l := range m.links {
		if l != nil && l.kind == "SSL" {
			return true
		}
	}
	return false
}

func sslSizeQuery(c *call) result {
	c.answer("%d\r\n", c.m.sslSize)
	return done
}

func sslSizeSet(c *call) result {
	a := c.args()
	n := a.number(2048, 4096)
	if a.bad(c) {
		return failed
	}
	if c.m.sslOpen() {
		return c.hint("must close ssl link")
	}
	c.m.sslSize = n
	return done
}

func sslQuery(c *call) result {
	if c.m.v17() {
		c.answer("%d\r\n", c.m.set.ssl[0].auth)
		return done
	}
	for id, s := range c.m.set.ssl {
		c.answer("%d,%d,%d,%d\r\n", id, s.auth, s.pki, s.ca)
	}
	return done
}

func sslSet(c *call) result {
	m := c.m
	a := c.args()
	if m.v17() {
		auth := a.number(0, 3)
		if a.bad(c) {
			return failed
		}
		c.change(func(s *settings) {
			for id := range s.ssl {
				s.ssl[id].auth = auth
			}
		})
		return done
	}
	id := m.readID(a)
	s := sslConfig{auth: a.number(0, 3), pki: a.numberOr(0, 0, 1), ca: a.numberOr(0, 0, 1)}
	if a.bad(c) {
		return failed
	}
	c.change(func(set *settings) { set.ssl[id] = s })
	return done
}
