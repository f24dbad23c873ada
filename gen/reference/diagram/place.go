package diagram

// placeRanks gives each cell its x. In turns down and up, the cells of a rank go as near
// to the mean of their neighbours as their order and their widths allow.
func placeRanks(ranks [][]*cell) {
	for _, rank := range ranks {
		x := 0
		for _, c := range rank {
			c.x = x
			x += c.w + nodeGap
		}
	}
	for sweep := range sweeps {
		down := sweep%2 == 0
		for i := range ranks {
			rank := ranks[i]
			if !down {
				rank = ranks[len(ranks)-1-i]
			}
			wanted := make([]int, len(rank))
			for k, c := range rank {
				wanted[k] = wish(c, down)
			}
			fit(rank, wanted)
		}
	}
}

// wish returns the x at which a cell's edges would be straight.
func wish(c *cell, down bool) int {
	neighbours := c.up
	if !down {
		neighbours = c.down
	}
	if len(neighbours) == 0 {
		return c.x
	}
	sum := 0
	for _, n := range neighbours {
		sum += n.x + n.line()
	}
	return sum/len(neighbours) - c.line()
}

// fit places the cells of a rank so that the sum of the squared distances to what each
// wants is the least that keeps their order and their gaps: neighbours that want to
// overlap are pooled and go to the mean of their wishes (isotonic regression).
func fit(rank []*cell, wanted []int) {
	type pool struct{ sum, n, mean int }
	var pools []pool
	offset := 0 // of a cell in a rank without a gap more than needed
	offsets := make([]int, len(rank))
	for i, c := range rank {
		offsets[i] = offset
		p := pool{wanted[i] - offset, 1, wanted[i] - offset}
		offset += c.w + nodeGap
		for len(pools) > 0 && pools[len(pools)-1].mean >= p.mean {
			last := pools[len(pools)-1]
			pools = pools[:len(pools)-1]
			p.sum += last.sum
			p.n += last.n
			p.mean = floorDiv(p.sum, p.n)
		}
		pools = append(pools, p)
	}
	i := 0
	for _, p := range pools {
		for range p.n {
			rank[i].x = p.mean + offsets[i]
			i++
		}
	}
}

// floorDiv divides and rounds down, also what is negative.
func floorDiv(a, b int) int {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}
