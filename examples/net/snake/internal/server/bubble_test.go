package server_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"drivergen/examples/net/snake/internal/game"
	"drivergen/examples/net/snake/internal/server"
)

// pipes is a listener whose connections are pipes in memory, so that a bubble's clock stands still while they wait.
type pipes struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial(ctx context.Context) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.conns <- far:
		return near, nil
	case <-p.done:
		return nil, errors.New("nobody listens")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// serve starts a server in a bubble, which end ends, and returns what it logs.
func serve(t *testing.T, cfg server.Config) (l *pipes, end func() (log string, err error)) {
	t.Helper()
	var mu sync.Mutex
	var log []string
	cfg.Log = func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		log = append(log, fmt.Sprintf(format, args...))
	}
	if cfg.Game == (game.Config{}) {
		cfg.Game = game.Config{Width: 30, Height: 16, Food: 3, Seed: 5}
	}
	s, err := server.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	l = newPipes()
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, l) }()
	return l, func() (string, error) {
		if cfg.Ticks == 0 || t.Failed() {
			cancel()
		}
		err := <-served
		cancel()
		return strings.Join(log, "\n"), err
	}
}

// talk is a player by hand.
func talk(t *testing.T, l *pipes) (say func(string), hear func() string, conn net.Conn) {
	t.Helper()
	conn, err := l.dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	say = func(line string) {
		if _, err := io.WriteString(conn, line+"\n"); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
	return say, lines(conn), conn
}

// lines has what comes on a connection, line by line.
func lines(conn net.Conn) (hear func() string) {
	lines := bufio.NewScanner(conn)
	return func() string {
		if !lines.Scan() {
			return fmt.Sprint("the end: ", lines.Err())
		}
		return lines.Text()
	}
}

// hearUntil reads lines until one begins so.
func hearUntil(t *testing.T, hear func() string, prefix string) string {
	t.Helper()
	for {
		line := hear()
		if strings.HasPrefix(line, prefix) {
			return line
		}
		if strings.HasPrefix(line, "the end") {
			t.Fatalf("%s before %q", line, prefix)
		}
	}
}
