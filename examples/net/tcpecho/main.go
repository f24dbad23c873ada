// Tcpecho listens on an ESP8266 and sends every client back what it says. Several clients may be connected at the same time, each
// with a link of the module and a goroutine of its own.
//
// With no arguments it needs no hardware: the module is emulated, and clients that the program runs on this machine send it
// data, all at once, and compare what comes back. With real hardware, or with --stay, it serves until Control-C: try it
// with nc, as in "nc 10.0.0.7 8080 <file >copy; cmp file copy".
//
//	go run ./examples/net/tcpecho
//	go run ./examples/net/tcpecho --clients 5 --fault close-link=0.002,seed=3
//	go run ./examples/net/tcpecho --stay --listen 7
//	WIFI_PASSWORD=… go run ./examples/net/tcpecho --port serial:/dev/ttyUSB0 --ssid lab --listen 7
package main

import (
	"context"
	"flag"
	"net"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/serving"
)

func main() { board.Main(program()) }

func program() board.Program {
	var clients clients
	server := &serving.Server{}
	server.Serve = func(ctx context.Context, b *board.Board, l net.Listener) error {
		return serve(ctx, b, l, server.Endless(b.Emulated))
	}
	server.Beside = clients.run
	return board.Program{
		Name: "tcpecho",
		Does: "Listens on an ESP8266 and sends every client back what it says.",
		Flags: func(fs *flag.FlagSet) {
			server.Flags(fs, 8080)
			fs.IntVar(&clients.number, "clients", 3, "`N`umber of clients beside the emulated module, which has five links")
			fs.IntVar(&clients.bytes, "bytes", 8192, "`N`umber of bytes that each of them sends")
		},
		Check: func(emulated bool) error {
			if err := clients.check(); err != nil {
				return err
			}
			return server.Check(emulated)
		},
		Serves: server.Endless,
		Run:    server.Run,
	}
}
