package game

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStep(t *testing.T) {
	type turns map[int][]Direction
	tests := []struct {
		name   string
		snakes []*player
		turns  turns
		steps  int
		want   string
	}{
		{"straight on", []*player{snake(Right, 3, 1, "ll")}, nil, 1, `
			......
			..aaA.
			......`},
		{"a turn", []*player{snake(Right, 3, 1, "ll")}, turns{1: {Down}}, 1, `
			......
			..aa..
			...A..`},
		{"no turn back", []*player{snake(Right, 3, 1, "ll")}, turns{1: {Left}}, 1, `
			......
			..aaA.
			......`},
		{"two turns are two steps", []*player{snake(Right, 3, 1, "ll")}, turns{1: {Down, Left}}, 2, `
			......
			...a..
			..Aa..`},
		{"a third turn does not wait", []*player{snake(Right, 3, 2, "ll")}, turns{1: {Up, Left, Up}}, 3, `
			......
			.Aaa..
			......`},
		{"into the wall", []*player{snake(Right, 5, 1, "ll")}, nil, 1, `
			......
			......
			......`},
		{"into itself", []*player{snake(Left, 2, 1, "urrddll")}, turns{1: {Down}}, 2, `
			......
			......
			......`},
		{"to where its own tail was", []*player{snake(Left, 2, 1, "rdl")}, turns{1: {Down}}, 1, `
			......
			..aa..
			..Aa..`},
		{"into another", []*player{snake(Right, 2, 1, "ll"), snake(Up, 3, 0, "ddd")}, nil, 1, `
			......
			......
			......`},
		{"past another's tail", []*player{snake(Right, 2, 2, "ll"), snake(Right, 5, 0, "lldd")}, turns{2: {Down}}, 1, `
			...bbb
			...b.B
			.aaA..`},
		{"head to head in one cell", []*player{snake(Right, 1, 1, "l"), snake(Left, 3, 1, "r")}, nil, 1, `
			......
			......
			......`},
		{"heads that change places", []*player{snake(Right, 2, 1, "ll"), snake(Left, 3, 1, "rr")}, nil, 1, `
			......
			......
			......`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := board(t, 6, 3, tt.snakes...)
			for id, turns := range tt.turns {
				for _, d := range turns {
					g.Turn(id, d)
				}
			}
			for range tt.steps {
				g.Step()
			}
			want := strings.Join(strings.Fields(tt.want), "\n")
			if diff := cmp.Diff(want, draw(g.State())); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// One snake dies and the other, whose body was run into, goes on.
func TestOneDies(t *testing.T) {
	g := board(t, 8, 5, snake(Right, 2, 2, "ll"), snake(Down, 3, 3, "uuu"))
	g.players[0].score, g.players[0].best = 4, 6
	g.Step()
	a, _ := g.State().Snake(1)
	b, _ := g.State().Snake(2)
	if len(a.Body) != 0 || a.Score != 0 || a.Best != 6 {
		t.Errorf("the snake that ran into the other is %+v", a)
	}
	if want := (Point{3, 4}); len(b.Body) != 4 || b.Body[0] != want {
		t.Errorf("the other is %+v", b)
	}
}

func TestFoodAndGrowth(t *testing.T) {
	g := board(t, 8, 3, snake(Right, 3, 1, "ll"))
	g.cfg.Food = 2
	g.food = []Point{{4, 1}, {5, 1}}
	for want := 1; want <= 2; want++ {
		g.Step()
		s, _ := g.State().Snake(1)
		if s.Score != want || s.Best != want || len(s.Body) != startLength+want {
			t.Errorf("after %d pieces: %+v", want, s)
		}
		if len(g.food) != 2 || slices.ContainsFunc(g.food, func(f Point) bool { return slices.Contains(s.Body, f) }) {
			t.Errorf("the food is at %v, the snake at %v", g.food, s.Body)
		}
	}
}

// A board that is full of snake has no room for food, and that is no endless search.
func TestFullBoard(t *testing.T) {
	g := board(t, 3, 2, snake(Left, 0, 0, "rrdll"))
	g.cfg.Food = 1
	g.feed()
	if len(g.food) != 0 {
		t.Errorf("food at %v under the snake", g.food)
	}
	g.Leave(1)
	g.feed()
	if len(g.food) != 1 {
		t.Error("no food on the empty board")
	}
	if id, err := g.Join("late"); id != 1 || err != nil {
		t.Fatal(id, err)
	}
	if s, _ := g.State().Snake(1); len(s.Body) != 0 {
		t.Errorf("a snake at %v on a board with no room for it", s.Body)
	}
}

func TestDeadSnakeStartsAnew(t *testing.T) {
	g := board(t, 20, 10, snake(Up, 4, 0, "dd"))
	for range awayTicks {
		g.Step()
		if s, _ := g.State().Snake(1); len(s.Body) != 0 {
			t.Fatalf("tick %d: it is at %v", g.tick, s.Body)
		}
		g.Turn(1, Left) // is not kept for the new one
	}
	g.Step()
	s, _ := g.State().Snake(1)
	if len(s.Body) != startLength || len(g.players[0].turns) != 0 {
		t.Fatalf("it is %+v", s)
	}
	for i := range clearAhead {
		g.Step()
		if s, _ := g.State().Snake(1); len(s.Body) == 0 {
			t.Errorf("it died %d steps after it started", i+1)
		}
	}
}

func TestPlayers(t *testing.T) {
	g, err := New(Config{Width: 30, Height: 20, Food: 3, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for want := 1; want <= MaxPlayers; want++ {
		if id, err := g.Join("x"); id != want || err != nil {
			t.Fatalf("player %d: %d, %v", want, id, err)
		}
	}
	if _, err := g.Join("x"); !errors.Is(err, ErrFull) {
		t.Errorf("one more: %v", err)
	}
	g.Leave(3)
	if _, ok := g.State().Snake(3); ok {
		t.Error("player 3 is still there")
	}
	if id, err := g.Join("y"); id != 3 || err != nil {
		t.Errorf("the place of player 3 went to %d, %v", id, err)
	}
	g.Turn(99, Up) // nobody
	g.Leave(99)
}

func TestBadConfigs(t *testing.T) {
	for _, cfg := range []Config{{}, {Width: 20, Height: 7, Food: 1}, {Width: 500, Height: 20, Food: 1}, {Width: 20, Height: 20}, {Width: 20, Height: 20, Food: 51}} {
		if g, err := New(cfg); g != nil || err == nil {
			t.Errorf("%+v made a game", cfg)
		}
	}
}

// The same seed, joins and turns are the same game; another seed is another.
func TestSeed(t *testing.T) {
	run := func(seed uint64) State {
		g, err := New(Config{Width: 24, Height: 12, Food: 4, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"a", "b", "c"} {
			if _, err := g.Join(name); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 200 {
			g.Turn(i%3+1, Direction(i*i/3%4))
			g.Step()
		}
		return g.State()
	}
	if diff := cmp.Diff(run(7), run(7)); diff != "" {
		t.Error(diff)
	}
	if cmp.Equal(run(7), run(8)) {
		t.Error("two seeds gave the same game")
	}
}

// A State does not change with the game.
func TestStateIsACopy(t *testing.T) {
	g := board(t, 10, 5, snake(Right, 3, 1, "ll"))
	before := draw(g.State())
	s := g.State()
	g.Step()
	if after := draw(s); after != before {
		t.Errorf("it was\n%s\nand became\n%s", before, after)
	}
}

// Whatever is done, no two things are ever on one cell and nothing is outside of the board.
func FuzzGame(f *testing.F) {
	f.Add(uint64(1), []byte("abcdefghijklmnopqrstuvwxyz"))
	f.Add(uint64(9), []byte{0, 255, 1, 254, 2, 8, 16, 24, 32, 40, 48})
	f.Fuzz(func(t *testing.T, seed uint64, moves []byte) {
		g, err := New(Config{Width: MinWidth, Height: MinHeight, Food: 4, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range moves {
			switch id := int(m>>2)%MaxPlayers + 1; {
			case m < 16:
				g.Join("x")
			case m > 250:
				g.Leave(id)
			default:
				g.Turn(id, Direction(m%4))
			}
			g.Step()
			s := g.State()
			taken := map[Point]bool{}
			cells := slices.Clone(s.Food)
			for _, snake := range s.Snakes {
				cells = append(cells, snake.Body...)
			}
			for _, at := range cells {
				if taken[at] || !g.inside(at) {
					t.Fatalf("tick %d: %v is taken twice or outside\n%s", s.Tick, at, draw(s))
				}
				taken[at] = true
			}
		}
	})
}

func TestDirections(t *testing.T) {
	for d := Up; d <= Left; d++ {
		if read, err := ParseDirection(d.String()); read != d || err != nil {
			t.Errorf("%v is read as %v, %v", d, read, err)
		}
		if at := (Point{5, 5}).Add(d).Add(d.Opposite()); at != (Point{5, 5}) {
			t.Errorf("%v and back is %v", d, at)
		}
	}
	if _, err := ParseDirection("north"); err == nil {
		t.Error("north was read")
	}
}
