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
	"context"
	"flag"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/web"
	"drivergen/examples/net/websocket/internal/echo"
)

func main() { board.Main(program()) }

func program() board.Program {
	var c conversation
	return board.Program{
		Name: "dial",
		Does: "Talks with a WebSocket server through an ESP8266.",
		Flags: func(fs *flag.FlagSet) {
			fs.StringVar(&c.url, "url", "", "`URL` of the server, ws:// or wss:// (emulator: a server of this program)")
			fs.IntVar(&c.messages, "messages", 5, "`N`umber of messages")
		},
		Check: c.check,
		Beside: func(_ context.Context, b *board.Board) (stop func() error, err error) {
			if c.url != "" {
				return nil, nil
			}
			server, err := web.StartServer(false, echo.Handler(nil))
			if err != nil {
				return nil, err
			}
			c.url = "ws" + server.URL("/echo")[len("http"):]
			b.Step("server", "%s on %v sends back what it is sent", c.url, server.Addr())
			return server.Stop, nil
		},
		Run: c.run,
	}
}
