// Package pilot steers a snake by itself: to the nearest food, and where that is not to be had, to where there is room.
package pilot

import "drivergen/examples/net/snake/internal/game"

// Steer returns where a player's snake is to turn, and false where it is to go straight on. The same state gives the
// same answer.
func Steer(s game.State, id int) (game.Direction, bool) {
	snake, ok := s.Snake(id)
	if !ok || len(snake.Body) == 0 {
		return 0, false
	}
	b := newBoard(s, snake)
	best, bestValue := snake.Heading, -1
	for _, d := range []game.Direction{snake.Heading, (snake.Heading + 1) % 4, (snake.Heading + 3) % 4} {
		if value := b.value(snake.Body[0].Add(d), len(snake.Body)); value > bestValue {
			best, bestValue = d, value
		}
	}
	return best, best != snake.Heading
}

// A board knows which cells a snake must not enter.
type board struct {
	width, height int
	taken         []bool // a body is there
	risky         []bool // another head may be there after the next step
	food          []bool
}

func newBoard(s game.State, own game.Snake) *board {
	n := s.Width * s.Height
	b := &board{width: s.Width, height: s.Height, taken: make([]bool, n), risky: make([]bool, n), food: make([]bool, n)}
	for _, at := range s.Food {
		b.food[b.index(at)] = true
	}
	for _, snake := range s.Snakes {
		for _, at := range snake.Body {
			b.taken[b.index(at)] = true
		}
		if snake.ID == own.ID || len(snake.Body) == 0 {
			continue
		}
		for d := game.Up; d <= game.Left; d++ {
			if next := snake.Body[0].Add(d); b.inside(next) {
				b.risky[b.index(next)] = true
			}
		}
	}
	return b
}

// value grades a cell to go to: -1 where it is taken; better the more room there is, up to what the snake needs, and
// then the nearer the food.
func (b *board) value(at game.Point, length int) int {
	if !b.inside(at) || b.taken[b.index(at)] {
		return -1
	}
	room, distance := b.explore(at)
	value := min(room, 2*length)*1000 - distance
	if b.risky[b.index(at)] {
		value /= 4
	}
	return value
}

// explore counts the cells that can be reached from one, and the steps from there to the nearest food, as many as there
// are cells where there is none.
func (b *board) explore(from game.Point) (room, distance int) {
	distance = len(b.taken)
	steps := make([]int, len(b.taken)) // from the cell, counted from 1; 0: not seen
	steps[b.index(from)] = 1
	queue := []game.Point{from}
	for ; room < len(queue); room++ {
		at := queue[room]
		n := steps[b.index(at)]
		if b.food[b.index(at)] {
			distance = min(distance, n-1)
		}
		for d := game.Up; d <= game.Left; d++ {
			next := at.Add(d)
			if b.inside(next) && !b.taken[b.index(next)] && steps[b.index(next)] == 0 {
				steps[b.index(next)] = n + 1
				queue = append(queue, next)
			}
		}
	}
	return room, distance
}

func (b *board) index(at game.Point) int { return at.Y*b.width + at.X }

func (b *board) inside(at game.Point) bool {
	return at.X >= 0 && at.X < b.width && at.Y >= 0 && at.Y < b.height
}
