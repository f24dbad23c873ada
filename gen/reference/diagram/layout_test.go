package diagram

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"testing"
)

// overlaps reports whether two boxes have a pixel in common.
func overlaps(a, b box) bool {
	return a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h
}

func within(p point, b box) bool { return b.x < p.x && p.x < b.x+b.w && b.y < p.y && p.y < b.y+b.h }

// labelBox returns where the labels of a cell stand.
func labelBox(c *cell) box {
	h := len(c.labels) * lineHeight
	return box{c.x + linePad + linePad/2 + 2, c.y + c.h/2 - h/2, widest(c.labels), h}
}

// randomMachine makes a machine of up to twelve states, with loops, edges both ways and
// several parts that hang together with nothing.
func randomMachine(r *rand.Rand) Machine {
	m := Machine{Title: "random", Description: "random"}
	m.Nodes = append(m.Nodes, Node{Kind: Initial})
	states := 1 + r.IntN(12)
	for i := range states {
		n := Node{Kind: State, Name: "state" + string(rune('a'+i))}
		for range r.IntN(6) {
			n.Inside = append(n.Inside, "Method")
		}
		m.Nodes = append(m.Nodes, n)
	}
	m.Nodes = append(m.Nodes, Node{Kind: Any, Name: "any state"}, Node{Kind: Final})
	m.Edges = append(m.Edges, Edge{0, 1, []string{"Open"}}, Edge{states + 1, states + 2, []string{"Close"}})
	for range r.IntN(2 * states) {
		e := Edge{1 + r.IntN(states), 1 + r.IntN(states), nil}
		for range r.IntN(4) {
			e.Labels = append(e.Labels, fmt.Sprintf("Transition%d", r.IntN(2000)))
		}
		m.Edges = append(m.Edges, e)
	}
	return m
}

// sample returns points on an edge as drawEdge draws it.
func (l *layout) sample(ch chain) []point {
	var all []point
	points := l.route(ch)
	for i := 1; i < len(points); i++ {
		from, to := points[i-1], points[i]
		const n = 24
		for k := range n + 1 {
			t := float64(k) / n
			u := 1 - t
			middle := float64(from.y+to.y) / 2
			x := float64(from.x)*(u*u*u+3*u*u*t) + float64(to.x)*(3*u*t*t+t*t*t)
			y := float64(from.y)*u*u*u + 3*middle*u*u*t + 3*middle*u*t*t + float64(to.y)*t*t*t
			all = append(all, point{int(math.Round(x)), int(math.Round(y))})
		}
	}
	return all
}

func TestNothingOverlaps(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for n := range 300 {
		m := randomMachine(r)
		l := newLayout(m)
		whole := box{0, 0, l.width, l.height}
		var labels []box
		var owners []int
		for _, ch := range l.chains {
			for _, c := range ch.cells {
				if c.node < 0 && len(c.labels) > 0 {
					labels = append(labels, labelBox(c))
					owners = append(owners, ch.edge)
				}
			}
		}
		for i, a := range l.boxes {
			if a.x < 0 || a.y < 0 || a.x+a.w > whole.w || a.y+a.h > whole.h {
				t.Fatalf("machine %d: node %d lies outside of the drawing", n, i)
			}
			for k, b := range l.boxes[:i] {
				if overlaps(a, b) {
					t.Fatalf("machine %d: nodes %d and %d overlap", n, i, k)
				}
			}
			for k, b := range labels {
				if overlaps(a, b) {
					t.Fatalf("machine %d: the label of edge %d lies over node %d", n, owners[k], i)
				}
			}
		}
		for i, a := range labels {
			if a.x+a.w > whole.w || a.y < 0 || a.y+a.h > whole.h {
				t.Fatalf("machine %d: the label of edge %d leaves the drawing", n, owners[i])
			}
			for k, b := range labels[:i] {
				if overlaps(a, b) {
					t.Fatalf("machine %d: the labels of edges %d and %d overlap", n, owners[i], owners[k])
				}
			}
		}
		labelled := 0
		for _, ch := range l.chains {
			for _, p := range l.sample(ch) {
				for i, b := range l.boxes {
					if within(p, b) {
						t.Fatalf("machine %d: edge %d crosses node %d at %v", n, ch.edge, i, p)
					}
				}
				for k, b := range labels {
					if within(p, b) {
						t.Fatalf("machine %d: edge %d crosses the label of edge %d at %v", n, ch.edge, owners[k], p)
					}
				}
			}
			if len(m.Edges[ch.edge].Labels) > 0 {
				labelled++
			}
		}
		if labelled != len(labels) {
			t.Fatalf("machine %d: %d edges with labels, %d labels placed", n, labelled, len(labels))
		}
	}
}

