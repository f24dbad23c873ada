package gonet_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// anyURL is where a client asks whose connections go to the one server of a link.
const anyURL = "http://device.test/"

// An httpServer is a server that runs until its test ends, and what it saw of its clients.
type httpServer struct {
	*http.Server
	connections atomic.Int32  // how many were ever made
	closed      chan struct{} // gets a word for each that is closed
}

// serveHTTP runs a server. The end of the test shuts it down in an orderly way.
func serveHTTP(t *testing.T, l net.Listener, handler http.Handler) *httpServer {
	t.Helper()
	return startHTTP(t, l, &http.Server{Handler: handler})
}

func startHTTP(t *testing.T, l net.Listener, server *http.Server) *httpServer {
	t.Helper()
	s := &httpServer{Server: server, closed: make(chan struct{}, 1000)}
	s.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			s.connections.Add(1)
		case http.StateClosed:
			s.closed <- struct{}{}
		}
	}
	s.ErrorLog = log.New(io.Discard, "", 0)
	done := make(chan error, 1)
	go func() {
		if s.TLSConfig != nil {
			done <- s.ServeTLS(l, "", "")
			return
		}
		done <- s.Serve(l)
	}()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Errorf("shutting the server down: %v", err)
		}
		if err := <-done; err != http.ErrServerClosed {
			t.Errorf("Serve: %v", err)
		}
	})
	return s
}

// httpClient returns a client whose connections are the link's, as many as the smallest
// device has.
func httpClient(t *testing.T, l link) *http.Client {
	transport := &http.Transport{DialContext: l.dial, MaxIdleConnsPerHost: 5, MaxConnsPerHost: 5}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// echoBody answers with the body of the request.
func echoBody(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Write(body)
}

// noise returns bytes of which no part is like another.
func noise(seed uint64, size int) []byte {
	var key [32]byte
	key[0], key[1] = byte(seed), byte(seed>>8)
	data := make([]byte, size)
	rand.NewChaCha8(key).Read(data)
	return data
}

var errOtherAnswer = errors.New("the server answered otherwise")

// post sends a body to a server that echoes, and reports what comes back otherwise.
func post(c *http.Client, url string, body []byte) error {
	resp, err := c.Post(url, "application/octet-stream", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK || !bytes.Equal(got, body) {
		return fmt.Errorf("%w: %s with %d bytes, not the %d of the request", errOtherAnswer, resp.Status, len(got), len(body))
	}
	return nil
}

// goesOn fails the test if a server answers no more after a client has gone away. An AT
// module names a connection by its link alone: what the driver sends for the old connection
// may meet the new one there and end it, so that one try is not enough.
func goesOn(t *testing.T, c *http.Client) {
	t.Helper()
	var err error
	for range 5 {
		if err = post(c, anyURL, []byte("still there?")); err == nil {
			return
		}
	}
	t.Errorf("the server does not go on: %v", err)
}

// postMany makes requests, so many of them at the same time, each with a body of its own. A
// connection is lost only to a client that has given another one up, as it does on a busy
// machine: see fewConnections and goesOn. A device of few sockets also has none for the next
// connection until the server has let go of the old. The request is then made again.
func postMany(t *testing.T, c *http.Client, l link, url string, requests, parallel, size int) {
	t.Helper()
	const tries = 20
	var wg sync.WaitGroup
	next := make(chan int)
	for range parallel {
		wg.Go(func() {
			for i := range next {
				err := post(c, url, noise(uint64(i), size))
				for n := 1; err != nil && !errors.Is(err, errOtherAnswer) && l.givenUp.Load() > 0 && n < tries; n++ {
					err = post(c, url, noise(uint64(i), size))
				}
				if err != nil {
					t.Errorf("request %d: %v", i, err)
				}
			}
		})
	}
	for i := range requests {
		next <- i
	}
	close(next)
	wg.Wait()
}

// fewConnections is how many connections requests may make that could share one or five. A
// client gives a connection up whose writer has not reported for 50 ms, and a busy machine
// takes as long.
const fewConnections = 15

func TestHTTPManyRequests(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		server := serveHTTP(t, l.listener, http.HandlerFunc(echoBody))
		postMany(t, httpClient(t, l), l, anyURL, 100, 5, 500)
		if n := server.connections.Load(); n > fewConnections {
			t.Errorf("100 requests, 5 at a time, made %d connections", n)
		}
	})
}

func TestHTTPConnectionIsKept(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		server := serveHTTP(t, l.listener, http.HandlerFunc(echoBody))
		postMany(t, httpClient(t, l), l, anyURL, 50, 1, 100)
		if n := server.connections.Load(); n > fewConnections {
			t.Errorf("50 requests, one after the other, made %d connections", n)
		}
	})
}

// A connection that is not kept makes room for the next one, on devices of few sockets too.
func TestHTTPConnectionIsNotKept(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		server := serveHTTP(t, l.listener, http.HandlerFunc(echoBody))
		for i := range 20 {
			conn, err := l.connect(t.Context())
			check(t, err)
			_, err = fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: device.test\r\nConnection: close\r\nContent-Length: 7\r\n\r\ntest %02d", i)
			check(t, err)
			answer, err := io.ReadAll(conn) // until the server closes
			check(t, err)
			check(t, conn.Close())
			if want := fmt.Sprintf("\r\n\r\ntest %02d", i); !strings.HasSuffix(string(answer), want) {
				t.Errorf("request %d is answered %q", i, answer)
			}
		}
		if n := server.connections.Load(); n != 20 {
			t.Errorf("20 requests made %d connections, want 20", n)
		}
	})
}
