package esp8266

import (
	"context"
	"errors"
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/tinygo"
	"drivergen/impl/esp8266/at"
)

// How many name servers the firmware takes (AT+CIPDNS).
const (
	nameServersNonOS = 2
	nameServersESPAT = 3
)

var errNameServers = errors.New("the module takes one to three IPv4 addresses of name servers (AT 1.7: two)")

// NameServers sets the servers that the module's resolver asks, instead of those that DHCP tells: up to three IPv4
// addresses, of which NonOS AT takes two. The setting is not saved in the module's flash.
func NameServers(servers ...netip.Addr) Option {
	return func(c *config) { c.nameServers = servers }
}

// SetNameServers sets the servers that the module's resolver asks, also after a restart of the module. Without servers the
// resolver goes back to those of its firmware and of DHCP.
//
// It fails with EINVAL for servers that the module cannot take, and with EOPNOTSUPP where the firmware has no such setting.
func (d *Device) SetNameServers(ctx context.Context, servers ...netip.Addr) error {
	m := d.m
	ctx, cancel := bound(ctx, m.reply)
	defer cancel()
	err := m.await(ctx)
	if err == nil {
		err = m.sendNameServers(ctx, servers)
	}
	if err == nil {
		m.mu.Lock()
		m.nameServers = append([]netip.Addr(nil), servers...)
		m.mu.Unlock()
	}
	return driver.Wrap("set_name_servers", err)
}

// applyNameServers gives the module the servers that are set, as a part of its configuration.
func (m *module) applyNameServers(ctx context.Context) error {
	m.mu.Lock()
	servers := m.nameServers
	m.mu.Unlock()
	if len(servers) == 0 {
		return nil
	}
	return m.sendNameServers(ctx, servers)
}

func (m *module) sendNameServers(ctx context.Context, servers []netip.Addr) error {
	d := m.has()
	most := nameServersNonOS
	if d.espAT {
		most = nameServersESPAT
	}
	if len(servers) > most {
		return driver.Fail("", driver.EINVAL, errNameServers)
	}
	c := at.Set("CIPDNS" + d.current).Int(min(len(servers), 1))
	for _, server := range servers {
		if !server.Unmap().Is4() {
			return driver.Fail("", driver.EINVAL, errNameServers)
		}
		c = c.Str(server.Unmap().String())
	}
	return failed(m.step(ctx, c, nil), driver.EOPNOTSUPP)
}

// Resolve asks the module's resolver. The stub asks for no name that is an address.
func (h sockets) Resolve(ctx context.Context, name string) (netip.Addr, error) {
	var found netip.Addr
	err := h.m.command(ctx, resolveLimit, at.Set("CIPDOMAIN").Str(name), func(line []byte) {
		const prefix = "+CIPDOMAIN:"
		if len(line) > len(prefix) && string(line[:len(prefix)]) == prefix {
			found = address(string(unquote(line[len(prefix):])))
		}
	})
	switch {
	case isRefusal(err) && !h.m.online():
		return found, driver.Fail("", driver.ENETDOWN, err)
	case isRefusal(err), err == nil && !found.IsValid():
		return found, driver.Fail("", driver.ENOENT, errors.Join(tinygo.ErrHostUnknown, err))
	}
	return found, failed(err, driver.EIO)
}
