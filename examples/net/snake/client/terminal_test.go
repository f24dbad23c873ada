//go:build unix

package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"syscall"
	"testing"
	"time"

	"drivergen/examples/net/internal/boardtest"
	"drivergen/examples/net/snake/internal/game"
	"drivergen/examples/net/snake/internal/ptytest"
	"drivergen/examples/net/snake/internal/server"
)

// runAsProgram makes the test's binary be the program.
const runAsProgram = "SNAKE_CLIENT_TEST_RUN"

func TestMain(m *testing.M) {
	if os.Getenv(runAsProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestPlaying(t *testing.T) {
	held, err := server.New(server.Config{Game: game.Config{Width: 20, Height: 10, Food: 3, Seed: 1}, Tick: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- held.Serve(ctx, l) }()
	p := ptytest.Start(t, runAsProgram, 100, 30, "--server", l.Addr().String(), "--name", "lisa")
	p.Await(ptytest.Enters)
	p.Await("lisa")
	p.Press("a")
	p.Await("tick ")
	p.Press("q")
	p.Await(ptytest.Leaves)
	p.Await("score    lisa ")
	p.Ends(0)

	for i, end := range []struct {
		signal os.Signal
		code   int
		says   string
	}{{os.Interrupt, 0, "score    player0 "}, {syscall.SIGTERM, 0, "score    player1 "}, {syscall.SIGHUP, 1, "client: the terminal is gone"}} {
		name := fmt.Sprint("player", i)
		p := ptytest.Start(t, runAsProgram, 100, 30, "--server", l.Addr().String(), "--name", name)
		p.Await(name)
		p.Signal(end.signal)
		p.Await(ptytest.Leaves)
		p.Await(end.says)
		p.Ends(end.code)
	}

	p = ptytest.Start(t, runAsProgram, 100, 30, "--server", l.Addr().String(), "--name", "bart")
	p.Await("bart")
	cancel() // the server ends
	if err := <-ended; err != nil {
		t.Error(err)
	}
	p.Await(ptytest.Leaves)
	p.Await("client: the game at 127.0.0.1:")
	p.Await("the server of snake says: the server ends")
	p.Ends(1)
}

func TestNobodyListens(t *testing.T) {
	p := ptytest.Start(t, runAsProgram, 100, 30, "--server", boardtest.Nobody(t))
	p.Await(ptytest.Leaves)
	p.Await("client: nobody listens at 127.0.0.1:")
	p.Await("check --server and whether the server runs")
	p.Ends(1)
}
