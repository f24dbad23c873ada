package diagram

import (
	"fmt"
	"slices"
	"strings"
)

// arrow is how long an arrow's head is.
const arrow = 9

// drawEdge draws an edge along its chain: straight down through the cells, slanting
// between the ranks, with its head at the end that it leads to.
func (l *layout) drawEdge(c *canvas, ch chain) {
	points := l.route(ch)
	first, last := points[0], points[len(points)-1]
	if ch.reversed {
		points[0].y += arrow - 1
	} else {
		points[len(points)-1].y -= arrow - 1
	}
	var d strings.Builder
	fmt.Fprintf(&d, "M%d %d", points[0].x, points[0].y)
	for i := 1; i < len(points); i++ {
		from, to := points[i-1], points[i]
		if from.x == to.x {
			fmt.Fprintf(&d, "V%d", to.y)
			continue
		}
		middle := (from.y + to.y) / 2
		fmt.Fprintf(&d, "C%d %d %d %d %d %d", from.x, middle, to.x, middle, to.x, to.y)
	}
	c.path("edge", "%s", d.String())
	if ch.reversed {
		c.path("solid", "M%d %dl-4 %dh8z", first.x, first.y, arrow)
	} else {
		c.path("solid", "M%d %dl-4 %dh8z", last.x, last.y, -arrow)
	}
	for _, pass := range ch.cells[1 : len(ch.cells)-1] {
		if len(pass.labels) > 0 {
			l.drawLabels(c, pass.x+linePad+linePad/2+2, pass.y+pass.h/2, pass.labels)
		}
	}
}

type point struct{ x, y int }

// route returns the points of an edge, two for each cell that it passes: where it enters
// and where it leaves.
func (l *layout) route(ch chain) []point {
	top, bottom := ch.cells[0], ch.cells[len(ch.cells)-1]
	topBox, bottomBox := l.boxes[top.node], l.boxes[bottom.node]
	points := []point{{port(top, top.down, ch.cells[1]), topBox.y + topBox.h}}
	// A lower node than its neighbours in the rank is left straight down first.
	points = append(points, point{points[0].x, l.rankBottom(top.rank)})
	for _, pass := range ch.cells[1 : len(ch.cells)-1] {
		x := pass.x + pass.line()
		points = append(points, point{x, pass.y}, point{x, pass.y + pass.h})
	}
	x := port(bottom, bottom.up, ch.cells[len(ch.cells)-2])
	return append(points, point{x, l.rankTop(bottom.rank)}, point{x, bottomBox.y})
}

// port returns the x at which the edge to or from other meets a node: the edges on one
// side share its width evenly, in the order of where they go.
func port(node *cell, others []*cell, other *cell) int {
	sorted := slices.Clone(others)
	slices.SortStableFunc(sorted, func(a, b *cell) int { return a.x + a.line() - b.x - b.line() })
	i := slices.Index(sorted, other)
	return node.x + node.boxW*(i+1)/(len(sorted)+1)
}

func (l *layout) rankTop(rank int) int {
	top := l.ranks[rank][0].y
	for _, c := range l.ranks[rank] {
		top = min(top, c.y)
	}
	return top
}

func (l *layout) rankBottom(rank int) int {
	bottom := 0
	for _, c := range l.ranks[rank] {
		bottom = max(bottom, c.y+c.h)
	}
	return bottom
}
