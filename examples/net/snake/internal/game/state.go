package game

import "slices"

// A State is what a game looks like at a tick. It shares nothing with the game.
type State struct {
	Width, Height int
	Tick          int
	Food          []Point
	Snakes        []Snake // by their players' numbers
}

// A Snake is one player's.
type Snake struct {
	ID          int
	Name        string
	Heading     Direction
	Body        []Point // the head first; empty while it is off the board
	Score, Best int     // food eaten since it started, and the most that it ever had
}

// State returns what the game looks like.
func (g *Game) State() State {
	s := State{Width: g.cfg.Width, Height: g.cfg.Height, Tick: g.tick, Food: slices.Clone(g.food)}
	for _, p := range g.players {
		s.Snakes = append(s.Snakes, Snake{
			ID: p.id, Name: p.name, Heading: p.heading, Body: slices.Clone(p.body), Score: p.score, Best: p.best,
		})
	}
	return s
}

// Snake returns a player's snake, and whether there is one.
func (s State) Snake(id int) (Snake, bool) {
	for _, snake := range s.Snakes {
		if snake.ID == id {
			return snake, true
		}
	}
	return Snake{}, false
}
