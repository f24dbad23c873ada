//go:build !tinygo

package gonet

import (
	"context"
	"net"
)

// lookupPort returns the port of a service by this machine's table, and the error of
// package net for a number that is no port.
func lookupPort(ctx context.Context, network, service string) (uint16, error) {
	port, err := net.DefaultResolver.LookupPort(ctx, network, service)
	return uint16(port), err
}
