package gonet_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// soon is when the limits of these tests pass. Nothing that they expect has to happen before.
const soon = 20 * time.Millisecond

// A server closes the connection of a client that does not finish its request.
func TestHTTPReadHeaderTimeout(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		startHTTP(t, l.listener, &http.Server{Handler: http.HandlerFunc(echoBody), ReadHeaderTimeout: soon})
		conn, err := l.connect(t.Context())
		check(t, err)
		defer conn.Close()
		io.WriteString(conn, "GET / HTTP/1.1\r\nHost: dev") // fails where the server was faster
		check(t, conn.SetReadDeadline(time.Now().Add(time.Minute)))
		if answer, err := io.ReadAll(conn); len(answer) > 0 || errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("the server answers half a request with %q, %v; want its end", answer, err)
		}
	})
}

// A handler reads a body for so long and no longer.
func TestHTTPReadDeadline(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		failed := make(chan error, 1)
		serveHTTP(t, l.listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			err := http.NewResponseController(w).SetReadDeadline(time.Now().Add(soon))
			if err == nil {
				_, err = io.Copy(io.Discard, r.Body)
			}
			failed <- err
		}))
		conn, err := l.connect(t.Context())
		check(t, err)
		defer conn.Close()
		_, err = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: device.test\r\nContent-Length: 100\r\n\r\nhalf")
		check(t, err)
		if err := <-failed; !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("reading the body: %v", err)
		}
	})
}

// A server writes an answer for so long and no longer.
func TestHTTPWriteTimeout(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		failed := make(chan error, 1)
		handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var err error
			for err == nil {
				_, err = w.Write(make([]byte, 16<<10))
			}
			failed <- err
		})
		startHTTP(t, l.listener, &http.Server{Handler: handler, WriteTimeout: soon})
		conn, err := l.connect(t.Context())
		check(t, err)
		defer conn.Close()
		_, err = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: device.test\r\n\r\n")
		check(t, err)
		_, err = io.Copy(io.Discard, conn)
		check(t, err)
		if err := <-failed; !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("writing: %v", err)
		}
	})
}

// A server closes a connection that nobody uses; the next request makes another.
func TestHTTPIdleTimeout(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		server := startHTTP(t, l.listener, &http.Server{Handler: http.HandlerFunc(echoBody), IdleTimeout: soon})
		conn, err := l.connect(t.Context())
		check(t, err)
		defer conn.Close()
		_, err = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: device.test\r\n\r\n")
		check(t, err)
		answer, err := io.ReadAll(conn)
		if !strings.HasPrefix(string(answer), "HTTP/1.1 200 OK\r\n") || err != nil {
			t.Errorf("one answer and the end: %q, %v", answer, err)
		}
		goesOn(t, httpClient(t, l))
		if n := server.connections.Load(); n != 2 {
			t.Errorf("the server had %d connections, want 2", n)
		}
	})
}

// A client waits for its answer for so long and no longer.
func TestHTTPClientTimeout(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		mux := http.NewServeMux()
		mux.HandleFunc("GET /", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		mux.HandleFunc("POST /", echoBody)
		server := serveHTTP(t, l.listener, mux)
		hasty := httpClient(t, l)
		hasty.Transport.(*http.Transport).ResponseHeaderTimeout = soon
		resp, err := hasty.Get(anyURL)
		if err == nil {
			resp.Body.Close()
		}
		var e net.Error
		if !errors.As(err, &e) || !e.Timeout() {
			t.Errorf("a request that nobody answers: %v", err)
		}
		<-server.closed
		goesOn(t, httpClient(t, l))
	})
}
