// Package server is the WebSocket server on the module: it sends back what it is sent, and serves a page from which a browser talks
// with it.
package server

import (
	"context"
	"net"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/serving"
	"drivergen/examples/net/websocket/internal/echo"
)

// New returns the server. Its client beside the emulated module gets the page, and has a conversation of so many messages.
func New(messages *echo.Messages) *serving.Server {
	s := &serving.Server{Scheme: "http"}
	s.Serve = func(ctx context.Context, b *board.Board, l net.Listener) error {
		return s.HTTP(newSite(b, s.Endless(b.Emulated)))(ctx, b, l)
	}
	s.Beside = func(ctx context.Context, b *board.Board, dial serving.Dial) error {
		return talk(ctx, b, dial, *messages)
	}
	return s
}
