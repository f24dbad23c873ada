package local

import (
	"context"
	"fmt"
	"net"
	"sync"
)

// A TCPServer serves connections until it is stopped.
type TCPServer struct {
	listener net.Listener
	cancel   context.CancelFunc
	serving  sync.WaitGroup
	failed   error // why it took no more connections; read after serving
}

// StartTCP serves what a listener accepts, as Serve does, until Stop.
func StartTCP(l net.Listener, handle func(net.Conn)) *TCPServer {
	ctx, cancel := context.WithCancel(context.Background())
	s := &TCPServer{listener: l, cancel: cancel}
	s.serving.Go(func() { s.failed = Serve(ctx, l, handle) })
	return s
}

// Addr is where the server listens.
func (s *TCPServer) Addr() net.Addr { return s.listener.Addr() }

// Stop ends the server with all its connections, and waits for their goroutines. Its error is that of a server that could take no
// more connections; clients were refused from then on.
func (s *TCPServer) Stop() error {
	s.cancel()
	s.serving.Wait()
	if s.failed != nil {
		return fmt.Errorf("the server on this machine: %w", s.failed)
	}
	return nil
}
