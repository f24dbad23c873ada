package gonet_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"
)

// serve runs an HTTP server until the test ends and returns its address.
func serve(t *testing.T, l net.Listener, handler http.Handler) {
	t.Helper()
	server := &http.Server{Handler: handler}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := server.Shutdown(ctx); err != nil {
			t.Errorf("shutting the server down: %v", err)
		}
		if err := <-done; err != http.ErrServerClosed {
			t.Errorf("Serve: %v", err)
		}
	})
}

// hash answers with a body's length and checksum, and with as many bytes as n asks for.
func hash(w http.ResponseWriter, r *http.Request) {
	sum := sha256.New()
	n, err := io.Copy(sum, r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	fmt.Fprintf(w, "%d %x", n, sum.Sum(nil))
}

// client returns an HTTP client that dials with dial.
func client(t *testing.T, dial func(ctx context.Context, network, address string) (net.Conn, error)) *http.Client {
	transport := &http.Transport{DialContext: dial, MaxIdleConnsPerHost: 5, MaxConnsPerHost: 5}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

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
	if want := fmt.Sprintf("%d %x", len(body), sha256.Sum256(body)); string(got) != want {
		return fmt.Errorf("the server answered %s %q, want %q", resp.Status, got, want)
	}
	return nil
}

// load makes requests, so many of them at the same time.
func load(t *testing.T, c *http.Client, url string, requests, parallel, size int) {
	t.Helper()
	var wg sync.WaitGroup
	next := make(chan int)
	for range parallel {
		wg.Go(func() {
			for i := range next {
				if err := post(c, url, bytes.Repeat([]byte{byte(i)}, size)); err != nil {
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

func TestHTTPClient(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		l, err := s.listen("tcp", net.JoinHostPort(s.other, "0"))
		check(t, err)
		serve(t, l, http.HandlerFunc(hash))
		c := client(t, s.device.DialContext)
		url := "http://" + l.Addr().String() + "/"
		load(t, c, url, w.requests, 5, 500)
		check(t, post(c, url, make([]byte, w.big)))
	})
}

func TestHTTPServer(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		l, err := s.device.Listen("tcp", net.JoinHostPort(s.host, "0"))
		check(t, err)
		body := bytes.Repeat([]byte("0123456789abcdef"), w.big/16)
		mux := http.NewServeMux()
		mux.HandleFunc("POST /", hash)
		mux.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) { w.Write(body) })
		serve(t, l, mux)
		dial := func(_ context.Context, network, _ string) (net.Conn, error) {
			return s.dial(network, s.reach(l.Addr()))
		}
		c := client(t, dial)
		url := "http://device.test/"
		load(t, c, url, w.requests, 5, 500)
		resp, err := c.Get(url)
		check(t, err)
		defer resp.Body.Close()
		got, err := io.ReadAll(resp.Body)
		if err != nil || !bytes.Equal(got, body) {
			t.Errorf("%d bytes came, %v; want %d", len(got), err, len(body))
		}
	})
}

// A client that goes away in the middle of an answer ends that answer and nothing else.
func TestHTTPClientGoesAway(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		l, err := s.device.Listen("tcp", net.JoinHostPort(s.host, "0"))
		check(t, err)
		gone := make(chan error, 1)
		mux := http.NewServeMux()
		mux.HandleFunc("GET /endless", func(w http.ResponseWriter, r *http.Request) {
			for {
				if _, err := w.Write(make([]byte, 4<<10)); err != nil {
					gone <- err
					return
				}
			}
		})
		mux.HandleFunc("POST /", hash)
		serve(t, l, mux)
		dial := func(_ context.Context, network, _ string) (net.Conn, error) {
			return s.dial(network, s.reach(l.Addr()))
		}
		c := client(t, dial)
		resp, err := c.Get("http://device.test/endless")
		check(t, err)
		_, err = io.ReadFull(resp.Body, make([]byte, 10<<10))
		check(t, err)
		resp.Body.Close()
		if err := <-gone; err == nil {
			t.Error("the handler went on writing")
		}
		check(t, post(c, "http://device.test/", []byte("still there?")))
	})
}

func TestHTTPRequestIsCancelled(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		l, err := s.listen("tcp", net.JoinHostPort(s.other, "0"))
		check(t, err)
		arrived := make(chan struct{})
		serve(t, l, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			close(arrived)
			<-r.Context().Done()
		}))
		ctx, cancel := context.WithCancel(t.Context())
		go func() { <-arrived; cancel() }()
		req, err := http.NewRequestWithContext(ctx, "GET", "http://"+l.Addr().String()+"/", nil)
		check(t, err)
		resp, err := client(t, s.device.DialContext).Do(req)
		if err == nil {
			resp.Body.Close()
			t.Fatal("the request succeeded")
		}
		if ctx.Err() == nil {
			t.Error(err)
		}
	})
}
