// Http-postform posts a form with net/http through an ESP8266.
//
// With no arguments it needs no hardware: the module is emulated, and a web server that the program starts on this machine tells back
// what it was sent.
//
//	go run ./examples/net/http-postform
//	go run ./examples/net/http-postform --field temperature=21.5 --field unit=celsius
//	WIFI_PASSWORD=… go run ./examples/net/http-postform --port serial:/dev/ttyUSB0 --ssid lab --url https://httpbin.org/post
package main

import (
	"context"
	"errors"
	"flag"
	"net/http"
	"net/url"
	"strings"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/web"
)

func main() { board.Main(program()) }

func program() board.Program {
	site := web.Site{Path: "/post"}
	form := url.Values{}
	return board.Program{
		Name: "http-postform",
		Does: "Posts a form through an ESP8266.",
		Flags: func(fs *flag.FlagSet) {
			site.Flags(fs)
			fs.Func("field", "a field of the form, `NAME=VALUE`, as often as wanted (default name=John Doe and occupation=gardener)", func(text string) error {
				name, value, ok := strings.Cut(text, "=")
				if !ok || name == "" {
					return errors.New("want NAME=VALUE")
				}
				form.Add(name, value)
				return nil
			})
		},
		Check: func(emulated bool) error {
			if len(form) == 0 {
				form = url.Values{"name": {"John Doe"}, "occupation": {"gardener"}}
			}
			return site.Check(emulated)
		},
		Beside: site.Beside,
		Run: func(ctx context.Context, b *board.Board) error {
			client := site.Client(b)
			defer client.Close()
			return client.Ask(ctx, web.Request{
				Method: http.MethodPost,
				Type:   "application/x-www-form-urlencoded",
				Body:   form.Encode(),
			})
		},
	}
}
