// Ntpclient asks a time server for the time through an ESP8266, and tells how far this machine's clock is off. It is one datagram
// of 48 bytes each way; a datagram that is lost is sent again.
//
// With no arguments it needs no hardware: the module is emulated, and the program starts a time server on this machine, whose clock
// may be set wrong and which may lose requests.
//
//	go run ./examples/net/ntpclient
//	go run ./examples/net/ntpclient --lose 2 --ahead 90s
//	go run ./examples/net/ntpclient --fault send-fail=0.3,seed=3 --count 5 --interval 0s
//	WIFI_PASSWORD=… go run ./examples/net/ntpclient --port serial:/dev/ttyUSB0 --ssid lab --server pool.ntp.org:123
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"time"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/peer"
	"drivergen/examples/net/internal/rounds"
)

func main() { board.Main(program()) }

func program() board.Program {
	var (
		address peer.Address
		times   rounds.Rounds
		lose    int
		ahead   time.Duration
	)
	return board.Program{
		Name: "ntpclient",
		Does: "Asks a time server through an ESP8266.",
		Flags: func(fs *flag.FlagSet) {
			address.Flags(fs, "an NTP server")
			times.Flags(fs, time.Minute)
			fs.IntVar(&lose, "lose", 0, "`N`umber of requests that the server of this program loses, of all that it gets first")
			fs.DurationVar(&ahead, "ahead", 0, "`DURATION` that its clock is ahead of this machine's, or behind where it is negative")
		},
		Check: func(emulated bool) error {
			if lose < 0 {
				return fmt.Errorf("--lose %d: want 0 or more", lose)
			}
			if address != "" && (lose != 0 || ahead != 0) {
				return errors.New("--lose and --ahead are for the server of this program: leave them or --server out")
			}
			if err := times.Check(); err != nil {
				return err
			}
			return address.Check(emulated, "pool.ntp.org:123")
		},
		Serves: times.Endless,
		Beside: func(_ context.Context, b *board.Board) (stop func() error, err error) {
			if address != "" {
				return nil, nil
			}
			server, err := startServer(ahead, lose)
			if err != nil {
				return nil, err
			}
			address = peer.Address(fmt.Sprintf("%s:%d", board.PeerHost, server.port()))
			b.Step("server", "%s on %v tells the time", address, server.conn.LocalAddr())
			return server.stop, nil
		},
		Run: func(ctx context.Context, b *board.Board) error {
			return times.Do(ctx, b, func(ctx context.Context) error { return ask(ctx, b, string(address)) })
		},
	}
}
