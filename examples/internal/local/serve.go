// Package local is what the examples run on this machine beside the module: servers of TCP and of HTTP.
package local

import (
	"context"
	"errors"
	"net"
	"sync"
)

// Loopback is where servers beside an emulated module listen: at a port of this machine's choice.
const Loopback = "127.0.0.1:0"

// Serve serves what a listener accepts until the context ends or the listener fails. handle has a goroutine for each connection, which
// is closed when handle returns, and when serving ends. Serve closes the listener and waits for all of handle. Its error is the
// listener's; nil where the context ended, or somebody closed the listener.
func Serve(ctx context.Context, l net.Listener, handle func(net.Conn)) error {
	var serving sync.WaitGroup
	defer serving.Wait()
	defer l.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // nobody is served any more where the listener has failed
	defer context.AfterFunc(ctx, func() { l.Close() })()
	for {
		conn, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
				return nil
			}
			return err
		}
		serving.Go(func() {
			defer conn.Close()
			defer context.AfterFunc(ctx, func() { conn.Close() })()
			handle(conn)
		})
	}
}
