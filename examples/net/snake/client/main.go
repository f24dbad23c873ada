// Client plays snake on a server that this machine reaches without a module: one on a module's network, or the folder server's.
// Arrows or W A S D turn, q quits.
//
//	go run ./examples/net/snake/client --server 192.168.1.27:7070 --name lisa
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"

	"drivergen/examples/internal/console"
	"drivergen/examples/net/internal/peer"
	"drivergen/examples/net/snake/internal/client"
	"drivergen/examples/net/snake/internal/game"
	"drivergen/examples/net/snake/internal/protocol"
	"drivergen/examples/net/snake/internal/screen"
	"drivergen/examples/net/snake/internal/stage"
)

func main() {
	console.Main(func(ctx context.Context) int {
		return run(ctx, os.Args[1:], screen.Is(os.Stdin, os.Stdout), os.Stdout, os.Stderr)
	})
}

// settings are what the flags say.
type settings struct {
	server peer.Address
	name   string
}

func parse(args []string) (s settings, fs *flag.FlagSet, err error) {
	fs = console.NewFlagSet("client")
	fs.StringVar((*string)(&s.server), peer.Flag, "127.0.0.1:7070", "`HOST:PORT` of a server of snake")
	fs.StringVar(&s.name, "name", "you", "`NAME` of the player")
	if err := console.Parse(fs, args); err != nil {
		return s, fs, err
	}
	if err := protocol.CheckName(s.name); err != nil {
		return s, fs, fmt.Errorf("--name: %w", err)
	}
	return s, fs, s.server.Check(false, "192.168.1.27:7070")
}

// run plays, and returns what the program exits with.
func run(ctx context.Context, args []string, terminal bool, out, log io.Writer) (code int) {
	s, fs, err := parse(args)
	switch {
	case err != nil:
		return console.Misuse(out, log, fs.Name(), func(w io.Writer) { console.Usage(w, fs, "Plays snake on a server that this machine reaches.") }, err)
	case !terminal:
		fmt.Fprintln(log, "client: standard input and output are no terminal, which the game needs")
		return console.Misused
	}
	if err := play(ctx, s, out); err != nil {
		return console.Fail(log, fs.Name(), err)
	}
	return console.Done
}

func play(parent context.Context, s settings, out io.Writer) error {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	st, err := stage.Open(ctx, cancel)
	if err != nil {
		return err
	}
	defer st.Close()
	last, id, err := client.Play(ctx, client.Config{
		Name: s.name,
		Dial: func(ctx context.Context) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "tcp", string(s.server))
		},
		Retry: func(err error) bool { return !errors.Is(err, syscall.ECONNREFUSED) },
		Turns: st.Turns(), Leave: st.Left(),
		Steer: func(state game.State, id int) (game.Direction, bool) { st.Show(state, id); return 0, false },
	})
	if closeErr := st.Close(); closeErr != nil {
		return closeErr
	}
	switch {
	case err == nil, st.HasLeft(), parent.Err() != nil: // it is over, or the user has ended it
	case errors.Is(err, context.Canceled):
		return errors.New("the terminal is gone")
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("nobody listens at %s: check --%s and whether the server runs", s.server, peer.Flag)
	default:
		return fmt.Errorf("the game at %s: %w", s.server, err)
	}
	if snake, ok := last.Snake(id); ok {
		console.Step(out, "score", "%-12s %3d, at best %d", snake.Name, snake.Score, snake.Best)
	}
	return nil
}
