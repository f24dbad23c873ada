package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

// pageHost is the name of the page's host in the network of the emulated module.
const pageHost = "www.example.test"

const page = `<!DOCTYPE html>
<title>Hello</title>
<h1>Hello from the other end of the wire</h1>
<p>This page went over TCP to an ESP8266, and byte by byte
over its serial line to you.</p>
<p>Your address here is %s, and you are %q.</p>
`

// A server is the web server that has the page.
type server struct {
	listener net.Listener
	http     http.Server
	done     chan struct{}
}

func startServer() (*server, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("the web server on this machine: %w", err)
	}
	s := &server{listener: listener, done: make(chan struct{})}
	s.http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, page, r.RemoteAddr, r.UserAgent())
	})
	s.http.ReadHeaderTimeout = 10 * time.Second
	go func() {
		defer close(s.done)
		s.http.Serve(listener) // always ends with an error, that of close
	}()
	return s, nil
}

func (s *server) addr() string { return s.listener.Addr().String() }

func (s *server) url() string {
	_, port, _ := net.SplitHostPort(s.addr()) // a listener's address has a port
	return "http://" + net.JoinHostPort(pageHost, port) + "/"
}

func (s *server) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if s.http.Shutdown(ctx) != nil {
		s.http.Close()
	}
	<-s.done
}
