// Server holds a game of snake on this machine, for players who come through a module or from anywhere else.
//
//	go run ./examples/net/snake/server --listen :7070
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"drivergen/examples/internal/console"
	"drivergen/examples/net/snake/internal/game"
	"drivergen/examples/net/snake/internal/server"
)

func main() {
	console.Main(func(ctx context.Context) int { return run(ctx, os.Args[1:], os.Stdout, os.Stderr) })
}

// settings are what the flags say.
type settings struct {
	listen string
	config server.Config
}

func parse(args []string) (s settings, fs *flag.FlagSet, err error) {
	fs = console.NewFlagSet("server")
	fs.StringVar(&s.listen, "listen", ":7070", "`[HOST]:PORT` to listen at")
	fs.DurationVar(&s.config.Tick, "tick", 120*time.Millisecond, "`DURATION` of a tick")
	fs.IntVar(&s.config.Game.Width, "width", 32, "`N`umber of cells from left to right")
	fs.IntVar(&s.config.Game.Height, "height", 18, "`N`umber of cells from top to bottom")
	fs.IntVar(&s.config.Game.Food, "food", 5, "`N`umber of pieces of food on the board")
	fs.Uint64Var(&s.config.Game.Seed, "seed", uint64(time.Now().UnixNano()), "`N` that the game is made of")
	fs.Lookup("seed").DefValue = ""
	if err := console.Parse(fs, args); err != nil {
		return s, fs, err
	}
	if err := console.CheckListen("listen", s.listen, ":7070"); err != nil {
		return s, fs, err
	}
	if s.config.Tick < 20*time.Millisecond || s.config.Tick > 5*time.Second {
		return s, fs, fmt.Errorf("--tick %v: want from 20ms to 5s", s.config.Tick)
	}
	if _, err := game.New(s.config.Game); err != nil {
		return s, fs, fmt.Errorf("--width, --height and --food: %w", err)
	}
	return s, fs, nil
}

// run holds a game until the context ends, and returns what the program exits with.
func run(ctx context.Context, args []string, out, log io.Writer) (code int) {
	s, fs, err := parse(args)
	if err != nil {
		return console.Misuse(out, log, fs.Name(), func(w io.Writer) { console.Usage(w, fs, "Holds a game of snake on this machine.") }, err)
	}
	if err := hold(ctx, s, out); err != nil {
		return console.Fail(log, fs.Name(), err)
	}
	return console.Done
}

func hold(ctx context.Context, s settings, out io.Writer) error {
	var mu sync.Mutex
	s.config.Log = func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		console.Step(out, "game", format, args...)
	}
	held, err := server.New(s.config)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", s.listen)
	if err != nil {
		return fmt.Errorf("--listen %s: %w", s.listen, err)
	}
	console.Step(out, "listens", "at %v until Control-C", l.Addr())
	return held.Serve(ctx, l)
}
