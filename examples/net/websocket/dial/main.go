// Dial is a WebSocket client on an ESP8266: it connects to a server that sends back what it is sent, and has a conversation
// with it, over one connection and in messages of several kinds and sizes. A connection that is lost is made anew.
//
// With no arguments it needs no hardware: the module is emulated, and the program starts the server on this machine.
//
//	go run ./examples/net/websocket/dial
//	go run ./examples/net/websocket/dial --fault busy=0.05,close-link=0.01,seed=3
//	WIFI_PASSWORD=… go run ./examples/net/websocket/dial --port serial:/dev/ttyUSB0 --ssid lab --url wss://echo.websocket.org/
package main

import (
	"flag"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/websocket/internal/client"
)

func main() { board.Main(program()) }

func program() board.Program {
	var c client.Client
	return board.Program{
		Name:   "dial",
		Does:   "Talks with a WebSocket server through an ESP8266.",
		Flags:  func(fs *flag.FlagSet) { c.Flags(fs); c.Messages.Flags(fs) },
		Check:  c.Check,
		Beside: c.Beside,
		Run:    c.Run,
	}
}
