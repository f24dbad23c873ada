package view

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestQuantilesAreTheNearestRanks(t *testing.T) {
	var d durations
	for _, v := range []time.Duration{50, 10, 40, 20, 30} {
		d.add(v)
	}
	d.sort()
	for q, want := range map[float64]time.Duration{0: 10, 0.2: 10, 0.21: 20, 0.5: 30, 0.9: 50, 0.99: 50, 1: 50} {
		if got := d.quantile(q); got != want {
			t.Errorf("quantile %v is %d, want %d", q, got, want)
		}
	}
	if got := (&durations{}).quantile(0.5); got != 0 {
		t.Errorf("of no durations it is %v", got)
	}
}

// Beyond ExactDurations a quantile is never below the exact one, and at most 1/128 above it.
func TestQuantilesOfManyAreClose(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var d durations
	var all []time.Duration
	for range 3 * ExactDurations {
		v := time.Duration(math.Exp(random.Float64() * 30)) // from 1 ns to hours
		d.add(v)
		all = append(all, v)
	}
	d.sort()
	if d.exact() {
		t.Fatal("so many are exact")
	}
	slices.Sort(all)
	for _, q := range []float64{0.001, 0.01, 0.25, 0.5, 0.9, 0.99, 0.9999, 1} {
		want := all[max(1, int(math.Ceil(q*float64(len(all)))))-1]
		if got := d.quantile(q); got < want || float64(got) > float64(want)*(1+1.0/128) {
			t.Errorf("quantile %v is %d, want %d", q, got, want)
		}
	}
	if d.longest != all[len(all)-1] {
		t.Errorf("the longest is %d, want %d", d.longest, all[len(all)-1])
	}
}

func TestBucketsHoldTheirDurations(t *testing.T) {
	for _, v := range []time.Duration{0, 1, 255, 256, 257, 258, 511, 512, 1<<20 - 1, 1 << 20, time.Hour, math.MaxInt64 - 1, math.MaxInt64} {
		b := bucketOf(v)
		if v > topOf(b) || b > 0 && v <= topOf(b-1) {
			t.Errorf("%d is in bucket %d, of %d to %d", v, b, topOf(b-1)+1, topOf(b))
		}
	}
}
