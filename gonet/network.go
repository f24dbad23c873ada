package gonet

import (
	"context"
	"net"
	"net/netip"
	"strconv"

	"drivergen/generated/netdev"
)

// A kind is what a network's name stands for.
type kind struct {
	network  string // as the caller wrote it
	protocol netdev.Protocol
	domain   netdev.Domain // where the address does not decide it
	family   string        // "ip", "ip4" or "ip6": which addresses fit
}

var kinds = map[string]kind{
	"tcp":  {protocol: netdev.ProtocolStream, domain: netdev.DomainINET, family: "ip"},
	"tcp4": {protocol: netdev.ProtocolStream, domain: netdev.DomainINET, family: "ip4"},
	"tcp6": {protocol: netdev.ProtocolStream, domain: netdev.DomainINET6, family: "ip6"},
	"udp":  {protocol: netdev.ProtocolDgram, domain: netdev.DomainINET, family: "ip"},
	"udp4": {protocol: netdev.ProtocolDgram, domain: netdev.DomainINET, family: "ip4"},
	"udp6": {protocol: netdev.ProtocolDgram, domain: netdev.DomainINET6, family: "ip6"},
}

func kindOf(network string) (kind, error) {
	k, ok := kinds[network]
	if !ok {
		return kind{}, net.UnknownNetworkError(network)
	}
	k.network = network
	return k, nil
}

// addr returns an address in package net's form.
func (k kind) addr(a netip.AddrPort) net.Addr {
	if k.protocol == netdev.ProtocolDgram {
		return net.UDPAddrFromAddrPort(a)
	}
	return net.TCPAddrFromAddrPort(a)
}

// domainOf returns the domain of an address, or that of the kind where it has no family.
func (k kind) domainOf(a netip.Addr) netdev.Domain {
	if !a.IsValid() {
		return k.domain
	}
	if a.Is6() {
		return netdev.DomainINET6
	}
	return netdev.DomainINET
}

// localEndpoint reads a local address. It has no valid Addr where no host is given.
func (s *Stack) localEndpoint(ctx context.Context, network, address string, protocol netdev.Protocol) (kind, netip.AddrPort, error) {
	k, host, port, err := parse(ctx, network, address)
	if err != nil {
		return kind{}, netip.AddrPort{}, err
	}
	if k.protocol != protocol {
		return kind{}, netip.AddrPort{}, net.UnknownNetworkError(network)
	}
	if host == "" {
		return k, netip.AddrPortFrom(netip.Addr{}, port), nil
	}
	addrs, err := lookup(ctx, s.resolver, k.family, host)
	if err != nil {
		return kind{}, netip.AddrPort{}, err
	}
	return k, netip.AddrPortFrom(addrs[0], port), nil
}

// parse reads a network and an address, HOST:PORT. The host may be missing.
func parse(ctx context.Context, network, address string) (k kind, host string, port uint16, err error) {
	if k, err = kindOf(network); err != nil {
		return
	}
	host, service, err := net.SplitHostPort(address)
	if err != nil {
		return
	}
	if number, bad := strconv.ParseUint(service, 10, 16); bad == nil {
		return k, host, uint16(number), nil
	}
	port, err = lookupPort(ctx, network, service)
	return k, host, port, err
}
