package main

import (
	"context"
	"fmt"
	"net"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/peer"
	"drivergen/examples/net/snake/internal/server"
)

// newServer returns a server for those who play here: in a demonstration the game waits for all of them and has an end.
func (s *settings) newServer(log func(format string, args ...any)) (*server.Server, error) {
	cfg := server.Config{Game: s.game(), Tick: s.tick, Log: log}
	if s.demo && log == nil {
		cfg.Players, cfg.Ticks = 1+s.rivals, s.ticks
		if !s.terminal {
			cfg.Tick = 0 // nobody watches
		}
	}
	return server.New(cfg)
}

// hold holds the game on the module.
func (s *settings) hold(ctx context.Context, b *board.Board, l net.Listener) error {
	var log func(string, ...any)
	if s.module.Endless(b.Emulated) {
		log = func(format string, args ...any) { b.Step("game", format, args...) }
	}
	held, err := s.newServer(log)
	if err != nil {
		return err
	}
	return held.Serve(ctx, l)
}

// beside holds the game on this machine, unless it is held elsewhere.
func (s *settings) beside(ctx context.Context, b *board.Board) (stop func() error, err error) {
	if s.serve || !s.own {
		return nil, nil
	}
	held, err := s.newServer(nil)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("the game on this machine: %w", err)
	}
	s.server = peer.Address(fmt.Sprintf("%s:%d", board.PeerHost, l.Addr().(*net.TCPAddr).Port))
	b.Step("server", "%s on %v holds the game", s.server, l.Addr())
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- held.Serve(ctx, l) }()
	return func() error { cancel(); return <-ended }, nil
}
