// Tcpclient sends a thousand short lines through an ESP8266, each with a write of its own, and tells how fast they went. A connection
// that is lost is made anew.
//
// With no arguments it needs no hardware: the module is emulated, and a server that the program starts on this machine counts what
// arrives. On real hardware any server that takes a connection will do, such as nc -lk 8080.
//
//	go run ./examples/net/tcpclient
//	go run ./examples/net/tcpclient --port 'emulator:?baud=115200&timing=real' --writes 100
//	go run ./examples/net/tcpclient --fault close-link=0.002,seed=3
//	WIFI_PASSWORD=… go run ./examples/net/tcpclient --port serial:/dev/ttyUSB0 --ssid lab --server 192.168.1.10:8080
package main

import (
	"context"
	"net"
	"time"

	"drivergen/examples/net/internal/batch"
	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/peer"
)

func main() { board.Main(program()) }

func program() board.Program {
	var a batch.Batch
	return board.Program{
		Name:   "tcpclient",
		Does:   "Sends many short lines through an ESP8266 with net.Conn, and tells how fast they went.",
		Flags:  a.Flags,
		Check:  a.Check,
		Serves: a.Times.Endless,
		Beside: a.Beside,
		Run: func(ctx context.Context, b *board.Board) error {
			return a.Run(ctx, b, func(ctx context.Context, server string) (batch.Link, error) {
				conn, err := b.Dial(ctx, peer.Flag, "tcp", server)
				if err != nil {
					return nil, err
				}
				return link{conn}, nil
			})
		},
	}
}

// link is a connection that ends with the context that it was dialled with.
type link struct{ net.Conn }

func (l link) Write(_ context.Context, data []byte) error {
	_, err := l.Conn.Write(data)
	return err
}

func (l link) Read(ctx context.Context, buf []byte) (int, error) {
	stop := context.AfterFunc(ctx, func() { l.SetReadDeadline(time.Unix(0, 1)) })
	defer stop()
	return l.Conn.Read(buf)
}
