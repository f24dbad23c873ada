// Package server runs a game of snake for players that connect over a stream: through a device, or on this machine.
//
// One goroutine owns the game; a connection has one that reads and one that writes. A player whose connection is lost
// keeps the snake for a while, and comes back to it with its token.
package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"drivergen/examples/net/snake/internal/game"
)

// Config is what a server is made of.
type Config struct {
	Game    game.Config
	Tick    time.Duration // the time from one step to the next at the least; 0: players who wait pace the game alone
	Ticks   int           // the game is over after so many; 0: it goes on
	Players int           // the game begins when so many have joined; below 1: at once
	Grace   time.Duration // how long a lost player, or one who is waited for, keeps the snake; 0: ten seconds
	Log     func(format string, args ...any)
}

const (
	defaultGrace = 10 * time.Second
	unpaced      = 100 * time.Millisecond // a tick where neither Tick nor a player paces the game
)

// A Server is one game.
type Server struct {
	cfg     Config
	game    *game.Game
	events  chan event
	stopped chan struct{} // closed when the game's goroutine takes no more events

	serving sync.WaitGroup // connections
	mu      sync.Mutex
	conns   map[*conn]bool // guarded by mu

	// What follows is the game's goroutine's.
	players map[int]*player
	due     time.Time // of the next step
	begun   bool
	over    bool
}

// New returns a server of a new game.
func New(cfg Config) (*Server, error) {
	if cfg.Tick < 0 || cfg.Ticks < 0 || cfg.Grace < 0 {
		return nil, errors.New("times and ticks of a game cannot be negative")
	}
	if cfg.Grace == 0 {
		cfg.Grace = defaultGrace
	}
	if cfg.Log == nil {
		cfg.Log = func(string, ...any) {}
	}
	g, err := game.New(cfg.Game)
	if err != nil {
		return nil, err
	}
	return &Server{
		cfg: cfg, game: g, events: make(chan event), stopped: make(chan struct{}),
		conns: make(map[*conn]bool), players: make(map[int]*player),
	}, nil
}

// Serve takes players from a listener until the game is over, the context ends or the listener fails. It closes the
// listener, and returns nil but where the listener failed. A server serves once.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	failed := make(chan error, 1)
	go func() { failed <- s.accept(ctx, l) }()
	err, accepting := s.run(ctx, failed)
	l.Close()
	if accepting {
		<-failed
	}
	s.farewell(err)
	s.serving.Wait()
	return err
}

// accept takes connections until the listener fails. Its error is nil where the context has ended.
func (s *Server) accept(ctx context.Context, l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil {
				err = nil
			}
			return err
		}
		pc := s.newConn(c) // farewell, which comes after the last Accept, knows of it
		s.serving.Go(func() { s.serve(pc) })
	}
}

// run is the game. It returns when the game is over, the context has ended or the listener has failed, and whether
// the listener is still in use.
func (s *Server) run(ctx context.Context, failed <-chan error) (err error, accepting bool) {
	defer close(s.stopped)
	alarm := time.NewTimer(time.Hour)
	defer alarm.Stop()
	for {
		s.advance(time.Now())
		if s.over && !s.awaited() {
			return nil, true
		}
		alarm.Reset(s.untilNext(time.Now()))
		select {
		case e := <-s.events:
			e.handle(s)
		case <-alarm.C:
		case err := <-failed:
			if err != nil {
				err = fmt.Errorf("listening for players: %w", err)
			}
			return err, false
		case <-ctx.Done():
			return nil, true
		}
	}
}

// advance makes a step where it is time for one and nobody is waited for, and takes those off the board who were
// waited for too long.
func (s *Server) advance(now time.Time) {
	for id, p := range s.players {
		if !p.deadline.IsZero() && !now.Before(p.deadline) {
			s.cfg.Log("%s is gone", p.name)
			s.remove(id, "error you were away for too long")
		}
	}
	if !s.begun {
		if s.begun = len(s.players) >= max(s.cfg.Players, 1); !s.begun {
			return
		}
		s.due = now.Add(s.pace())
		s.show()
	}
	if s.over || s.held() || now.Before(s.due) {
		return
	}
	s.due = now.Add(s.pace())
	s.game.Step()
	s.over = s.cfg.Ticks > 0 && s.game.Tick() >= s.cfg.Ticks
	s.show()
	if s.over {
		for _, p := range s.players {
			s.sayOver(p)
		}
	}
}

// pace returns how long a tick takes at the least.
func (s *Server) pace() time.Duration {
	if s.cfg.Tick > 0 {
		return s.cfg.Tick
	}
	for _, p := range s.players {
		if p.wait {
			return 0
		}
	}
	return unpaced
}

// held reports whether no next step is made yet: nobody plays, or somebody is to see the frame first.
func (s *Server) held() bool {
	for _, p := range s.players {
		if p.wait && !p.seen {
			return true
		}
	}
	return len(s.players) == 0
}

// untilNext returns the time until something is to be done.
func (s *Server) untilNext(now time.Time) time.Duration {
	next := now.Add(time.Hour)
	if s.begun && !s.over && !s.held() {
		next = s.due
	}
	for _, p := range s.players {
		if !p.deadline.IsZero() && p.deadline.Before(next) {
			next = p.deadline
		}
	}
	return max(next.Sub(now), 0)
}

// awaited reports whether there is somebody for whom the game waits, and who is still to hear that it is over.
func (s *Server) awaited() bool {
	for _, p := range s.players {
		if p.wait {
			return true
		}
	}
	return false
}
