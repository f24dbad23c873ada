// Webserver serves web pages from an ESP8266 with net/http: a page with a lamp that can be switched, a counter as JSON, and who is
// asking. Several clients may be served at the same time.
//
// With no arguments it needs no hardware: the module is emulated, and a client that the program runs on this machine goes through
// the pages, several at once. With real hardware, or with --stay, it serves until Control-C: open the address that it prints in
// a browser.
//
//	go run ./examples/net/webserver
//	go run ./examples/net/webserver --stay
//	go run ./examples/net/webserver --fault busy=0.05,close-link=0.01,seed=3
//	WIFI_PASSWORD=… go run ./examples/net/webserver --port serial:/dev/ttyUSB0 --ssid lab --listen 80
package main

import (
	"flag"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/serving"
)

func main() { board.Main(program()) }

func program() board.Program {
	server := &serving.Server{Scheme: "http"}
	server.Serve = server.HTTP(newSite())
	server.Beside = visit
	return board.Program{
		Name:   "webserver",
		Does:   "Serves web pages from an ESP8266.",
		Flags:  func(fs *flag.FlagSet) { server.Flags(fs, 80) },
		Check:  server.Check,
		Serves: server.Endless,
		Run:    server.Run,
	}
}
