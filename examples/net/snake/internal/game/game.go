// Package game holds the rules of snake for several players on one board. It knows neither time nor network: Step is
// one tick, and the same seed with the same joins and turns gives the same game.
//
// Snakes move one cell a tick, all at once. Food makes a snake one cell longer. A snake that runs into the wall, into
// a body, its own included, or into another head is off the board for a while and then starts anew; what it had eaten
// counts for its player's best score. The cell that a tail leaves in a tick is free in that tick.
package game

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
)

// Limits of a board.
const (
	MinWidth, MinHeight = 12, 8   // room for a few snakes to start
	MaxWidth, MaxHeight = 120, 60 // what a terminal shows
	MaxPlayers          = 8
)

const (
	startLength = 3
	awayTicks   = 12 // how long a snake that died is off the board
	queuedTurns = 2  // turns that wait for their ticks, so that a quick U-turn of two keys is two turns
)

// Config is what a game is made of.
type Config struct {
	Width, Height int
	Food          int // pieces on the board
	Seed          uint64
}

// check tells what cannot be.
func (c Config) check() error {
	if c.Width < MinWidth || c.Width > MaxWidth || c.Height < MinHeight || c.Height > MaxHeight {
		return fmt.Errorf("a board of %d by %d cells: want from %d by %d to %d by %d",
			c.Width, c.Height, MinWidth, MinHeight, MaxWidth, MaxHeight)
	}
	if most := c.Width * c.Height / 8; c.Food < 1 || c.Food > most {
		return fmt.Errorf("%d pieces of food: want from 1 to %d on this board", c.Food, most)
	}
	return nil
}

// ErrFull is Join's error where MaxPlayers play.
var ErrFull = errors.New("the game is full")

// A Game is one board. Its methods are not safe for concurrent use.
type Game struct {
	cfg     Config
	random  *rand.Rand
	tick    int
	players []*player // by number, from 1 upward
	food    []Point   // in the order in which it appeared
}

// A player is one snake and its record.
type player struct {
	id          int
	name        string
	body        []Point // the head first; empty while it is off the board
	heading     Direction
	turns       []Direction
	back        int // the tick at which it starts anew
	score, best int
}

// New returns an empty board with food on it.
func New(cfg Config) (*Game, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	g := &Game{cfg: cfg, random: rand.New(rand.NewPCG(cfg.Seed, cfg.Seed^0x9e3779b97f4a7c15))}
	g.feed()
	return g, nil
}

// Join puts a new snake on the board and returns its player's number, the lowest that is free from 1 on.
func (g *Game) Join(name string) (int, error) {
	if len(g.players) == MaxPlayers {
		return 0, ErrFull
	}
	id := 1
	for id <= len(g.players) && g.players[id-1].id == id {
		id++
	}
	p := &player{id: id, name: name}
	g.players = slices.Insert(g.players, id-1, p)
	g.place(p)
	return id, nil
}

// Leave takes a player and the snake off the board.
func (g *Game) Leave(id int) {
	g.players = slices.DeleteFunc(g.players, func(p *player) bool { return p.id == id })
}

// Turn has a snake turn at its next step, or at the one after that where a turn waits already. A turn that goes
// straight on or back, and a third that would wait, are ignored.
func (g *Game) Turn(id int, d Direction) {
	p := g.player(id)
	if p == nil || len(p.body) == 0 || len(p.turns) == queuedTurns {
		return
	}
	last := p.heading
	if n := len(p.turns); n > 0 {
		last = p.turns[n-1]
	}
	if d != last && d != last.Opposite() {
		p.turns = append(p.turns, d)
	}
}

func (g *Game) player(id int) *player {
	for _, p := range g.players {
		if p.id == id {
			return p
		}
	}
	return nil
}

// Tick returns how many steps the game has made.
func (g *Game) Tick() int { return g.tick }

// Step is one tick.
func (g *Game) Step() {
	g.tick++
	g.move()
	g.collide()
	g.feed()
	for _, p := range g.players {
		if len(p.body) == 0 && g.tick >= p.back {
			g.place(p)
		}
	}
}

// move moves every snake by a cell, those that eat by their head alone.
func (g *Game) move() {
	for _, p := range g.players {
		if len(p.body) == 0 {
			continue
		}
		if len(p.turns) > 0 {
			p.heading = p.turns[0]
			p.turns = slices.Delete(p.turns, 0, 1)
		}
		head := p.body[0].Add(p.heading)
		p.body = slices.Insert(p.body, 0, head)
		if at := slices.Index(g.food, head); at >= 0 {
			p.score++
			p.best = max(p.best, p.score)
		} else {
			p.body = p.body[:len(p.body)-1]
		}
	}
	g.food = slices.DeleteFunc(g.food, func(f Point) bool {
		return slices.ContainsFunc(g.players, func(p *player) bool { return len(p.body) > 0 && p.body[0] == f })
	})
}

// collide takes every snake off the board that ran into something. All see the board as it was after the move, so
// that of two heads that meet both are gone.
func (g *Game) collide() {
	var dead []*player
	for _, p := range g.players {
		if len(p.body) > 0 && g.hits(p) {
			dead = append(dead, p)
		}
	}
	for _, p := range dead {
		p.body, p.turns, p.score, p.back = nil, nil, 0, g.tick+awayTicks
	}
}

// hits reports whether a snake's head is where it cannot be.
func (g *Game) hits(p *player) bool {
	head := p.body[0]
	if !g.inside(head) || slices.Contains(p.body[1:], head) {
		return true
	}
	for _, other := range g.players {
		if other != p && slices.Contains(other.body, head) {
			return true
		}
	}
	return false
}

func (g *Game) inside(p Point) bool {
	return p.X >= 0 && p.X < g.cfg.Width && p.Y >= 0 && p.Y < g.cfg.Height
}
