package diagram

// A layout places a machine's nodes in ranks, from the top down, in the manner of
// Sugiyama, Tagawa and Toda (1981). States are in even ranks. An edge passes every rank
// between its ends in a cell of its own, and one of those in an odd rank holds its label:
// no edge and no label lies over a node, whatever the machine.
type layout struct {
	machine       Machine
	width, height int
	boxes         []box      // by node
	inside        [][]string // by node: the lines of Node.Inside
	loops         [][]int    // by node: the edges from it to itself
	ranks         [][]*cell  // from the top, each from the left
	chains        []chain
}

// A box is a rectangle.
type box struct{ x, y, w, h int }

func (b box) centre() int { return b.x + b.w/2 }

// A cell is a node's place in a rank, or that of an edge which passes.
type cell struct {
	node     int // -1 where an edge passes
	labels   []string
	rank     int
	x, y     int
	w, h     int
	boxW     int // of a node: without the loop at its right
	up, down []*cell
}

// line returns where edges meet the cell, measured from its left side.
func (c *cell) line() int {
	if c.node >= 0 {
		return c.boxW / 2
	}
	return linePad
}

// A chain is an edge's way through the ranks, from the top down.
type chain struct {
	edge     int
	reversed bool // the edge leads upwards
	cells    []*cell
}

func newLayout(m Machine) *layout {
	l := &layout{machine: m, boxes: make([]box, len(m.Nodes)), inside: make([][]string, len(m.Nodes)), loops: make([][]int, len(m.Nodes))}
	var edges []int
	for i, e := range m.Edges {
		if e.From == e.To {
			l.loops[e.From] = append(l.loops[e.From], i)
		} else {
			edges = append(edges, i)
		}
	}
	reversed := backEdges(m, edges)
	rank := ranksOf(m, edges, reversed)
	l.fill(edges, reversed, rank)
	orderRanks(l.ranks)
	placeRanks(l.ranks)
	l.settle()
	return l
}

// fill makes the cells of every rank.
func (l *layout) fill(edges []int, reversed map[int]bool, rank []int) {
	last := 0
	for _, r := range rank {
		last = max(last, r)
	}
	l.ranks = make([][]*cell, last+1)
	add := func(c *cell) *cell {
		l.ranks[c.rank] = append(l.ranks[c.rank], c)
		return c
	}
	nodes := make([]*cell, len(rank))
	for i, r := range rank {
		nodes[i] = add(l.nodeCell(i, r))
	}
	for _, e := range edges {
		top, bottom := l.machine.Edges[e].From, l.machine.Edges[e].To
		if reversed[e] {
			top, bottom = bottom, top
		}
		labelled := (rank[top]+rank[bottom])/2 | 1 // an odd rank, near the middle
		if labelled >= rank[bottom] {
			labelled -= 2
		}
		c := chain{edge: e, reversed: reversed[e], cells: []*cell{nodes[top]}}
		for r := rank[top] + 1; r < rank[bottom]; r++ {
			pass := &cell{node: -1, rank: r, w: 2 * linePad}
			if r == labelled {
				pass.labels = l.machine.Edges[e].Labels
				pass.w += widest(pass.labels) + linePad/2
				pass.h = len(pass.labels) * lineHeight
			}
			c.cells = append(c.cells, add(pass))
		}
		c.cells = append(c.cells, nodes[bottom])
		for i := 1; i < len(c.cells); i++ {
			c.cells[i-1].down = append(c.cells[i-1].down, c.cells[i])
			c.cells[i].up = append(c.cells[i].up, c.cells[i-1])
		}
		l.chains = append(l.chains, c)
	}
}

// nodeCell measures a node.
func (l *layout) nodeCell(i, rank int) *cell {
	n := l.machine.Nodes[i]
	c := &cell{node: i, rank: rank, w: dot, h: dot}
	if n.Kind == State || n.Kind == Any {
		l.inside[i] = wrapList(n.Inside, insideWide)
		c.w = max(textWidth(n.Name), widest(l.inside[i])) + 2*nodePad
		c.h = lineHeight + 2*nodePad - 4
		if len(l.inside[i]) > 0 {
			c.h += len(l.inside[i])*lineHeight + 6
		}
	}
	c.boxW = c.w
	for _, loop := range l.loops[i] {
		labels := l.machine.Edges[loop].Labels
		c.w = max(c.w, c.boxW+loopReach+widest(labels)+linePad)
		c.h = max(c.h, len(labels)*lineHeight)
	}
	return c
}

// settle turns the cells' places into pixels of the drawing.
func (l *layout) settle() {
	left, right := 0, 0
	for i, rank := range l.ranks {
		for k, c := range rank {
			if i == 0 && k == 0 || c.x < left {
				left = c.x
			}
			right = max(right, c.x+c.w)
		}
	}
	y := margin
	for _, rank := range l.ranks {
		height := 0
		for _, c := range rank {
			height = max(height, c.h)
		}
		for _, c := range rank {
			c.x += margin - left
			if c.node >= 0 {
				c.y = y + (height-c.h)/2
				l.boxes[c.node] = box{c.x, c.y, c.boxW, c.h}
			} else {
				c.y, c.h = y, height
			}
		}
		y += height + rankGap
	}
	l.width = right - left + 2*margin
	l.height = y - rankGap + margin
}
