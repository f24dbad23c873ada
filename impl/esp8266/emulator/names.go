package emulator

import (
	"context"
	"encoding/binary"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

var nameCommands = []command{
	{name: "CIPDOMAIN", on17: plain, on22: plain, set: domainSet},
	{name: "CIPDNS", on17: suffix, on22: plain, saved: true, query: dnsQuery, set: dnsSet},
	{name: "PING", on17: plain, on22: plain, set: pingSet},
}

// resolve finds a host's address: a number, a configured name, or what the network says. It is called without the lock.
func (e *Emulator) resolve(ctx context.Context, host string) (netip.Addr, error) {
	if ip, ok := numeric(host); ok {
		return ip, nil
	}
	if err := sleep(ctx, e.timing().Resolve); err != nil {
		return netip.Addr{}, err
	}
	name := strings.TrimSuffix(host, ".")
	if i := e.known(name); i >= 0 {
		return e.lookUp(ctx, i)
	}
	ip, err := e.net.Resolve(ctx, name)
	if err == nil && !ip.Unmap().Is4() {
		err = fmt.Errorf("emulator: %s has no IPv4 address", name)
	}
	return ip.Unmap(), err
}

// numeric reads an address as lwIP's ipaddr_aton does: dotted, or as one number for all four bytes, such as the "0" that
// hosts give a UDP link without a peer.
func numeric(host string) (netip.Addr, bool) {
	if n, err := strconv.ParseUint(host, 10, 32); err == nil {
		return netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, uint32(n)))), true
	}
	ip, err := netip.ParseAddr(host)
	return ip, err == nil && ip.Is4()
}

// offline reports whether the module can reach nobody: a station without an address, and nothing else.
func (m *module) offline() bool { return m.set.mode&2 == 0 && !m.sta.ip.IsValid() }

func domainSet(c *call) result {
	m := c.m
	a := c.args()
	name := a.text(1, 128)
	if !m.v17() {
		a.numberOr(1, 1, 1) // the kind of address: IPv4
	}
	if a.bad(c) {
		return failed
	}
	if m.offline() {
		return c.hint("DNS Fail")
	}
	return c.background(func(ctx context.Context) func() result {
		ip, err := m.e.resolve(ctx, name)
		return func() result {
			switch {
			case err != nil:
				return c.hint("DNS Fail")
			case m.v17():
				c.answer("%v\r\n", ip)
			default:
				c.answer("\"%v\"\r\n", ip)
			}
			return done
		}
	})
}

func dnsQuery(c *call) result {
	s := c.shown()
	if c.m.v17() {
		for _, ip := range s.dns {
			c.answer("%v\r\n", ip)
		}
		return done
	}
	parts := []string{fmt.Sprint(bit(s.dnsOn))}
	for _, ip := range s.dns {
		parts = append(parts, fmt.Sprintf("\"%v\"", ip))
	}
	c.answer("%s\r\n", strings.Join(parts, ","))
	return done
}

func dnsSet(c *call) result {
	most := 3
	if c.m.v17() {
		most = 2
	}
	a := c.args()
	on := a.number(0, 1) == 1
	var list []netip.Addr
	for on && a.left() && len(list) < most && !a.fault {
		list = append(list, a.addr())
	}
	if a.bad(c) {
		return failed
	}
	if len(list) == 0 {
		list = factory(&c.m.e.cfg).dns
	}
	c.change(func(s *settings) { s.dnsOn, s.dns = on, list })
	return done
}

func pingSet(c *call) result {
	m := c.m
	a := c.args()
	host := a.text(1, 128)
	if a.bad(c) {
		return failed
	}
	off := m.offline()
	return c.background(func(ctx context.Context) func() result {
		ip, err := m.e.resolve(ctx, host)
		if err == nil {
			if p, ok := m.e.net.(Pinger); ok {
				err = p.Ping(ctx, ip)
			}
		}
		sleep(ctx, m.e.timing().Ping)
		return func() result {
			prefix, timeout := "+", "timeout"
			if !m.v17() {
				prefix, timeout = "+PING:", "TIMEOUT"
			}
			if off || err != nil {
				c.say("%s%s\r\n", prefix, timeout)
				return failed
			}
			c.say("%s%d\r\n", prefix, max(1, m.e.timing().Ping.Milliseconds()))
			return done
		}
	})
}
