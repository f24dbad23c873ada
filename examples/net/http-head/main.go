// Http-head asks with net/http through an ESP8266 for a page's header alone.
//
// With no arguments it needs no hardware: the module is emulated, and the page is one of a web server that the program starts on
// this machine.
//
//	go run ./examples/net/http-head
//	WIFI_PASSWORD=… go run ./examples/net/http-head --port serial:/dev/ttyUSB0 --ssid lab --url https://httpbin.org/
package main

import (
	"context"
	"net/http"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/web"
)

func main() { board.Main(program()) }

func program() board.Program {
	site := web.Site{Path: "/"}
	return board.Program{
		Name:   "http-head",
		Does:   "Asks through an ESP8266 for a page's header.",
		Flags:  site.Flags,
		Check:  site.Check,
		Beside: site.Beside,
		Run: func(ctx context.Context, b *board.Board) error {
			client := site.Client(b)
			defer client.Close()
			return client.Ask(ctx, web.Request{Method: http.MethodHead})
		},
	}
}
