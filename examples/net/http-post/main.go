// Http-post posts JSON with net/http through an ESP8266.
//
// With no arguments it needs no hardware: the module is emulated, and a web server that the program starts on this machine tells back
// what it was sent.
//
//	go run ./examples/net/http-post
//	go run ./examples/net/http-post --json '{"temperature": 21.5}'
//	WIFI_PASSWORD=… go run ./examples/net/http-post --port serial:/dev/ttyUSB0 --ssid lab --url https://httpbin.org/post
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/web"
)

func main() { board.Main(program()) }

func program() board.Program {
	site := web.Site{Path: "/post"}
	var document string
	return board.Program{
		Name: "http-post",
		Does: "Posts JSON through an ESP8266.",
		Flags: func(fs *flag.FlagSet) {
			site.Flags(fs)
			fs.StringVar(&document, "json", `{"name":"John Doe","occupation":"gardener"}`, "`JSON` to post")
		},
		Check: func(emulated bool) error {
			var value any
			if err := json.Unmarshal([]byte(document), &value); err != nil {
				return fmt.Errorf("--json %q: %w", document, err)
			}
			return site.Check(emulated)
		},
		Beside: site.Beside,
		Run: func(ctx context.Context, b *board.Board) error {
			client := site.Client(b)
			defer client.Close()
			return client.Ask(ctx, web.Request{Method: http.MethodPost, Type: "application/json", Body: document})
		},
	}
}
