package hostnet

import (
	"context"
	"net"
	"net/netip"

	"drivergen/driver"
)

// MAC returns the hardware address of the device's interface.
func (h *hardware) MAC(context.Context) (driver.MAC, error) {
	ifaces, err := h.interfaces()
	if err != nil {
		return driver.MAC{}, err
	}
	for _, iface := range ifaces {
		if len(iface.HardwareAddr) == len(driver.MAC{}) {
			return driver.MAC(iface.HardwareAddr), nil
		}
	}
	if h.ifaceName == "" {
		return driver.MAC{}, nil // the loopback alone, whose address is all zeroes
	}
	return driver.MAC{}, driver.Fail("mac", driver.ENODEV, &net.AddrError{Err: "no hardware address", Addr: h.ifaceName})
}

// IP returns the address of the device's interface, an IPv4 one if there is one. A machine
// that is on no network has the loopback's.
func (h *hardware) IP(context.Context) (netip.Addr, error) {
	ifaces, err := h.interfaces()
	if err != nil {
		return netip.Addr{}, err
	}
	var six netip.Addr
	for _, iface := range ifaces {
		addrs, err := iface.Addrs()
		if err != nil {
			return netip.Addr{}, asErrno("ip", err)
		}
		for _, a := range addrs {
			prefix, err := netip.ParsePrefix(a.String())
			if err != nil {
				continue
			}
			if addr := prefix.Addr().Unmap(); addr.Is4() {
				return addr, nil
			} else if !six.IsValid() {
				six = addr
			}
		}
	}
	if !six.IsValid() {
		return netip.Addr{}, driver.ENETDOWN
	}
	return six, nil
}

// interfaces returns those that may be the device's, the loopback last.
func (h *hardware) interfaces() ([]net.Interface, error) {
	if h.life.Err() != nil {
		return nil, driver.ENODEV
	}
	if h.ifaceName != "" {
		iface, err := net.InterfaceByName(h.ifaceName)
		if err != nil {
			return nil, driver.Fail("interface "+h.ifaceName, driver.ENODEV, err)
		}
		return []net.Interface{*iface}, nil
	}
	all, err := net.Interfaces()
	if err != nil {
		return nil, asErrno("interfaces", err)
	}
	var outer, loopback []net.Interface
	for _, iface := range all {
		switch {
		case iface.Flags&net.FlagUp == 0:
		case iface.Flags&net.FlagLoopback != 0:
			loopback = append(loopback, iface)
		default:
			outer = append(outer, iface)
		}
	}
	return append(outer, loopback...), nil
}

// Resolve asks the device's resolver. Where a host has addresses of both kinds the
// IPv4 one is returned.
func (h *hardware) Resolve(ctx context.Context, name string) (netip.Addr, error) {
	inner, free := h.during(ctx)
	defer free()
	addrs, err := h.resolver.LookupNetIP(inner, "ip", name)
	switch {
	case h.life.Err() != nil:
		return netip.Addr{}, driver.ENODEV
	case err != nil && ctx.Err() != nil:
		return netip.Addr{}, driver.FromContext("resolve", ctx)
	case err != nil:
		return netip.Addr{}, asErrno("resolve", err)
	}
	for _, addr := range addrs {
		if addr.Unmap().Is4() {
			return addr.Unmap(), nil
		}
	}
	if len(addrs) == 0 {
		return netip.Addr{}, driver.ENOENT
	}
	return addrs[0], nil
}
