package peer

import (
	"context"
	"fmt"
	"net"
	"sync"

	"drivergen/examples/internal/local"
	"drivergen/examples/net/internal/board"
)

// A Server takes connections on this machine until it is stopped.
type Server struct {
	listener net.Listener
	cancel   context.CancelFunc
	serving  sync.WaitGroup
	failed   error // why it takes no more connections; read after serving
}

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
	*a = beside(s.listener)
	b.Step("server", "%s %s, on %s", *a, does, s.listener.Addr())
	return s.Stop, nil
}

// Serve starts a server at a port of this machine's choice.
func Serve(serve func(net.Conn)) (*Server, error) {
	listener, err := net.Listen("tcp4", local.Loopback)
	if err != nil {
		return nil, fmt.Errorf("the server on this machine: %w", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &Server{listener: listener, cancel: cancel}
	s.serving.Go(func() { s.failed = local.Serve(ctx, listener, serve) })
	return s, nil
}

// Addr is where the server listens.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// Stop ends the server with all its connections, and waits for their goroutines. Its error is that of a server that could take no
// more connections; clients were refused from then on.
func (s *Server) Stop() error {
	s.cancel()
	s.serving.Wait()
	if s.failed != nil {
		return fmt.Errorf("the server on this machine: %w", s.failed)
	}
	return nil
}
