package gonet

import (
	"context"
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// hostOf returns a local address as Bind takes it: empty for every address.
func hostOf(local netip.AddrPort) string {
	if !local.Addr().IsValid() {
		return ""
	}
	return local.Addr().String()
}

// bindTo gives a socket a local address. To a device an address that is not its own stands
// for all of them: a listener with a slip in its address would be open to every network. As
// with package net it is EADDRNOTAVAIL. A loopback address may stand for all of them, since
// a device need not have a loopback.
func (s *Stack) bindTo(ctx context.Context, fd netdev.FD, local netip.AddrPort) error {
	if err := s.dev.Bind(ctx, fd, hostOf(local), local.Port()); err != nil {
		return err
	}
	asked := local.Addr()
	if !asked.IsValid() || asked.IsUnspecified() || asked.IsLoopback() {
		return nil
	}
	socket, err := s.dev.Get(ctx, fd)
	if err != nil || !socket.LAddr.IsUnspecified() { // a device that has one address tells that one
		return err
	}
	return driver.Fail("bind", driver.EADDRNOTAVAIL, nil)
}
