package driver

import (
	"context"
	"net/netip"
)

// Endpoint returns the address of a host and a port. A host that is an address needs no
// look-up; an empty one is the zero address; any other is looked up with resolve.
func Endpoint(ctx context.Context, host string, port uint16, resolve func(context.Context, string) (netip.Addr, error)) (netip.AddrPort, error) {
	if host == "" {
		return netip.AddrPortFrom(netip.Addr{}, port), nil
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		return netip.AddrPortFrom(addr.Unmap(), port), nil
	}
	addr, err := resolve(ctx, host)
	return netip.AddrPortFrom(addr, port), err
}

// AddrText returns an address as text, and "" for the zero value.
func AddrText[A interface {
	IsValid() bool
	String() string
}](a A) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}
