// Snake is the game, for several players over TCP through an ESP8266. A server holds the game; each player is a connection, and so a
// link of the module, of which it has five.
//
// With no arguments it needs no hardware: the module is emulated, the server runs on this machine, and you play against two rivals
// who are connected through the same module. Arrows or W A S D turn, q quits. Where standard input or output is no terminal it
// plays a demonstration, whose seed makes it the same each time, and prints its last board.
//
//	go run ./examples/net/snake
//	go run ./examples/net/snake --demo
//	go run ./examples/net/snake --serve
//	go run ./examples/net/snake --fault close-link=0.002,seed=3 </dev/null
//
// On real hardware the module is the client of a server elsewhere, or, with --serve, the server itself. The folders server and client
// have the other side, for a machine without a module:
//
//	go run ./examples/net/snake/server --listen :7070
//	WIFI_PASSWORD=… go run ./examples/net/snake --port serial:/dev/ttyUSB0 --ssid lab --server 192.168.1.10:7070
//
//	WIFI_PASSWORD=… go run ./examples/net/snake --port serial:/dev/ttyUSB0 --ssid lab --serve
//	go run ./examples/net/snake/client --server 192.168.1.27:7070
//
// What server and client say to each other is in the documentation of internal/protocol.
package main

import (
	"context"
	"os"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/peer"
	"drivergen/examples/net/internal/serving"
	"drivergen/examples/net/snake/internal/screen"
)

func main() { board.Main(program(screen.Is(os.Stdin, os.Stdout))) }

// program is the program on a terminal or without one.
func program(terminal bool) board.Program {
	s := &settings{terminal: terminal}
	s.module.Serve = s.hold
	s.module.Beside = func(ctx context.Context, b *board.Board, dial serving.Dial) error {
		return s.play(ctx, b, party{dial: dial})
	}
	return board.Program{
		Name:   "snake",
		Does:   "Plays snake over TCP through an ESP8266.",
		Flags:  s.flags,
		Check:  s.check,
		Serves: s.endless,
		Beside: s.beside,
		Run: func(ctx context.Context, b *board.Board) error {
			s.out = &aside{w: b.Out}
			b.Out = s.out
			if s.serve {
				return s.module.Run(ctx, b)
			}
			b.Step("join", "the game at %s", s.server)
			return s.play(ctx, b, throughModule(ctx, b, peer.Flag, string(s.server)))
		},
	}
}
