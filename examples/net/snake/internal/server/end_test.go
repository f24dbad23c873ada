package server_test

import (
	"context"
	"net"
	"testing"
	"testing/synctest"

	"drivergen/examples/net/snake/internal/game"
	"drivergen/examples/net/snake/internal/server"
)

// A server that is ended together with its listener ended well, whichever of the two it notices first.
func TestListenerEndsWithContext(t *testing.T) {
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			l := newPipes()
			ctx, cancel := context.WithCancel(t.Context())
			held, err := server.New(server.Config{
				Game: game.Config{Width: 30, Height: 16, Food: 3},
				Log: func(string, ...any) { // keeps the game's goroutine until both have ended
					cancel()
					l.Close()
					synctest.Wait()
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			served := make(chan error, 1)
			go func() { served <- held.Serve(ctx, l) }()
			say, hear, conn := talk(t, l)
			defer conn.Close()
			hear()
			say("join lisa")
			hearUntil(t, hear, "error the server ends")
			if err := <-served; err != nil {
				t.Error(err)
			}
		})
	}
}

// lateListener has a connection in its queue when it is closed.
type lateListener struct {
	*pipes
	queued chan net.Conn
}

func (l *lateListener) Accept() (net.Conn, error) {
	<-l.done
	select {
	case conn := <-l.queued:
		return conn, nil
	default:
		return nil, net.ErrClosed
	}
}

// A player who comes as the server ends hears so, and does not keep it from ending.
func TestComingAtTheEnd(t *testing.T) {
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			held, err := server.New(server.Config{Game: game.Config{Width: 30, Height: 16, Food: 3}})
			if err != nil {
				t.Fatal(err)
			}
			near, far := net.Pipe()
			defer near.Close()
			l := &lateListener{newPipes(), make(chan net.Conn, 1)}
			l.queued <- far
			ctx, cancel := context.WithCancel(t.Context())
			served := make(chan error, 1)
			go func() { served <- held.Serve(ctx, l) }()
			go near.Write([]byte("join lisa\n"))
			cancel()
			hear := lines(near)
			for _, want := range []string{"snake 1", "error the server ends", "the end: <nil>"} {
				if line := hear(); line != want {
					t.Errorf("%q, want %q", line, want)
				}
			}
			if err := <-served; err != nil {
				t.Error(err)
			}
		})
	}
}
