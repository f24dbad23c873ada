package gonet

import (
	"context"
	"errors"
	"net"
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// A HostResolver finds the addresses of a host, those of one version for the networks ip4
// and ip6, all of them for ip. *Resolver, *Stack and *net.Resolver are such.
type HostResolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

var (
	_ HostResolver = (*Resolver)(nil)
	_ HostResolver = (*Stack)(nil)
)

// A Resolver asks a device for the addresses of hosts. A device has one address for a name
// and answers no other question: (*Stack).NetResolver makes a *net.Resolver, which asks
// name servers through the device.
type Resolver struct {
	dev netdev.NetDev
}

// NewResolver returns the resolver of a device. It is what a Stack asks unless WithResolver
// says otherwise.
func NewResolver(dev netdev.NetDev) *Resolver { return &Resolver{dev} }

// LookupHost returns the addresses of a host as text. An address is returned as it is,
// without asking the device. An unknown host is a *net.DNSError with IsNotFound set.
func (r *Resolver) LookupHost(ctx context.Context, host string) ([]string, error) {
	return lookupHost(ctx, r, host)
}

// LookupNetIP returns the addresses of a host for the network ip, and those of one version
// for ip4 and ip6. Otherwise it is LookupHost.
func (r *Resolver) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	if err := checkFamily(network, host); err != nil {
		return nil, err
	}
	if addr, err := literal(host); err == nil {
		return fitting(network, host, []netip.Addr{addr})
	}
	if host == "" { // which a device takes for a mistake
		return nil, &net.DNSError{Err: errNoSuchHost, Name: host, IsNotFound: true}
	}
	addr, err := r.dev.Resolve(ctx, host)
	if err != nil {
		return nil, dnsError(host, ended(ctx, err))
	}
	return fitting(network, host, []netip.Addr{addr})
}

// LookupHost returns the addresses of a host as text, from the Stack's resolver. An address
// is returned as it is. An unknown host is a *net.DNSError with IsNotFound set.
func (s *Stack) LookupHost(ctx context.Context, host string) ([]string, error) {
	return lookupHost(ctx, s.resolver, host)
}

// LookupNetIP returns the addresses of a host for the network ip, and those of one version
// for ip4 and ip6. Otherwise it is LookupHost.
func (s *Stack) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	if err := checkFamily(network, host); err != nil {
		return nil, err
	}
	return lookup(ctx, s.resolver, network, host)
}

func lookupHost(ctx context.Context, r HostResolver, host string) ([]string, error) {
	addrs, err := lookup(ctx, r, "ip", host)
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(addrs))
	for i, addr := range addrs {
		texts[i] = addr.String()
	}
	return texts, nil
}

// lookup returns the addresses of a host that fit a family, one at least.
func lookup(ctx context.Context, r HostResolver, family, host string) ([]netip.Addr, error) {
	if addr, err := literal(host); err == nil {
		return fitting(family, host, []netip.Addr{addr})
	}
	addrs, err := r.LookupNetIP(ctx, family, host)
	if err != nil {
		return nil, err
	}
	return fitting(family, host, addrs)
}

// errNoSuchHost is package net's text for a host that is not known.
const errNoSuchHost = "no such host"

// checkFamily refuses a network that is not one of addresses.
func checkFamily(network, host string) error {
	switch network {
	case "ip", "ip4", "ip6":
		return nil
	}
	return &net.DNSError{Err: net.UnknownNetworkError(network).Error(), Name: host}
}

// literal returns the address that a host's name is, IPv4 in its short form.
func literal(host string) (netip.Addr, error) {
	addr, err := netip.ParseAddr(host)
	return addr.Unmap(), err
}

// fitting returns those of a host's addresses that fit a family, or the error for none.
func fitting(family, host string, addrs []netip.Addr) ([]netip.Addr, error) {
	fit := make([]netip.Addr, 0, len(addrs))
	for _, addr := range addrs {
		addr = addr.Unmap()
		if addr.IsValid() && (family == "ip" || addr.Is4() == (family == "ip4")) {
			fit = append(fit, addr)
		}
	}
	if len(fit) == 0 {
		return nil, noSuitableAddress(host)
	}
	return fit, nil
}

func noSuitableAddress(host string) error {
	return &net.AddrError{Err: "no suitable address found", Addr: host}
}

// dnsError makes of the device's error what package net's resolver returns. The device's
// stays its cause.
func dnsError(host string, err error) error {
	e := &net.DNSError{Err: err.Error(), Name: host, UnwrapErr: err}
	switch errno := driver.ErrnoOf(err); {
	case errno == driver.ENOENT:
		e.Err, e.IsNotFound = errNoSuchHost, true
	case errno == driver.ETIMEDOUT:
		e.IsTimeout = true
	case errno.Temporary() || errors.Is(err, driver.ENETDOWN):
		e.IsTemporary = true
	}
	return e
}
