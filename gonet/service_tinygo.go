//go:build tinygo

package gonet

import (
	"context"
	"net"
)

// lookupPort fails: a microcontroller has no table of services.
func lookupPort(_ context.Context, _, service string) (uint16, error) {
	return 0, &net.AddrError{Err: "unknown port", Addr: service}
}
