package gonet_test

import (
	"context"
	"io"
	"net/http"
	"sync"
	"testing"
)

// Shutdown takes no new connection and lets the request that is under way finish.
func TestHTTPShutdown(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		arrived, finish := make(chan struct{}), make(chan struct{})
		server := serveHTTP(t, l.listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			close(arrived)
			<-finish
			io.WriteString(w, "done")
		}))
		server.RegisterOnShutdown(sync.OnceFunc(func() { close(finish) }))
		shut := make(chan error, 1)
		go func() { <-arrived; shut <- server.Shutdown(context.Background()) }()
		c := httpClient(t, l)
		resp, err := c.Get(anyURL)
		check(t, err)
		answer, err := io.ReadAll(resp.Body)
		if string(answer) != "done" || err != nil {
			t.Errorf("the request that was under way: %q, %v", answer, err)
		}
		check(t, resp.Body.Close())
		check(t, <-shut)
		if err := post(c, anyURL, []byte("still there?")); err == nil {
			t.Error("a server that was shut down answers")
		}
	})
}

// Close ends requests that are under way.
func TestHTTPServerClose(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		arrived := make(chan struct{})
		server := serveHTTP(t, l.listener, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			close(arrived)
			<-r.Context().Done()
		}))
		shut := make(chan error, 1)
		go func() { <-arrived; shut <- server.Close() }()
		resp, err := httpClient(t, l).Get(anyURL)
		if err == nil {
			resp.Body.Close()
			t.Error("the request was answered")
		}
		check(t, <-shut)
	})
}
