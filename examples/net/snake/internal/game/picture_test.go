package game

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// board returns a game with the snakes on it, numbered from 1, and no food.
func board(t *testing.T, width, height int, snakes ...*player) *Game {
	t.Helper()
	g := &Game{cfg: Config{Width: width, Height: height}, random: rand.New(rand.NewPCG(1, 1))}
	for i, p := range snakes {
		p.id, p.name = i+1, string(rune('A'+i))
		g.players = append(g.players, p)
	}
	return g
}

// snake is one whose body goes from its head by steps such as lld.
func snake(heading Direction, x, y int, body string) *player {
	p := &player{heading: heading, body: []Point{{x, y}}}
	for _, r := range body {
		p.body = append(p.body, p.body[len(p.body)-1].Add(Direction(strings.IndexRune("urdl", r))))
	}
	return p
}

// draw draws a board: a capital is a head, small letters are the body behind it, * is food.
func draw(s State) string {
	rows := make([][]byte, s.Height)
	for y := range rows {
		rows[y] = []byte(strings.Repeat(".", s.Width))
	}
	for _, f := range s.Food {
		rows[f.Y][f.X] = '*'
	}
	for _, snake := range s.Snakes {
		for i, at := range snake.Body {
			letter := byte('A' + snake.ID - 1)
			if i > 0 {
				letter += 'a' - 'A'
			}
			rows[at.Y][at.X] = letter
		}
	}
	lines := make([]string, len(rows))
	for y, row := range rows {
		lines[y] = string(row)
	}
	return strings.Join(lines, "\n")
}
