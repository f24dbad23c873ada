package gonet

import (
	"context"
	"errors"
	"net"
	"net/netip"

	"drivergen/driver"
)

// LookupHost returns the addresses of a host as text. An address is returned as it is,
// without asking the device. An unknown host is a *net.DNSError with IsNotFound set.
func (s *Stack) LookupHost(ctx context.Context, host string) ([]string, error) {
	addrs, err := s.lookup(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(addrs))
	for i, addr := range addrs {
		texts[i] = addr.String()
	}
	return texts, nil
}

// LookupNetIP returns the addresses of a host: all of them for the network ip, those of
// one version for ip4 and ip6. Otherwise it is LookupHost.
func (s *Stack) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	switch network {
	case "ip", "ip4", "ip6":
		return s.lookup(ctx, network, host)
	}
	return nil, &net.DNSError{Err: net.UnknownNetworkError(network).Error(), Name: host}
}

// lookup returns the addresses of a host that fit a family, one at least.
func (s *Stack) lookup(ctx context.Context, family, host string) ([]netip.Addr, error) {
	if host == "" {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		if addr, err = s.dev.Resolve(ctx, host); err != nil {
			return nil, dnsError(host, err)
		}
	}
	addr = addr.Unmap()
	if family == "ip4" && !addr.Is4() || family == "ip6" && !addr.Is6() {
		return nil, &net.AddrError{Err: "no suitable address", Addr: host}
	}
	return []netip.Addr{addr}, nil
}

// dnsError makes of the device's error what package net's resolver returns. The device's
// stays its cause.
func dnsError(host string, err error) error {
	e := &net.DNSError{Err: err.Error(), Name: host, UnwrapErr: err}
	switch errno := driver.ErrnoOf(err); {
	case errno == driver.ENOENT:
		e.Err, e.IsNotFound = "no such host", true
	case errno == driver.ETIMEDOUT:
		e.IsTimeout = true
	case errno.Temporary() || errors.Is(err, driver.ENETDOWN):
		e.IsTemporary = true
	}
	return e
}
