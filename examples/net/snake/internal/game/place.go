package game

import "slices"

// feed puts food on free cells until there is as much as there should be, or no cell is left.
func (g *Game) feed() {
	for len(g.food) < g.cfg.Food {
		free := g.free()
		if len(free) == 0 {
			return
		}
		g.food = append(g.food, free[g.random.IntN(len(free))])
	}
}

// free lists the cells that nothing is on, by rows.
func (g *Game) free() []Point {
	taken := make(map[Point]bool)
	for _, f := range g.food {
		taken[f] = true
	}
	for _, p := range g.players {
		for _, at := range p.body {
			taken[at] = true
		}
	}
	var free []Point
	for y := range g.cfg.Height {
		for x := range g.cfg.Width {
			if at := (Point{x, y}); !taken[at] {
				free = append(free, at)
			}
		}
	}
	return free
}

// clearAhead is how many cells a snake that starts has free before it.
const clearAhead = 3

// place puts a snake on the board where it fits, straight, with free cells before it. Where it fits nowhere it tries
// again at the next tick.
func (g *Game) place(p *player) {
	free := make(map[Point]bool)
	for _, at := range g.free() {
		free[at] = true
	}
	type start struct {
		head    Point
		heading Direction
	}
	var starts []start
	for y := range g.cfg.Height {
		for x := range g.cfg.Width {
			for d := Up; d <= Left; d++ {
				if s := (start{Point{x, y}, d}); fits(free, s.head, s.heading) {
					starts = append(starts, s)
				}
			}
		}
	}
	if len(starts) == 0 {
		p.back = g.tick + 1
		return
	}
	s := starts[g.random.IntN(len(starts))]
	p.heading, p.score = s.heading, 0
	p.body = line(s.head, s.heading.Opposite(), startLength)
}

func fits(free map[Point]bool, head Point, heading Direction) bool {
	cells := append(line(head, heading.Opposite(), startLength), line(head.Add(heading), heading, clearAhead)...)
	return !slices.ContainsFunc(cells, func(at Point) bool { return !free[at] })
}

// line returns n cells from a point in a direction.
func line(from Point, d Direction, n int) []Point {
	cells := make([]Point, n)
	for i := range cells {
		cells[i] = from
		from = from.Add(d)
	}
	return cells
}
