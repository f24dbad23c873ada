// Http-get gets a page with net/http through an ESP8266, with parameters in its URL.
//
// With no arguments it needs no hardware: the module is emulated, and the page comes from a web server that the program starts on
// this machine, which tells back what it was asked.
//
//	go run ./examples/net/http-get
//	go run ./examples/net/http-get --https
//	go run ./examples/net/http-get --fault busy=0.05,close-link=0.02,seed=3 --count 5 --interval 0s
//	WIFI_PASSWORD=… go run ./examples/net/http-get --port serial:/dev/ttyUSB0 --ssid lab --url https://httpbin.org/get
package main

import (
	"context"
	"flag"
	"net/http"
	"net/url"
	"time"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/rounds"
	"drivergen/examples/net/internal/web"
)

func main() { board.Main(program()) }

func program() board.Program {
	query := url.Values{"name": {"John Doe"}, "occupation": {"gardener"}}
	site := web.Site{Path: "/get?" + query.Encode()}
	var times rounds.Rounds
	return board.Program{
		Name: "http-get",
		Does: "Gets a page through an ESP8266.",
		Flags: func(fs *flag.FlagSet) {
			site.Flags(fs)
			times.Flags(fs, 10*time.Second)
		},
		Check: func(emulated bool) error {
			if err := times.Check(); err != nil {
				return err
			}
			return site.Check(emulated)
		},
		Serves: times.Endless,
		Beside: site.Beside,
		Run: func(ctx context.Context, b *board.Board) error {
			client := site.Client(b)
			defer client.Close()
			return times.Do(ctx, b, func(ctx context.Context) error {
				return client.Ask(ctx, web.Request{Method: http.MethodGet})
			})
		},
	}
}
