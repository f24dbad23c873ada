package board

import (
	"context"
	"fmt"
	"net"

	"drivergen/examples/internal/online"
)

// Dial connects through the module to an address that a flag gave, such as server. The connection is bound to the context, as by Bind.
// The error says what to do.
func (b *Board) Dial(ctx context.Context, flag, network, address string) (net.Conn, error) {
	conn, err := b.Stack.DialContext(ctx, network, address)
	if err != nil {
		if ctx.Err() != nil {
			return nil, err // time was over, or the user's patience: not the peer's fault
		}
		return nil, b.Advise(address, flag, err)
	}
	return Bind(ctx, conn), nil
}

// Bind has a connection end with a context: whoever reads or writes then finds it closed.
func Bind(ctx context.Context, conn net.Conn) net.Conn {
	return &bound{Conn: conn, release: context.AfterFunc(ctx, func() { conn.Close() })}
}

// bound is a connection that a context closes.
type bound struct {
	net.Conn
	release func() bool
}

// Close closes the connection.
func (c *bound) Close() error {
	c.release()
	return c.Conn.Close()
}

// Advise says what to do about a host that could not be reached: which host, and the flag that names it, such as url.
func (b *Board) Advise(host, flag string, err error) error {
	advised := online.AdviseDial(host, flag, err)
	if b.Emulated && advised != err {
		return fmt.Errorf("%w (the emulated module's network is this machine: %s and loopback addresses)", advised, PeerHost)
	}
	return advised
}
