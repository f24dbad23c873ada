package main

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"

	"drivergen/examples/internal/console"
	"drivergen/examples/net/internal/board"
)

// serve sends every client back what it says, until the context ends. With tell it tells who comes and goes.
func serve(ctx context.Context, b *board.Board, l net.Listener, tell bool) error {
	var serving sync.WaitGroup
	defer serving.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // nobody is served any more where the listener has failed
	for {
		conn, err := l.Accept()
		if ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
			if err == nil {
				conn.Close()
			}
			return nil
		}
		if err != nil {
			return err
		}
		serving.Go(func() {
			defer context.AfterFunc(ctx, func() { conn.Close() })()
			defer conn.Close()
			if tell {
				b.Step("client", "%v has connected", conn.RemoteAddr())
			}
			n, err := io.Copy(conn, conn)
			switch {
			case tell && err != nil:
				b.Step("client", "%v is gone after %s: %v", conn.RemoteAddr(), console.Counted(n, "byte"), err)
			case tell:
				b.Step("client", "%v has closed after %s", conn.RemoteAddr(), console.Counted(n, "byte"))
			}
		})
	}
}
