package main

import (
	"context"
	"io"
	"net"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/local"
	"drivergen/examples/net/internal/board"
)

// serve sends every client back what it says, until the context ends. With tell it tells who comes and goes.
func serve(ctx context.Context, b *board.Board, l net.Listener, tell bool) error {
	return local.Serve(ctx, l, func(conn net.Conn) {
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
