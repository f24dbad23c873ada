package diagram

// A NodeKind tells what a node of a state machine stands for.
type NodeKind int

// The kinds of nodes, drawn as UML draws them.
const (
	State   NodeKind = iota // a box with its name
	Initial                 // a filled circle: what is made begins here
	Final                   // a filled circle in a ring: what is ended is no more
	Any                     // a dashed box: whichever state it is in
)

// A Node is a state, or where states begin and end.
type Node struct {
	Kind NodeKind
	Name string
	// Inside lists what happens in the state without leaving it.
	Inside []string
}

// An Edge leads from one node to another, or back to the same one.
type Edge struct {
	From, To int      // indices of Machine.Nodes
	Labels   []string // a line each
}

// A Machine is a state machine to draw.
type Machine struct {
	Title, Description string // for readers who do not see the drawing
	Nodes              []Node
	Edges              []Edge
}

// SVG draws the machine. With an id the drawing is for the inside of an HTML page that
// has Style and Variables, and id tells its title and description apart from those of
// others; without one it is a file of its own.
func (m Machine) SVG(id string) []byte {
	l := newLayout(m)
	c := newCanvas(l.width, l.height, id, m.Title, m.Description)
	for _, chain := range l.chains {
		l.drawEdge(c, chain)
	}
	for i := range m.Nodes {
		l.drawNode(c, i)
	}
	return c.end()
}

// Sizes in pixels.
const (
	margin     = 12
	lineHeight = 16
	nodePad    = 12 // between a node's text and its border
	nodeGap    = 24 // between neighbours in a rank
	rankGap    = 22 // between ranks, where edges may slant
	dot        = 16 // the diameter of where states begin and end
	linePad    = 8  // from an edge's line to its label
	loopReach  = 24 // how far a loop reaches out of its node
	insideWide = 30 // characters in a line inside a node, if its words allow
)

// drawNode draws a node and the loop at it.
func (l *layout) drawNode(c *canvas, i int) {
	n, box := l.machine.Nodes[i], l.boxes[i]
	switch n.Kind {
	case Initial:
		c.circle("solid", box.centre(), box.y+box.h/2, dot/2)
	case Final:
		c.circle("ring", box.centre(), box.y+box.h/2, dot/2)
		c.circle("solid", box.centre(), box.y+box.h/2, dot/2-4)
	default:
		class := "box"
		if n.Kind == Any {
			class = "any"
		}
		c.rect(class, box, 8)
		y := box.y + nodePad + lineHeight - 5
		c.text("name", "middle", box.centre(), y, n.Name)
		if inside := l.inside[i]; len(inside) > 0 {
			c.path("rule", "M%d %dH%d", box.x, y+8, box.x+box.w)
			for k, line := range inside {
				c.text("small", "middle", box.centre(), y+12+(k+1)*lineHeight-4, line)
			}
		}
	}
	for _, loop := range l.loops[i] {
		top, bottom := box.y+box.h/3, box.y+box.h*2/3
		right := box.x + box.w
		c.path("edge", "M%d %dC%d %d %d %d %d %d", right, top, right+loopReach, top-4, right+loopReach, bottom+4, right+8, bottom)
		c.path("solid", "M%d %dl8 -4v8z", right, bottom)
		l.drawLabels(c, right+loopReach, box.y+box.h/2, l.machine.Edges[loop].Labels)
	}
}

// drawLabels writes lines to the right of x, their middle at y.
func (l *layout) drawLabels(c *canvas, x, y int, labels []string) {
	top := y - len(labels)*lineHeight/2
	for k, label := range labels {
		c.text("label", "start", x, top+(k+1)*lineHeight-5, label)
	}
}
