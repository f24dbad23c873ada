package diagram

import (
	"math/rand/v2"
	"slices"
)

// sweeps is how often the ranks are gone through, down and up in turns.
const sweeps = 12

// Orders to begin with, besides that of the nodes: few for a large machine.
const (
	starts      = 24
	startsLarge = 2
	largeCells  = 150
)

// orderRanks orders each rank so that few edges cross: each cell goes to the mean place
// of its neighbours in the rank before, then neighbours change places where that helps,
// and the best order met stays (Gansner, Koutsofios, North and Vo, 1993). It begins anew
// from several orders, always the same.
func orderRanks(ranks [][]*cell) {
	o := ordering{ranks: ranks, place: map[*cell]int{}}
	o.number()
	o.keep()
	cells := 0
	for _, rank := range ranks {
		cells += len(rank)
	}
	more := starts
	if cells > largeCells {
		more = startsLarge
	}
	random := rand.New(rand.NewPCG(1, 1))
	for start := 0; start <= more && o.fewest > 0; start++ {
		if start > 0 {
			for _, rank := range ranks {
				random.Shuffle(len(rank), func(i, k int) { rank[i], rank[k] = rank[k], rank[i] })
			}
			o.number()
		}
		for sweep := 0; sweep < sweeps && o.fewest > 0; sweep++ {
			o.sweep(sweep%2 == 0)
			transpose(ranks, o.place)
			if crossings(ranks, o.place) < o.fewest {
				o.keep()
			}
		}
	}
	copy(ranks, o.best)
}

// An ordering is the search for the best order.
type ordering struct {
	ranks  [][]*cell
	place  map[*cell]int // in its rank
	best   [][]*cell
	fewest int // how many edges cross in best
}

// number notes the cells' places.
func (o *ordering) number() {
	for _, rank := range o.ranks {
		for i, c := range rank {
			o.place[c] = i
		}
	}
}

// keep notes the order as the best one so far.
func (o *ordering) keep() {
	o.best = make([][]*cell, len(o.ranks))
	for i, rank := range o.ranks {
		o.best[i] = slices.Clone(rank)
	}
	o.fewest = crossings(o.ranks, o.place)
}

// sweep moves the cells of each rank to the mean places of their neighbours above, from
// the top down, or of those below, from the bottom up.
func (o *ordering) sweep(down bool) {
	for i := range o.ranks {
		rank := o.ranks[i]
		if !down {
			rank = o.ranks[len(o.ranks)-1-i]
		}
		const scale = 1000
		mean := map[*cell]int{}
		for _, c := range rank {
			neighbours := c.up
			if !down {
				neighbours = c.down
			}
			mean[c] = o.place[c] * scale
			if len(neighbours) > 0 {
				sum := 0
				for _, n := range neighbours {
					sum += o.place[n] * scale
				}
				mean[c] = sum / len(neighbours)
			}
		}
		slices.SortStableFunc(rank, func(a, b *cell) int { return mean[a] - mean[b] })
		for k, c := range rank {
			o.place[c] = k
		}
	}
}

// crossings counts the pairs of edges that cross between neighbouring ranks.
func crossings(ranks [][]*cell, place map[*cell]int) int {
	n := 0
	for _, rank := range ranks {
		var before [][2]int
		for _, c := range rank {
			for _, d := range c.down {
				this := [2]int{place[c], place[d]}
				for _, other := range before {
					if other[0] < this[0] && other[1] > this[1] {
						n++
					}
				}
				before = append(before, this)
			}
		}
	}
	return n
}

// transpose lets neighbours in a rank change places while fewer edges cross then.
func transpose(ranks [][]*cell, place map[*cell]int) {
	for better := true; better; {
		better = false
		for _, rank := range ranks {
			for i := 1; i < len(rank); i++ {
				a, b := rank[i-1], rank[i]
				if between(b, a, place) < between(a, b, place) {
					rank[i-1], rank[i] = b, a
					place[b], place[a] = i-1, i
					better = true
				}
			}
		}
	}
}

// between counts how often the edges of two neighbours cross, with left on the left.
func between(left, right *cell, place map[*cell]int) int {
	n := 0
	for _, side := range [][2][]*cell{{left.up, right.up}, {left.down, right.down}} {
		for _, a := range side[0] {
			for _, b := range side[1] {
				if place[a] > place[b] {
					n++
				}
			}
		}
	}
	return n
}
