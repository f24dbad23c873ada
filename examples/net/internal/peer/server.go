package peer

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"

	"drivergen/examples/net/internal/board"
)

// A Server takes connections on this machine until it is stopped.
type Server struct {
	listener net.Listener
	serving  sync.WaitGroup

	mu      sync.Mutex
	conns   map[net.Conn]bool // open ones
	stopped bool
	failed  error // why it takes no more connections
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
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{listener: listener, conns: map[net.Conn]bool{}}
	s.serving.Go(func() { s.accept(serve) })
	return s, nil
}

// Addr is where the server listens.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// Stop ends the server with all its connections, and waits for their goroutines.
func (s *Server) Stop() error {
	s.mu.Lock()
	s.stopped = true
	for conn := range s.conns {
		conn.Close()
	}
	s.mu.Unlock()
	err := s.listener.Close()
	s.serving.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed != nil {
		return s.failed
	}
	return err
}

// fail ends a server that can take no more connections: clients are refused from now on, and Stop tells why.
func (s *Server) fail(err error) {
	s.listener.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed = fmt.Errorf("the server on this machine: %w", err)
}

func (s *Server) accept(serve func(net.Conn)) {
	for {
		conn, err := s.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			s.fail(err)
			return
		}
		if !s.add(conn) {
			conn.Close()
			return
		}
		s.serving.Go(func() {
			serve(conn)
			s.remove(conn)
		})
	}
}

func (s *Server) add(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.stopped {
		s.conns[conn] = true
	}
	return !s.stopped
}

func (s *Server) remove(conn net.Conn) {
	conn.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, conn)
}
