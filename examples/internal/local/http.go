package local

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
)

// An HTTPServer is a web server on this machine.
type HTTPServer struct {
	listener net.Listener
	host     string
	scheme   string
	http     http.Server
	ended    chan error
}

// StartHTTP starts a web server at a port of this machine's choice. host is its name in the network of the emulated module. With a
// certificate it speaks HTTPS.
func StartHTTP(host string, certificate *tls.Certificate, handler http.Handler) (*HTTPServer, error) {
	listener, err := net.Listen("tcp4", Loopback)
	if err != nil {
		return nil, fmt.Errorf("the web server on this machine: %w", err)
	}
	s := &HTTPServer{listener: listener, host: host, scheme: "http", ended: make(chan error, 1)}
	if certificate != nil {
		s.scheme = "https"
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{*certificate}})
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
func (s *HTTPServer) Addr() net.Addr { return s.listener.Addr() }

// HostPort is the server as the emulated module sees it.
func (s *HTTPServer) HostPort() string {
	_, port, _ := net.SplitHostPort(s.Addr().String()) // a listener's address has a port
	return net.JoinHostPort(s.host, port)
}

// URL is that of a page, as the emulated module sees it.
func (s *HTTPServer) URL(path string) string { return s.scheme + "://" + s.HostPort() + path }

// Stop ends the server: what it answers now it may finish within a second. It is called once.
func (s *HTTPServer) Stop() error {
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
