//go:build unix

package main

import (
	"context"
	"net"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"drivergen/examples/net/snake/internal/client"
	"drivergen/examples/net/snake/internal/game"
	"drivergen/examples/net/snake/internal/ptytest"
	"drivergen/examples/net/snake/internal/server"
)

// One plays, turns and quits; the terminal is given back, with the score on it.
func TestPlaying(t *testing.T) {
	for _, quit := range []string{"q", "Q", "\x03"} {
		p := ptytest.Start(t, runAsProgram, 100, 30, "--name", "lisa", "--seed", "3")
		p.Await("join     the game at peer.example.test:")
		p.Await(ptytest.Enters)
		p.Await("lisa")
		p.Await("arrows or W A S D turn · q quits")
		p.Press("w\x1b[Cs\x1b[D")
		p.Await("\x1b[")
		p.Press(quit)
		p.Await(ptytest.Leaves)
		p.Await("score    lisa ")
		p.Ends(0)
	}
}

// Where no colours are wanted the snakes are letters.
func TestPlayingWithoutColours(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	p := ptytest.Start(t, runAsProgram, 100, 30, "--name", "lisa", "--seed", "3")
	p.Await(ptytest.Enters)
	p.Await("aa lisa")
	p.Press("q")
	p.Await(ptytest.Leaves)
	p.Ends(0)
}

// One watches the demonstration to its end.
func TestWatching(t *testing.T) {
	p := ptytest.Start(t, runAsProgram, 100, 30, "--demo", "--ticks", "10", "--tick", "20ms", "--serve")
	p.Await(ptytest.Enters)
	p.Await("a demonstration · q quits")
	p.Await("tick 10 ")
	p.Await(ptytest.Leaves)
	p.Await("score    asp ")
	p.Ends(0)
}

// What the module does meanwhile is told once the terminal is given back, and not across the game.
func TestRestartWhileWatching(t *testing.T) {
	p := ptytest.Start(t, runAsProgram, 100, 30, "--demo", "--ticks", "60", "--tick", "20ms", "--serve", "--fault", "reboot-after=15000")
	p.Await(ptytest.Enters)
	p.Await("tick 60 ")
	p.Await(ptytest.Leaves)
	p.Await("again    listening, after: ")
	p.Await("score    asp ")
	p.Ends(0)
}

// Whatever ends the program, the terminal is given back.
func TestTerminalIsGivenBack(t *testing.T) {
	for signal, code := range map[os.Signal]int{syscall.SIGTERM: 0, os.Interrupt: 0, syscall.SIGHUP: 1} {
		p := ptytest.Start(t, runAsProgram, 100, 30)
		p.Await("· q quits")
		p.Signal(signal)
		p.Await(ptytest.Leaves)
		if code != 0 {
			p.Await("snake: the terminal is gone")
		}
		p.Ends(code)
	}
	p := ptytest.Start(t, runAsProgram, 100, 30, "--server", "nowhere.test:7070")
	p.Await(ptytest.Leaves)
	p.Await("snake: you: unknown host nowhere.test: check --server")
	p.Ends(1)
}

// A terminal that is too small is told of, and the game is there once it is large enough.
func TestSmallTerminal(t *testing.T) {
	p := ptytest.Start(t, runAsProgram, 40, 10)
	p.Await("This terminal has 40 by 10 characters.")
	p.Await("The game needs 96 by 21.")
	p.Resize(120, 40)
	p.Await("· q quits")
	p.Press("q")
	p.Await(ptytest.Leaves)
	p.Ends(0)
}

// One plays on without the rivals for whom there is no room.
func TestNoRoomForRivals(t *testing.T) {
	held, err := server.New(server.Config{Game: game.Config{Width: 40, Height: 20, Food: 3, Seed: 1}, Tick: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, game.MaxPlayers)
	go func() { ended <- held.Serve(ctx, l) }()
	for i := range game.MaxPlayers - 2 {
		joined := make(chan int, 1)
		go func() {
			_, _, err := client.Play(ctx, client.Config{
				Name: "other" + strconv.Itoa(i), Joined: func(id int) { joined <- id },
				Dial: func(context.Context) (net.Conn, error) { return net.Dial("tcp", l.Addr().String()) },
			})
			ended <- err
		}()
		<-joined
	}
	p := ptytest.Start(t, runAsProgram, 120, 40, "--server", l.Addr().String(), "--name", "lisa", "--rivals", "2")
	p.Await(" asp ")
	for range 3 {
		p.Await("tick ")
	}
	p.Press("q")
	p.Await(ptytest.Leaves)
	p.Await("score    lisa ")
	p.Ends(0)
	cancel()
	for range game.MaxPlayers - 1 {
		<-ended
	}
}
