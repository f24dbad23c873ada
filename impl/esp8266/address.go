package esp8266

import (
	"bytes"
	"context"
	"errors"
	"net/netip"

	"drivergen/driver"
	"drivergen/impl/esp8266/at"
)

// Side is one of the two sides that the module's radio has, each with a hardware address and an IP address of its own.
type Side uint8

// The sides of the radio.
const (
	Station     Side = iota // joins a network
	AccessPoint             // offers a network
)

// String returns "station" or "access point".
func (s Side) String() string {
	if s == AccessPoint {
		return "access point"
	}
	return "station"
}

// command is the name of the command that concerns a side: CIPSTA and CIPAP.
func (s Side) command() string {
	if s == AccessPoint {
		return "CIPAP"
	}
	return "CIPSTA"
}

// Address is an IPv4 configuration.
type Address struct {
	IP      netip.Addr
	Gateway netip.Addr
	Mask    netip.Addr // the subnet mask
}

var (
	errSide    = errors.New("the module has two sides: Station and AccessPoint")
	errAPOff   = errors.New("access point mode is off")
	errAddress = errors.New("an address is IPv4; gateway and mask are given both or not at all")
	errMAC     = errors.New("a station's hardware address is not zero, and the lowest bit of its first byte is 0 (IEEE 802)")
	errNoMAC   = errors.New("the firmware cannot set hardware addresses (AT+CIPSTAMAC)")
	errNoIP    = errors.New("the firmware cannot set IP addresses (AT+CIPSTA)")
)

// side waits until the module is configured and checks that it has a side.
func (m *module) side(ctx context.Context, s Side, has func(*Capabilities) bool, lacks error) error {
	if s > AccessPoint {
		return driver.Fail("", driver.EINVAL, errSide)
	}
	if err := m.need(ctx, has, lacks); err != nil {
		return err
	}
	if s == AccessPoint && !m.isAP() {
		return driver.Fail("", driver.ENOTCONN, errAPOff)
	}
	return nil
}

// MAC returns a side's hardware address. That of an access point that is off is ENOTCONN.
func (d *Device) MAC(ctx context.Context, s Side) (driver.MAC, error) {
	mac, err := d.m.sideMAC(ctx, s)
	return mac, driver.Wrap("mac", err)
}

func (m *module) sideMAC(ctx context.Context, s Side) (driver.MAC, error) {
	if err := m.side(ctx, s, func(*Capabilities) bool { return true }, nil); err != nil {
		return driver.MAC{}, err
	}
	var a addresses
	if err := m.command(ctx, m.reply, at.Exec("CIFSR"), a.take); err != nil {
		return driver.MAC{}, failed(err, driver.EIO)
	}
	if s == AccessPoint {
		return a.apMAC, nil
	}
	return a.stationMAC, nil
}

// SetMAC sets a side's hardware address until the module restarts and beyond, but not in its flash. A network that is
// joined may be lost by it.
func (d *Device) SetMAC(ctx context.Context, s Side, mac driver.MAC) error {
	return driver.Wrap("set_mac", d.m.setMAC(ctx, s, mac))
}

func (m *module) setMAC(ctx context.Context, s Side, mac driver.MAC) error {
	if mac[0]&1 != 0 || mac == (driver.MAC{}) {
		return driver.Fail("", driver.EINVAL, errMAC)
	}
	if err := m.side(ctx, s, func(c *Capabilities) bool { return c.StationMAC }, errNoMAC); err != nil {
		return err
	}
	c := at.Set(s.command() + "MAC" + m.has().current).Str(mac.String())
	if err := m.set(ctx, s.String()+" mac", c); err != nil {
		return err
	}
	return failed(m.askAddresses(ctx), driver.EIO)
}

// Address returns a side's IP address with its gateway and mask: all zero Addrs for a station that has none.
func (d *Device) Address(ctx context.Context, s Side) (Address, error) {
	a, err := d.m.sideAddress(ctx, s)
	return a, driver.Wrap("address", err)
}