func TestEdgesEndAtTheirNodes(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for n := range 100 {
		l := newLayout(randomMachine(r))
		for _, ch := range l.chains {
			e := l.machine.Edges[ch.edge]
			top, bottom := l.boxes[e.From], l.boxes[e.To]
			if ch.reversed {
				top, bottom = bottom, top
			}
			points := l.route(ch)
			first, last := points[0], points[len(points)-1]
			if first.y != top.y+top.h || first.x < top.x || first.x > top.x+top.w {
				t.Fatalf("machine %d: edge %d begins at %v, its node is %v", n, ch.edge, first, top)
			}
			if last.y != bottom.y || last.x < bottom.x || last.x > bottom.x+bottom.w {
				t.Fatalf("machine %d: edge %d ends at %v, its node is %v", n, ch.edge, last, bottom)
			}
		}
	}
}

func TestFewEdgesCross(t *testing.T) {
	// A ring and a way back: a planar machine, which is drawn without a crossing.
	m := Machine{Nodes: []Node{{Kind: Initial}, {Name: "a"}, {Name: "b"}, {Name: "c"}, {Name: "d"}, {Kind: Any, Name: "any state"}}}
	for _, e := range [][2]int{{0, 1}, {0, 3}, {1, 2}, {1, 3}, {2, 3}, {2, 4}, {5, 1}} {
		m.Edges = append(m.Edges, Edge{e[0], e[1], []string{"Move"}})
	}
	l := newLayout(m)
	place := map[*cell]int{}
	for _, rank := range l.ranks {
		for i, c := range rank {
			place[c] = i
		}
	}
	if n := crossings(l.ranks, place); n != 0 {
		t.Errorf("%d edges cross in a machine that needs none", n)
	}
}

func TestDrawingsAreXMLAndStable(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for n := range 50 {
		m := randomMachine(r)
		m.Title, m.Nodes[1].Name = `"<&'>]]> `+"\x01", `</text><script>`
		first := m.SVG("")
		if !bytes.Equal(first, m.SVG("")) {
			t.Fatalf("machine %d has two drawings", n)
		}
		checkXML(t, first)
		checkXML(t, m.SVG("id"))
	}
	s := Sequence{Title: "t", Description: "d", Device: "Dev", Trigger: "</svg> & <b>a long trigger that needs more than one line</b>",
		Ordered: []Arrow{{"First(<fd>)", "every"}, {"Second()", "latest only"}}, Free: []Arrow{{"Third()", "every"}}}
	checkXML(t, s.SVG(""))
	checkXML(t, s.SVG("id"))
	for _, want := range []string{"①", "②", "in no fixed order", "Third()"} {
		if !bytes.Contains(s.SVG(""), []byte(want)) {
			t.Errorf("the sequence does not show %q", want)
		}
	}
}

// checkXML fails unless a drawing is XML with a title and a description, and no more
// elements than a drawing has.
func checkXML(t *testing.T, svg []byte) {
	t.Helper()
	known := map[string]bool{"svg": true, "title": true, "desc": true, "style": true, "rect": true, "path": true, "circle": true, "text": true}
	seen := map[string]int{}
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not XML: %v\n%s", err, svg)
		}
		if e, ok := token.(xml.StartElement); ok {
			seen[e.Name.Local]++
			if !known[e.Name.Local] {
				t.Errorf("a drawing has an element %s", e.Name.Local)
			}
		}
	}
	if seen["svg"] != 1 || seen["title"] != 1 || seen["desc"] != 1 {
		t.Errorf("elements: %v", seen)
	}
}

func TestEmptyMachine(t *testing.T) {
	checkXML(t, Machine{Title: "t", Description: "d", Nodes: []Node{{Kind: Initial}, {Name: "only"}}}.SVG(""))
}
