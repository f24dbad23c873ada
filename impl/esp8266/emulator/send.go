package emulator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"
)

const (
	sendMax = 2048                  // bytes of one send
	quiet   = 20 * time.Millisecond // silence around the +++ that ends a mode
)

var sendCommands = []command{
	{name: "CIPSEND", on17: plain, on22: plain, execute: passCommand, set: sendSet},
	{name: "CIPSENDEX", on17: plain, on22: plain, set: sendSet},
}

// sendState is a send whose data the host is giving.
type sendState struct {
	link    *link
	to      netip.AddrPort
	want    int
	data    []byte
	escapes bool   // AT+CIPSENDEX: \0 ends the data and \x is x
	escaped bool   // the last byte was a backslash
	held    []byte // one or two +, which may become +++
	count   int    // counts what is held, so that a stale timer does nothing

	sink func(data []byte) // takes the data in place of a link; nil for a send
}

func sendSet(c *call) result {
	m := c.m
	if m.passthrough {
		return c.hint("IPMODE=1")
	}
	a := c.args()
	id := m.readID(a)
	if a.fault {
		a.bad(c)
		return c.hint("ID ERROR")
	}
	n := a.number(0, 1<<31-1)
	if a.fault {
		a.bad(c)
		return failed
	}
	var host string
	var port uint16
	if a.left() {
		if host = a.text(1, 128); a.fault {
			return c.hint("ip error")
		}
		if !a.left() {
			return c.hint("no port")
		}
		if port = uint16(a.number(1, 65535)); a.fault {
			return c.hint("port error")
		}
	}
	l := m.links[id]
	switch {
	case a.bad(c):
		return failed
	case l == nil || l.finished:
		return c.hint("link is not valid")
	case n > sendMax:
		return c.hint("too long")
	case n == 0:
		return failed
	case host != "" && l.kind != "UDP":
		return failed
	}
	m.send = sendState{link: l, to: l.remote, want: n, escapes: c.name == "CIPSENDEX"}
	if host == "" {
		return c.prompt(l)
	}
	return c.background(func(ctx context.Context) func() result {
		ip, err := m.e.resolve(ctx, host)
		return func() result {
			if err != nil {
				return c.hint("ip error")
			}
			m.send.to = netip.AddrPortFrom(ip, port)
			return c.prompt(l)
		}
	})
}

// prompt asks for the data.
func (c *call) prompt(l *link) result {
	m := c.m
	c.say("\r\nOK\r\n")
	m.interleave(BeforePrompt, l)
	m.phase = taking
	if !c.mute && !m.losesPrompt() {
		if m.v17() {
			m.print("> ")
		} else {
			m.print("\r\n>")
		}
	}
	m.interleave(AfterPrompt, l)
	m.mayClose("at a prompt")
	return answered
}

// feedData takes a send's data. whole says that p is all that was in the UART: a +++ alone calls the send off.
func (m *module) feedData(p []byte, whole bool) []byte {
	s := &m.send
	p = append(s.held, p...)
	s.held = nil
	s.count++
	complete := !s.escapes && len(p) < 3 && len(s.data)+len(p) == s.want
	if whole && !complete && len(p) <= 3 && string(p) == "+++"[:len(p)] {
		if len(p) == 3 {
			m.phase = idle
			m.print("\r\nSEND Canceled\r\n")
			return nil
		}
		s.held = p
		count := s.count
		m.later(quiet, func() {
			if m.phase == taking && s.count == count {
				held := s.held
				s.held = nil
				m.take(held)
			}
		})
		return nil
	}
	return m.take(p)
}

// take takes a send's data and gives what came after its end.
func (m *module) take(p []byte) []byte {
	s := &m.send
	for i, b := range p {
		ended := false
		switch {
		case !s.escapes:
			s.data = append(s.data, b)
		case !s.escaped && b == '\\':
			s.escaped = true
		case s.escaped && b == '0':
			ended = true
		default:
			s.escaped = false
			s.data = append(s.data, b)
		}
		if ended || len(s.data) == s.want {
			m.dispatch()
			return p[i+1:]
		}
	}
	return nil
}

// dispatch sends what the host gave, when the module has turned to it.
func (m *module) dispatch() { m.turn(sent, m.transmit) }

// transmit sends what the host gave. The host hears of it when the socket has taken it.
func (m *module) transmit() {
	s := m.send
	l := s.link
	if s.sink != nil {
		m.phase = idle
		s.sink(s.data)
		return
	}
	m.phase = sent
	refused, say := m.meetSend()
	say(fmt.Sprintf("\r\nRecv %d bytes\r\n", len(s.data)))
	m.interleave(AfterRecv, l)
	m.mayClose("at a payload")
	l.answering = time.AfterFunc(airTime, func() { m.locked(func() { l.answering = nil }) })
	m.spawn(func() {
		err := errors.New("refused")
		if !refused {
			err = m.write(l, s.to, s.data)
		}
		if ack := m.e.timing().Ack; err == nil && m.v17() && ack > 0 {
			m.locked(l.awaitAck)
			sleep(m.ctx, ack)
		}
		m.locked(func() {
			l.hear()
			if m.phase != sent { // the host has ordered a restart
				return
			}
			m.phase = idle
			switch {
			case err == nil && (m.links[l.id] == l || !m.v17()):
				say("\r\nSEND OK\r\n")
			case m.v17():
				say("SEND FAIL\r\n")
			default:
				say("\r\nSEND FAIL\r\n")
			}
		})
	})
}

// airTime is how long a link hears nothing while it sends. On a real network the answer to what is sent comes after
// SEND OK; between two sockets of one machine it could come first. A peer that cannot take the data before it has been
// heard is the reason for a limit.
const airTime = 50 * time.Millisecond

// awaitAck has a link whose data the peer has taken hear nothing until it hears again: the answer acknowledges the data,
// and a module says SEND OK before it tells of the answer, or of the peer's closing.
func (l *link) awaitAck() {
	if l.answering != nil {
		l.answering.Stop()
	}
}

// hear has a link that sent hear its peer again.
func (l *link) hear() {
	if l.answering != nil {
		l.answering.Stop()
		l.answering = nil
	}
}

// write gives data to a link's socket. It is called without the lock.
func (m *module) write(l *link, to netip.AddrPort, data []byte) error {
	var lost, open bool
	m.locked(func() {
		open = m.links[l.id] == l && !l.finished
		lost = m.lost(l)
	})
	switch {
	case !open:
		return net.ErrClosed
	case lost && sleep(m.ctx, m.e.timing().GiveUp) == nil && !m.reaches(l):
		m.locked(func() {
			if m.links[l.id] == l {
				m.dropLink(l)
			}
		})
		return net.ErrClosed
	case len(data) == 0:
		return nil
	case l.packets != nil:
		_, err := l.packets.WriteTo(data, net.UDPAddrFromAddrPort(to))
		return err
	}
	_, err := l.conn.Write(data)
	return err
}

// reaches is the contrary of lost for those who do not hold the lock.
func (m *module) reaches(l *link) (yes bool) {
	m.locked(func() { yes = !m.lost(l) })
	return yes
}

// lost reports whether the network that a link went over is gone. ESP-AT has closed such a link.
func (m *module) lost(l *link) bool {
	return m.v17() && m.set.mode == 1 && !l.server && m.sta.tried && !m.sta.ip.IsValid()
}
