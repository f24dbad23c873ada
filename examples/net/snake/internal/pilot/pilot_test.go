package pilot

import (
	"testing"

	"drivergen/examples/net/snake/internal/game"
)

func points(xy ...int) []game.Point {
	var list []game.Point
	for i := 0; i < len(xy); i += 2 {
		list = append(list, game.Point{X: xy[i], Y: xy[i+1]})
	}
	return list
}

func TestSteer(t *testing.T) {
	one := func(heading game.Direction, food []game.Point, body ...int) game.State {
		return game.State{Width: 8, Height: 6, Food: food, Snakes: []game.Snake{{ID: 1, Heading: heading, Body: points(body...)}}}
	}
	rival := one(game.Right, points(5, 2), 3, 2, 2, 2, 1, 2)
	rival.Snakes = append(rival.Snakes, game.Snake{ID: 2, Heading: game.Down, Body: points(4, 1, 4, 0, 5, 0)})
	tests := []struct {
		name  string
		state game.State
		want  game.Direction
	}{
		{"food ahead", one(game.Right, points(6, 2), 3, 2, 2, 2, 1, 2), game.Right},
		{"food to the left hand", one(game.Right, points(3, 0), 3, 2, 2, 2, 1, 2), game.Up},
		{"food to the right hand", one(game.Right, points(3, 5), 3, 2, 2, 2, 1, 2), game.Down},
		{"a wall", one(game.Right, points(3, 5), 7, 2, 6, 2, 5, 2), game.Down},
		{"a corner", one(game.Up, nil, 0, 0, 0, 1, 0, 2), game.Right},
		{"no dead end", one(game.Right, points(0, 0), 1, 1, 0, 1, 0, 2, 1, 2, 2, 2, 3, 2, 3, 1, 3, 0, 2, 0), game.Up},
		{"no cell that another head may enter", rival, game.Down},
		{"off the board", one(game.Left, nil), game.Left},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, turns := Steer(tt.state, 1)
			if !turns {
				if s := tt.state.Snakes[0]; len(s.Body) > 0 || d == 0 {
					d = s.Heading
				}
			}
			if d != tt.want {
				t.Errorf("it goes %v, want %v", d, tt.want)
			}
		})
	}
	if _, turns := Steer(rival, 3); turns {
		t.Error("a player who is not there turns")
	}
}

// It plays well enough to be worth playing against.
func TestPlaysAlone(t *testing.T) {
	for seed := range uint64(3) {
		g, err := game.New(game.Config{Width: 20, Height: 12, Food: 2, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		id, err := g.Join("pilot")
		if err != nil {
			t.Fatal(err)
		}
		for range 400 {
			if d, turns := Steer(g.State(), id); turns {
				g.Turn(id, d)
			}
			g.Step()
		}
		if s, _ := g.State().Snake(id); s.Best < 20 {
			t.Errorf("seed %d: at best %d pieces of food in 400 ticks", seed, s.Best)
		}
	}
}
