package diagram

// backEdges returns the edges that close a cycle. Seen from their other end, all edges
// lead downwards.
func backEdges(m Machine, edges []int) map[int]bool {
	const (
		unseen = iota
		open
		done
	)
	out := make([][]int, len(m.Nodes))
	for _, e := range edges {
		out[m.Edges[e].From] = append(out[m.Edges[e].From], e)
	}
	back := map[int]bool{}
	state := make([]int, len(m.Nodes))
	var visit func(n int)
	visit = func(n int) {
		state[n] = open
		for _, e := range out[n] {
			switch to := m.Edges[e].To; state[to] {
			case open:
				back[e] = true
			case unseen:
				visit(to)
			}
		}
		state[n] = done
	}
	for n := range m.Nodes {
		if state[n] == unseen {
			visit(n)
		}
	}
	return back
}

// ranksOf returns each node's rank: two below the lowest of those that lead to it. A node
// that none leads to stands right above the first that it leads to.
func ranksOf(m Machine, edges []int, reversed map[int]bool) []int {
	ends := func(e int) (top, bottom int) {
		if reversed[e] {
			return m.Edges[e].To, m.Edges[e].From
		}
		return m.Edges[e].From, m.Edges[e].To
	}
	rank := make([]int, len(m.Nodes))
	for moved := true; moved; { // ends, since the edges have no cycle
		moved = false
		for _, e := range edges {
			if top, bottom := ends(e); rank[bottom] < rank[top]+2 {
				rank[bottom] = rank[top] + 2
				moved = true
			}
		}
	}
	entered := make([]bool, len(m.Nodes))
	nearest := make([]int, len(m.Nodes))
	for _, e := range edges {
		top, bottom := ends(e)
		entered[bottom] = true
		if nearest[top] == 0 || rank[bottom] < nearest[top] {
			nearest[top] = rank[bottom]
		}
	}
	for n := range rank {
		if !entered[n] && nearest[n] > 0 {
			rank[n] = nearest[n] - 2
		}
	}
	return rank
}
