package gonet_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

// A client that goes away in the middle of an answer ends that answer and nothing else.
func TestHTTPClientLeavesAnAnswer(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		ended := make(chan error, 1)
		mux := http.NewServeMux()
		mux.HandleFunc("GET /endless", func(w http.ResponseWriter, r *http.Request) {
			var err error
			for err == nil {
				_, err = w.Write(make([]byte, 4<<10))
			}
			<-r.Context().Done()
			ended <- err
		})
		mux.HandleFunc("POST /", echoBody)
		server := serveHTTP(t, l.listener, mux)
		c := httpClient(t, l)
		resp, err := c.Get(anyURL + "endless")
		check(t, err)
		_, err = io.ReadFull(resp.Body, make([]byte, 10<<10))
		check(t, err)
		check(t, resp.Body.Close())
		<-ended
		<-server.closed
		goesOn(t, c)
	})
}

// A client that goes away in the middle of its request is known by its unfinished body.
func TestHTTPClientLeavesItsRequest(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		arrived, ended := make(chan struct{}), make(chan error, 1)
		mux := http.NewServeMux()
		mux.HandleFunc("PUT /", func(_ http.ResponseWriter, r *http.Request) {
			_, err := io.ReadFull(r.Body, make([]byte, 10<<10))
			close(arrived)
			if err == nil {
				_, err = io.Copy(io.Discard, r.Body)
			}
			ended <- err
		})
		mux.HandleFunc("POST /", echoBody)
		server := serveHTTP(t, l.listener, mux)
		c := httpClient(t, l)
		ctx, cancel := context.WithCancel(t.Context())
		body, writer := io.Pipe()
		go func() {
			writer.Write(make([]byte, 20<<10))
			<-arrived
			cancel()
			writer.CloseWithError(context.Canceled) // Do returns when nobody reads the body any more
		}()
		req, err := http.NewRequestWithContext(ctx, "PUT", anyURL, body)
		check(t, err)
		resp, err := c.Do(req)
		if err == nil {
			resp.Body.Close()
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("the cancelled request: %v", err)
		}
		if err := <-ended; err == nil {
			t.Error("the handler read the body to its end")
		}
		<-server.closed
		goesOn(t, c)
	})
}

// A server that breaks an answer off is not taken for one that ended it.
func TestHTTPServerLeavesItsAnswer(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		mux := http.NewServeMux()
		mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
			if length := r.FormValue("length"); length != "" {
				w.Header().Set("Content-Length", length)
			}
			w.Write(make([]byte, 10<<10))
			http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		})
		mux.HandleFunc("POST /", echoBody)
		serveHTTP(t, l.listener, mux)
		c := httpClient(t, l)
		for _, query := range []string{"", "?length=20480"} {
			resp, err := c.Get(anyURL + query)
			check(t, err)
			n, err := io.Copy(io.Discard, resp.Body)
			if n != 10<<10 || !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%q: %d bytes and %v; want %d and %v", query, n, err, 10<<10, io.ErrUnexpectedEOF)
			}
			check(t, resp.Body.Close())
		}
		goesOn(t, c)
	})
}

// A request that its client gives up while it waits for the answer ends at the server too.
func TestHTTPRequestIsCancelled(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		arrived, ended := make(chan struct{}), make(chan struct{})
		serveHTTP(t, l.listener, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			close(arrived)
			<-r.Context().Done()
			close(ended)
		}))
		ctx, cancel := context.WithCancel(t.Context())
		go func() { <-arrived; cancel() }()
		req, err := http.NewRequestWithContext(ctx, "GET", anyURL, nil)
		check(t, err)
		resp, err := httpClient(t, l).Do(req)
		if err == nil {
			resp.Body.Close()
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("the cancelled request: %v", err)
		}
		<-ended
	})
}

// What is no HTTP is answered, and does not end the server.
func TestHTTPServerGetsNonsense(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		serveHTTP(t, l.listener, http.HandlerFunc(echoBody))
		conn, err := l.connect(t.Context())
		check(t, err)
		defer conn.Close()
		_, err = io.WriteString(conn, "+IPD,0,4:\r\nOK\r\n\r\n")
		check(t, err)
		answer, err := io.ReadAll(conn)
		if !strings.HasPrefix(string(answer), "HTTP/1.1 400 ") || err != nil {
			t.Errorf("the answer is %q, %v", answer, err)
		}
		goesOn(t, httpClient(t, l))
	})
}
