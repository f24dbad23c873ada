package hostnet

import (
	"context"
	"net"
)

// cancellable returns a resolver like r that gives up its question to a name server as soon as its context ends.
// Package net's own waits for the answer, in a goroutine of its own, until the server's time is over. It holds for
// the resolver written in Go; a question of the system's library cannot be given up. A nil r is the system's.
func cancellable(r *net.Resolver) *net.Resolver {
	if r == nil {
		r = net.DefaultResolver
	}
	dial := r.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	return &net.Resolver{PreferGo: r.PreferGo, StrictErrors: r.StrictErrors, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		context.AfterFunc(ctx, func() { conn.Close() })
		return conn, nil
	}}
}
