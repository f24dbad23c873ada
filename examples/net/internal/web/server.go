package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"drivergen/examples/net/internal/board"
)

// A Server is an HTTP server on this machine.
type Server struct {
	listener net.Listener
	scheme   string
	http     http.Server
	ended    chan error
}

// StartServer starts a server at a port of this machine's choice. With secure it speaks HTTPS, with the certificate of
// board.PeerHost.
func StartServer(secure bool, handler http.Handler) (*Server, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("the web server on this machine: %w", err)
	}
	s := &Server{listener: listener, scheme: "http", ended: make(chan error, 1)}
	if secure {
		s.scheme = "https"
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{board.Certificate()}})
	}
	s.http = http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0), // what fails, the client tells of
	}
	go func() { s.ended <- s.http.Serve(listener) }()
	return s, nil
}

// Addr is where the server listens.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// HostPort is the server as the emulated module sees it.
func (s *Server) HostPort() string {
	_, port, _ := net.SplitHostPort(s.Addr().String()) // a listener's address has a port
	return net.JoinHostPort(board.PeerHost, port)
}

// URL is that of a page, as the emulated module sees it.
func (s *Server) URL(path string) string { return s.scheme + "://" + s.HostPort() + path }

// Stop ends the server: what it answers now it may finish within a second.
func (s *Server) Stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if s.http.Shutdown(ctx) != nil {
		s.http.Close()
	}
	if err := <-s.ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("the web server on this machine: %w", err)
	}
	return nil
}
