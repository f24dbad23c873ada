package emulator

import "strings"

var sslCommands = []command{
	{name: "CIPSSLSIZE", on17: plain, query: sslSizeQuery, set: sslSizeSet},
	{name: "CIPSSLCCONF", on17: plain, on22: plain, since: "1.7", saved: true, query: sslQuery, set: sslSet},
	{name: "CIPSSLCCN", on22: plain, query: sslQueryOf(nameOf), set: sslTextSet(nameOf)},
	{name: "CIPSSLCSNI", on22: plain, query: sslQueryOf(serverNameOf), set: sslTextSet(serverNameOf)},
	{name: "CIPSSLCALPN", on22: plain, query: alpnQuery, set: alpnSet},
	{name: "CIPSSLCPSK", on22: plain, query: pskQuery, set: pskSet},
	{name: "CIPSSLCPSKHEX", on22: plain, since: "2.2.2", query: pskQuery, set: pskSet},
	{name: "CIPSSLCCIPHER", on22: plain, since: "2.2.2", query: cipherQuery, set: cipherSet},
}

// sslOptions are a link's settings for TLS that a reset forgets.
type sslOptions struct {
	commonName, serverName string
	protocols              []string // ALPN (RFC 7301)
	psk, hint              string
	ciphers                []int
}

func nameOf(o *sslOptions) *string       { return &o.commonName }
func serverNameOf(o *sslOptions) *string { return &o.serverName }

// sslOpen reports whether the one SSL link that there is memory for is open.
func (m *module) sslOpen() bool {
	for id, l := range m.links {
		if (l != nil && l.kind == "SSL") || m.connectingSSL[id] {
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

// sslSet says who shows a certificate: bit 0 the module, bit 1 the server, which is then checked.
func sslSet(c *call) result {
	m := c.m
	a := c.args()
	ids := c.readIDs(a)
	s := sslConfig{auth: a.number(0, 3)}
	if !m.v17() {
		s.pki, s.ca = a.numberOr(0, 0, 1), a.numberOr(0, 0, 1)
	}
	if a.bad(c) {
		return failed
	}
	if s.auth&1 != 0 && s.pki >= len(m.e.cfg.Certificates) {
		c.say("NO CERT FOUND\r\n")
		return failed
	}
	c.change(func(set *settings) {
		for _, id := range ids {
			set.ssl[id] = s
		}
	})
	return done
}

// readIDs reads which links a setting is for: one, or all by the number of links. Where the host has one link only, and
// on AT 1.x, there is no such argument.
func (c *call) readIDs(a *args) []int {
	all := []int{0, 1, 2, 3, 4}
	switch {
	case c.m.v17():
		return all
	case !c.m.mux:
		return all[:1]
	}
	id := a.number(0, maxLinks)
	if id == maxLinks {
		return all
	}
	return all[id : id+1]
}

// setSSL changes the settings of the links that were read, unless an argument was wrong.
func (c *call) setSSL(a *args, ids []int, change func(*sslOptions)) result {
	if a.bad(c) {
		return failed
	}
	for _, id := range ids {
		change(&c.m.tls[id])
	}
	return done
}

func sslQueryOf(field func(*sslOptions) *string) handler {
	return func(c *call) result {
		for id := range c.m.tls {
			c.answer("%d,\"%s\"\r\n", id, *field(&c.m.tls[id]))
		}
		return done
	}
}

func sslTextSet(field func(*sslOptions) *string) handler {
	return func(c *call) result {
		a := c.args()
		ids := c.readIDs(a)
		text := a.text(0, 64)
		return c.setSSL(a, ids, func(o *sslOptions) { *field(o) = text })
	}
}

func alpnQuery(c *call) result {
	for id, o := range c.m.tls {
		line := ""
		for _, p := range o.protocols {
			line += `,"` + p + `"`
		}
		c.answer("%d%s\r\n", id, line)
	}
	return done
}

// alpnSet takes a number of protocols and then as many; 0 clears them.
func alpnSet(c *call) result {
	a := c.args()
	ids := c.readIDs(a)
	var list []string
	for n := a.number(0, 5); n > 0 && !a.fault; n-- {
		list = append(list, a.text(1, 32))
	}
	return c.setSSL(a, ids, func(o *sslOptions) { o.protocols = list })
}

func pskQuery(c *call) result {
	for id, o := range c.m.tls {
		c.answer("%d,\"%s\",\"%s\"\r\n", id, o.psk, o.hint)
	}
	return done
}

// pskSet keeps a pre-shared key and its name, as text or as hexadecimal digits.
func pskSet(c *call) result {
	most := 32
	if c.name == "CIPSSLCPSKHEX" {
		most = 64
	}
	a := c.args()
	ids := c.readIDs(a)
	psk, hint := a.text(0, most), a.text(0, 32)
	if most == 64 && strings.Trim(psk, "0123456789abcdefABCDEF") != "" {
		a.fail(errParse)
	}
	return c.setSSL(a, ids, func(o *sslOptions) { o.psk, o.hint = psk, hint })
}

func cipherQuery(c *call) result {
	for id, o := range c.m.tls {
		c.answer("%d,%d", id, len(o.ciphers))
		for _, n := range o.ciphers {
			c.say(",0x%04x", n)
		}
		c.say("\r\n")
	}
	return done
}

// cipherSet takes a number of cipher suites and then as many, by their numbers of the TLS registry; 0 clears them.
func cipherSet(c *call) result {
	a := c.args()
	ids := c.readIDs(a)
	var list []int
	for n := a.number(0, 30); n > 0 && !a.fault; n-- {
		list = append(list, a.number(1, 0xffff))
	}
	return c.setSSL(a, ids, func(o *sslOptions) { o.ciphers = list })
}
