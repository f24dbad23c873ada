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
	"flag"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/websocket/internal/echo"
	"drivergen/examples/net/websocket/internal/server"
)

func main() { board.Main(program()) }

func program() board.Program {
	var messages echo.Messages
	s := server.New(&messages)
	return board.Program{
		Name:  "handler",
		Does:  "Serves WebSocket clients from an ESP8266.",
		Flags: func(fs *flag.FlagSet) { s.Flags(fs, 80); messages.Flags(fs) },
		Check: func(emulated bool) error {
			if err := messages.Check(); err != nil {
				return err
			}
			return s.Check(emulated)
		},
		Serves: s.Endless,
		Run:    s.Run,
	}
}
