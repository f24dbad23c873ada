// Websocket is both sides of WebSocket connections on an ESP8266: first it dials a server and has a conversation with it, then it is a
// server itself, with a page from which a browser talks with it. The folders dial and handler have each side alone.
//
// With no arguments it needs no hardware: the module is emulated, and what it talks with is on this machine. With real hardware, or
// with --stay, it serves until Control-C.
//
//	go run ./examples/net/websocket
//	go run ./examples/net/websocket --stay
//	go run ./examples/net/websocket --fault busy=0.05,close-link=0.01,seed=3
//	WIFI_PASSWORD=… go run ./examples/net/websocket --port serial:/dev/ttyUSB0 --ssid lab --url wss://echo.websocket.org/
package main

import (
	"context"
	"flag"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/websocket/internal/client"
	"drivergen/examples/net/websocket/internal/server"
)

func main() { board.Main(program()) }

func program() board.Program {
	var c client.Client
	s := server.New(&c.Messages)
	return board.Program{
		Name:  "websocket",
		Does:  "Talks with a WebSocket server through an ESP8266, and then is one on it.",
		Flags: func(fs *flag.FlagSet) { c.Flags(fs); s.Flags(fs, 80); c.Messages.Flags(fs) },
		Check: func(emulated bool) error {
			if err := c.Check(emulated); err != nil {
				return err
			}
			return s.Check(emulated)
		},
		Serves: s.Endless,
		Beside: c.Beside,
		Run: func(ctx context.Context, b *board.Board) error {
			if err := c.Run(ctx, b); err != nil {
				return err
			}
			return s.Run(ctx, b)
		},
	}
}
