package emulator

import (
	"math"
	"math/rand/v2"
)

// dice decides for one kind of fault. It counts the opportunities up to the next fault, so that those in between cost
// nothing.
type dice struct {
	rng    *rand.Rand // nil: never
	chance float64
	left   int // opportunities that pass before the next fault
}

// newDice makes the generator of a kind of fault. Another stream of one seed gives other faults.
func newDice(seed, stream uint64, chance float64) dice {
	if chance <= 0 {
		return dice{}
	}
	d := dice{rng: rand.New(rand.NewPCG(seed, stream)), chance: chance}
	d.draw()
	return d
}

// draw chooses the next gap: the number of failures before a success is geometrically distributed.
func (d *dice) draw() {
	d.left = 0
	if d.chance < 1 {
		gap := math.Log1p(-d.rng.Float64()) / math.Log1p(-d.chance)
		d.left = int(min(gap, math.MaxInt32))
	}
}

// next takes up to n opportunities and gives the index of the one with a fault, which is the last that it took, or -1.
func (d *dice) next(n int) int {
	if d.rng == nil {
		return -1
	}
	if d.left >= n {
		d.left -= n
		return -1
	}
	at := d.left
	d.draw()
	return at
}

// hit takes one opportunity.
func (d *dice) hit() bool { return d.next(1) == 0 }

// pick chooses one of n for a fault that happens.
func (d *dice) pick(n int) int { return d.rng.IntN(n) }
