package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/online"
	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/serving"
	"drivergen/examples/net/snake/internal/client"
	"drivergen/examples/net/snake/internal/game"
	"drivergen/examples/net/snake/internal/pilot"
	"drivergen/examples/net/snake/internal/screen"
	"drivergen/examples/net/snake/internal/stage"
)

// A party is the players of this program, and how they get to the game.
type party struct {
	dial  serving.Dial
	retry func(error) bool // nil: after each error
}

// throughModule is a party whose connections go through the module to an address that a flag gave.
func throughModule(ctx context.Context, b *board.Board, flag, address string) party {
	return party{
		dial:  func(context.Context) (net.Conn, error) { return b.Dial(ctx, flag, "tcp", address) },
		retry: online.Lost,
	}
}

// rivals are the names of the players that the program plays.
var rivals = [maxPlayers]string{"asp", "boa", "cobra", "mamba"}

// play has all of the party play: the user, unless this is a demonstration, and the rivals.
func (s *settings) play(ctx context.Context, b *board.Board, p party) error {
	parent := ctx
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	t := &table{settings: s, board: b, party: p, leave: make(chan struct{}), over: make(chan struct{})}
	if s.terminal {
		opened, err := stage.Open(ctx, cancel)
		if err != nil {
			return err
		}
		s.out.hold()
		defer s.out.release()
		defer opened.Close()
		t.stage = opened
	}
	err := t.seat(ctx, cancel)
	if t.stage != nil {
		err = errors.Join(t.stage.Close(), err)
		s.out.release()
		switch {
		case t.stage.HasLeft():
			err = nil
		case parent.Err() == nil && errors.Is(err, context.Canceled):
			err = errors.New("the terminal is gone")
		}
	}
	if err != nil {
		return err
	}
	t.report()
	return nil
}

// A table is where a party plays.
type table struct {
	*settings
	board *board.Board
	party party
	stage *stage.Stage  // nil where there is no terminal
	leave chan struct{} // closed when all are to leave
	over  chan struct{} // closed when a demonstration has gone on for long enough
	lost  atomic.Int32

	mu    sync.Mutex
	first int        // the tick that the first player saw first
	last  game.State // and what it saw last
	ended bool
}

// seat has the players join one after the other, so that their numbers are the same each time, and returns when the first
// of them is done, or when one fails.
func (t *table) seat(ctx context.Context, cancel context.CancelFunc) error {
	names := rivals[:1+t.rivals]
	if !t.demo {
		names = append([]string{t.name}, rivals[:t.rivals]...)
	}
	var playing sync.WaitGroup
	defer playing.Wait()
	defer close(t.leave)
	results := make(chan error, len(names))
	for i, name := range names {
		joined := make(chan int, 1)
		playing.Go(func() {
			defer close(joined)
			err := t.sit(ctx, i == 0, name, joined)
			switch {
			case err != nil && ctx.Err() == nil && (i == 0 || t.demo): // a user plays on without a rival
				results <- fmt.Errorf("%s: %w", name, err)
				cancel()
			case i == 0:
				results <- err
			}
		})
		select {
		case <-joined:
		case err := <-results:
			return err
		case <-t.left():
		}
	}
	select {
	case err := <-results:
		return err
	case <-t.left():
	case <-t.over:
	}
	return nil
}

// left is closed when the user quits.
func (t *table) left() <-chan struct{} {
	if t.stage == nil {
		return nil
	}
	return t.stage.Left()
}

// sit is one player's game. The first is the one that is watched.
func (t *table) sit(ctx context.Context, first bool, name string, joined chan<- int) error {
	cfg := client.Config{
		Dial: t.party.dial, Retry: t.party.retry, Name: name, Wait: t.demo && t.own,
		Steer: pilot.Steer, Leave: t.leave,
		Joined: func(id int) { joined <- id },
		Lost:   func(error) { t.lost.Add(1) },
	}
	if first {
		cfg.Steer = t.watch(pilot.Steer)
		if !t.demo {
			cfg.Steer, cfg.Turns = t.watch(nil), t.stage.Turns()
		}
	}
	_, _, err := client.Play(ctx, cfg)
	return err
}

// watch shows each frame before a pilot, if there is one, looks at it.
func (t *table) watch(steer func(game.State, int) (game.Direction, bool)) func(game.State, int) (game.Direction, bool) {
	return func(s game.State, id int) (to game.Direction, turns bool) {
		t.note(s)
		if t.stage != nil {
			you := id
			if t.demo {
				you = 0
			}
			t.stage.Show(s, you)
		}
		if steer != nil {
			to, turns = steer(s, id)
		}
		return to, turns
	}
}

// note keeps a frame. A demonstration in a game that goes on is over after its ticks.
func (t *table) note(s game.State) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last.Width == 0 {
		t.first = s.Tick
	}
	t.last = s
	if t.demo && !t.ended && s.Tick-t.first > t.ticks {
		t.ended = true
		close(t.over)
	}
}

// report prints how the game stood at its end.
func (t *table) report() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last.Width == 0 {
		return // it was left before it began
	}
	if t.stage == nil {
		for _, line := range (screen.View{}).Draw(t.last) {
			fmt.Fprintln(t.board.Out, strings.TrimRight(line, " "))
		}
	}
	for _, snake := range t.last.Snakes {
		t.board.Step("score", "%-12s %3d, at best %d", snake.Name, snake.Score, snake.Best)
	}
	if lost := t.lost.Load(); lost > 0 {
		t.board.Step("lost", "%s lost on the way, and made again", console.Counted(int(lost), "connection"))
	}
}
