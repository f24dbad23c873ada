// Webclient gets a web page over a TCP connection of an ESP8266, with a request that it writes by hand, and prints what comes: for a
// microcontroller that has no room for net/http.
//
// With no arguments it needs no hardware: the module is emulated, and the page comes from a web server that the program starts on
// this machine.
//
//	go run ./examples/net/webclient
//	go run ./examples/net/webclient --count 3 --interval 1s
//	WIFI_PASSWORD=… go run ./examples/net/webclient --port serial:/dev/ttyUSB0 --ssid lab --server example.org:80
package main

import (
	"context"
	"flag"
	"net"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/peer"
	"drivergen/examples/net/internal/web"
)

func main() { board.Main(program()) }

func program() board.Program {
	var page web.Page
	return board.Program{
		Name:   "webclient",
		Does:   "Gets a web page over a TCP connection of an ESP8266.",
		Flags:  func(fs *flag.FlagSet) { page.Flags(fs, "HTTP", 80) },
		Check:  page.Check,
		Serves: page.Times.Endless,
		Beside: func(_ context.Context, b *board.Board) (func() error, error) { return page.Beside(b, false) },
		Run: func(ctx context.Context, b *board.Board) error {
			return page.Run(ctx, b, func(ctx context.Context, server string) (net.Conn, error) {
				return b.Dial(ctx, peer.Flag, "tcp", server)
			})
		},
	}
}
