// Package serving is what the programs share that serve on the module: where they listen, for how long, and how the client
// beside the emulated module finds them.
package serving

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"strconv"
	"time"

	"drivergen/examples/net/internal/board"

	"golang.org/x/sync/errgroup"
)

// A Dial connects from this machine to the server on the emulated module.
type Dial func(ctx context.Context) (net.Conn, error)

// A Server is what a program serves on the module.
type Server struct {
	Scheme string // of the URL that users open, such as http; empty: they are told HOST:PORT

	// Serve serves what a listener accepts until the context ends or the listener fails.
	Serve func(ctx context.Context, b *board.Board, l net.Listener) error

	// Beside is a client on this machine. The server ends with it, unless it is to stay.
	Beside func(ctx context.Context, b *board.Board, dial Dial) error

	port int
	stay bool
}

// Flags adds the flags --listen and --stay.
func (s *Server) Flags(fs *flag.FlagSet, port int) {
	fs.IntVar(&s.port, "listen", port, "`PORT` of the module to listen at")
	fs.BoolVar(&s.stay, "stay", false, "serve until Control-C on the emulated module, too, with no client beside")
}

// Check looks for mistakes of usage.
func (s *Server) Check(emulated bool) error {
	if s.port < 1 || s.port > 65535 {
		return fmt.Errorf("--listen %d: want a port from 1 to 65535", s.port)
	}
	if s.stay && !emulated {
		return errors.New("--stay is for the emulated module: a real one serves until Control-C anyway")
	}
	return nil
}

// Endless reports whether the server runs until it is interrupted. It is for Program.Serves.
func (s *Server) Endless(emulated bool) bool { return s.stay || !emulated }

// Run serves: until the client beside has done its part, or until the context ends.
func (s *Server) Run(ctx context.Context, b *board.Board) error {
	listener, err := listen(ctx, b, uint16(s.port))
	if err != nil {
		return err
	}
	defer listener.Close()
	if err := s.tell(ctx, b); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	both, ctx := errgroup.WithContext(ctx) // a server that fails ends the client, whose end is that of the server
	defer context.AfterFunc(ctx, func() { listener.Close() })()
	both.Go(func() error { return s.Serve(ctx, b, listener) })
	if !s.Endless(b.Emulated) {
		both.Go(func() error {
			defer cancel()
			return s.Beside(ctx, b, func(ctx context.Context) (net.Conn, error) { return s.dial(ctx, b) })
		})
	}
	return both.Wait()
}

// tell tells users where the server is.
func (s *Server) tell(ctx context.Context, b *board.Board) error {
	if !s.Endless(b.Emulated) {
		b.Step("listens", "at port %d of the module", s.port)
		return nil
	}
	module := s.url(net.JoinHostPort(b.Addr.String(), strconv.Itoa(s.port)))
	if !b.Emulated {
		b.Step("listens", "at %s until Control-C", module)
		return nil
	}
	at, err := b.AwaitReach(ctx, uint16(s.port))
	if err != nil {
		return err
	}
	b.Step("listens", "at %s (%s of the emulated module) until Control-C", s.url(at.String()), module)
	return nil
}

func (s *Server) url(hostPort string) string {
	if s.Scheme == "" {
		return hostPort
	}
	return s.Scheme + "://" + hostPort + "/"
}

// patience is how long a module may take to listen again after a restart.
const patience = 5 * time.Second

// dial connects to the server. After a restart of the module it may be at another port of this machine.
func (s *Server) dial(ctx context.Context, b *board.Board) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	at, err := b.AwaitReach(ctx, uint16(s.port))
	if err != nil {
		return nil, err
	}
	var dialer net.Dialer
	return dialer.DialContext(ctx, "tcp", at.String())
}
