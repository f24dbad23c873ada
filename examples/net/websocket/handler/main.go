// Handler is a WebSocket server on an ESP8266: it sends back what it is sent, and serves a page from which a browser talks with
// it. Several clients may be connected at the same time.
//
// With no arguments it needs no hardware: the module is emulated, and a client that the program runs on this machine gets the page
// and has a conversation. With real hardware, or with --stay, it serves until Control-C: open the address that it prints in a
// browser.
//
//	go run ./examples/net/websocket/handler
//	go run ./examples/net/websocket/handler --stay
//	go run ./examples/net/websocket/handler --fault busy=0.05,close-link=0.01,seed=3
//	WIFI_PASSWORD=… go run ./examples/net/websocket/handler --port serial:/dev/ttyUSB0 --ssid lab --listen 8080
package main

import (
	"context"
	"flag"
	"fmt"
	"net"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/serving"
)

func main() { board.Main(program()) }

func program() board.Program {
	var messages int
	server := &serving.Server{Scheme: "http"}
	server.Serve = func(ctx context.Context, b *board.Board, l net.Listener) error {
		return server.HTTP(newSite(b, server.Endless(b.Emulated)))(ctx, b, l)
	}
	server.Beside = func(ctx context.Context, b *board.Board, dial serving.Dial) error {
		return talk(ctx, b, dial, messages)
	}
	return board.Program{
		Name: "handler",
		Does: "Serves WebSocket clients from an ESP8266.",
		Flags: func(fs *flag.FlagSet) {
			server.Flags(fs, 80)
			fs.IntVar(&messages, "messages", 5, "`N`umber of messages of the client beside the emulated module")
		},
		Check: func(emulated bool) error {
			if messages < 1 || messages > 1000 {
				return fmt.Errorf("--messages %d: want from 1 to 1000", messages)
			}
			return server.Check(emulated)
		},
		Serves: server.Endless,
		Run:    server.Run,
	}
}
