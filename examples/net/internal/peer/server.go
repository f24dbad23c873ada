package peer

import (
	"fmt"
	"net"

	"drivergen/examples/internal/local"
	"drivergen/examples/net/internal/board"
)

// Beside starts a server beside the emulated module, with a goroutine for each connection. It tells what it does, such as "counts
// what it is sent", and sets the address. Where the flag named a server there is nothing to start.
func (a *Address) Beside(b *board.Board, does string, serve func(net.Conn)) (stop func() error, err error) {
	if *a != "" {
		return nil, nil
	}
	s, err := Serve(serve)
	if err != nil {
		return nil, err
	}
	*a = beside(s.Addr())
	b.Step("server", "%s %s, on %s", *a, does, s.Addr())
	return s.Stop, nil
}

// Serve starts a server at a port of this machine's choice.
func Serve(serve func(net.Conn)) (*local.TCPServer, error) {
	listener, err := net.Listen("tcp4", local.Loopback)
	if err != nil {
		return nil, fmt.Errorf("the server on this machine: %w", err)
	}
	return local.StartTCP(listener, serve), nil
}