func (m *module) sideAddress(ctx context.Context, s Side) (Address, error) {
	if err := m.side(ctx, s, func(c *Capabilities) bool { return c.StaticIP }, errNoIP); err != nil {
		return Address{}, err
	}
	var a Address
	err := m.command(ctx, m.reply, at.Query(s.command()+m.has().current), a.take)
	return a, failed(err, driver.EIO)
}

// take reads +CIPSTA[_CUR]:<ip|gateway|netmask>:"<address>", or the same of CIPAP.
func (a *Address) take(line []byte) {
	f := bytes.SplitN(line, []byte(":"), 3)
	if len(f) < 3 || !bytes.HasPrefix(line, []byte("+CIP")) {
		return
	}
	value := address(string(unquote(f[2])))
	switch string(f[1]) {
	case "ip":
		a.IP = value
	case "gateway":
		a.Gateway = value
	case "netmask":
		a.Mask = value
	}
}

// SetAddress gives a side a fixed IP address, which turns DHCP off for a station. Gateway and mask may both be left out.
// It is set again after a restart of the module, and not saved in its flash.
func (d *Device) SetAddress(ctx context.Context, s Side, a Address) error {
	return driver.Wrap("set_address", d.m.setAddress(ctx, s, a))
}

func (m *module) setAddress(ctx context.Context, s Side, a Address) error {
	whole := a.Gateway.Is4() && a.Mask.Is4()
	if !a.IP.Is4() || a.IP.IsUnspecified() || !whole && (a.Gateway.IsValid() || a.Mask.IsValid()) {
		return driver.Fail("", driver.EINVAL, errAddress)
	}
	if err := m.side(ctx, s, func(c *Capabilities) bool { return c.StaticIP }, errNoIP); err != nil {
		return err
	}
	c := at.Set(s.command() + m.has().current).Str(a.IP.String())
	if whole {
		c = c.Str(a.Gateway.String()).Str(a.Mask.String())
	}
	if s == AccessPoint {
		return m.moveAP(ctx, c, a)
	}
	if err := m.set(ctx, s.String()+" address", c); err != nil {
		return err
	}
	return failed(m.askAddresses(ctx), driver.EIO)
}

// moveAP gives the module's own access point another address, which it also has when it is offered again.
func (m *module) moveAP(ctx context.Context, c at.Cmd, a Address) error {
	if err := m.command(ctx, m.reply, c, nil); err != nil {
		return failed(err, driver.EIO)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.ap == nil {
		return driver.Fail("", driver.ENOTCONN, errAPOff)
	}
	ap := *m.ap
	ap.Gateway = a.IP
	if a.Mask.IsValid() {
		ap.SubnetMask = a.Mask
	}
	m.ap = &ap
	return nil
}

// UseDHCP turns DHCP on: a station then asks for its address, an access point gives out addresses. It takes the place
// of a fixed address.
func (d *Device) UseDHCP(ctx context.Context, s Side) error {
	return driver.Wrap("use_dhcp", d.m.useDHCP(ctx, s))
}

func (m *module) useDHCP(ctx context.Context, s Side) error {
	if err := m.side(ctx, s, func(c *Capabilities) bool { return c.StaticIP }, errNoIP); err != nil {
		return err
	}
	if s == AccessPoint {
		return m.set(ctx, "access point dhcp", m.has().dhcp(AccessPoint))
	}
	return m.set(ctx, s.String()+" address", m.has().dhcp(Station))
}

// dhcp returns the command that turns DHCP on for a side. NonOS AT takes the side (0 access point, 1 station) and then
// the switch, ESP-AT the switch and then the sides (1 station, 2 access point).
func (d dialect) dhcp(s Side) at.Cmd {
	c := at.Set("CWDHCP" + d.current)
	switch {
	case d.espAT && s == AccessPoint:
		return c.Int(1).Int(2)
	case d.espAT:
		return c.Int(1).Int(1)
	case s == AccessPoint:
		return c.Int(0).Int(1)
	}
	return c.Int(1).Int(1)
}
