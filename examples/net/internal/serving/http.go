package serving

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"drivergen/examples/internal/console"
	"drivergen/examples/net/internal/board"
)

// HTTP serves pages, and ends with all that answers them. A module has five links, so that a client that is silent may keep none
// for long. Requests are told of where the server stays.
func (s *Server) HTTP(handler http.Handler) func(context.Context, *board.Board, net.Listener) error {
	return func(ctx context.Context, b *board.Board, l net.Listener) error {
		if s.Endless(b.Emulated) {
			handler = telling(b, handler)
		}
		ctx, cancel := context.WithCancel(ctx)
		answering := &answering{next: handler}
		server := &http.Server{
			Handler:           answering,
			BaseContext:       func(net.Listener) context.Context { return ctx }, // ends WebSockets, too
			ReadHeaderTimeout: 10 * time.Second,
			ReadTimeout:       time.Minute,
			IdleTimeout:       20 * time.Second,
			ErrorLog:          log.New(b.Log, "", 0),
		}
		defer answering.end()
		defer server.Close()
		defer cancel()
		defer context.AfterFunc(ctx, func() { server.Close() })()
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) && ctx.Err() == nil {
			return fmt.Errorf("serving pages: %w", err)
		}
		return nil
	}
}

// answering counts the requests that are being answered, so that their end can be waited for: a server's Close does not.
type answering struct {
	next http.Handler

	mu      sync.Mutex
	ended   bool
	running sync.WaitGroup
}

// ServeHTTP answers a request, unless the end has come.
func (a *answering) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !a.begin() {
		panic(http.ErrAbortHandler)
	}
	defer a.running.Done()
	a.next.ServeHTTP(w, r)
}

func (a *answering) begin() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.ended {
		a.running.Add(1)
	}
	return !a.ended
}

// end waits until nothing is answered any more.
func (a *answering) end() {
	a.mu.Lock()
	a.ended = true
	a.mu.Unlock()
	a.running.Wait()
}

// telling tells of each request.
func telling(b *board.Board, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.Step("request", "%s %s from %s", console.Printable(r.Method), console.Printable(r.URL.RequestURI()), r.RemoteAddr)
		next.ServeHTTP(w, r)
	})
}
