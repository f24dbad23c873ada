// Socket does what tcpclient does with the calls of the socket device itself, without net.Conn: a program for a microcontroller that
// has no room for more. It sends a thousand short lines through an ESP8266, each with a write of its own, and tells how fast they
// went. A connection that is lost is made anew.
//
// With no arguments it needs no hardware: the module is emulated, and a server that the program starts on this machine counts what
// arrives. On real hardware any server that takes a connection will do, such as nc -lk 8080.
//
//	go run ./examples/net/socket
//	go run ./examples/net/socket --fault close-link=0.002,seed=3
//	WIFI_PASSWORD=… go run ./examples/net/socket --port serial:/dev/ttyUSB0 --ssid lab --server 192.168.1.10:8080
package main

import (
	"context"

	"drivergen/examples/net/internal/batch"
	"drivergen/examples/net/internal/board"
)

func main() { board.Main(program()) }

func program() board.Program {
	var a batch.Batch
	return board.Program{
		Name:   "socket",
		Does:   "Sends many short lines through an ESP8266 with the socket device's own calls.",
		Flags:  a.Flags,
		Check:  a.Check,
		Serves: a.Times.Endless,
		Beside: a.Beside,
		Run: func(ctx context.Context, b *board.Board) error {
			return a.Run(ctx, b, func(ctx context.Context, server string) (batch.Link, error) {
				return dial(ctx, b.Net, server)
			})
		},
	}
}
