package view

import (
	"math"
	"math/bits"
	"slices"
	"time"
)

// ExactDurations is up to how many calls of one method percentiles are exact. Of more calls they are
// those of a histogram, and at most 1/128 above the exact ones; the maximum is always exact.
const ExactDurations = 100_000

// durations are how long calls took.
type durations struct {
	all     []time.Duration // while there are few
	buckets []int           // then
	n       int
	longest time.Duration
}

func (d *durations) add(v time.Duration) {
	v = max(0, v)
	d.n++
	d.longest = max(d.longest, v)
	switch {
	case d.buckets != nil:
		d.buckets[bucketOf(v)]++
	case len(d.all) < ExactDurations:
		d.all = append(d.all, v)
	default:
		d.buckets = make([]int, bucketOf(math.MaxInt64)+1)
		for _, v := range d.all {
			d.buckets[bucketOf(v)]++
		}
		d.buckets[bucketOf(v)]++
		d.all = nil
	}
}

// exact reports whether quantile tells an exact duration.
func (d *durations) exact() bool { return d.buckets == nil }

// sort makes quantile work.
func (d *durations) sort() { slices.Sort(d.all) }

// quantile returns the least duration that q of the calls, a share from 0 to 1, did not exceed: the
// nearest rank.
func (d *durations) quantile(q float64) time.Duration {
	rank := max(1, int(math.Ceil(q*float64(d.n))))
	if d.exact() {
		if len(d.all) == 0 {
			return 0
		}
		return d.all[min(rank, len(d.all))-1]
	}
	for i, n := range d.buckets {
		if rank -= n; rank <= 0 {
			return min(topOf(i), d.longest)
		}
	}
	return d.longest
}

// Each power of two has this many buckets, as a power of two itself.
const fineness = 7

// bucketOf returns the bucket of a duration: those up to 255 ns have one each.
func bucketOf(v time.Duration) int {
	shift := max(0, bits.Len64(uint64(v))-fineness-1)
	return shift<<fineness + int(v>>shift)
}

// topOf returns the longest duration of a bucket.
func topOf(bucket int) time.Duration {
	if bucket < 2<<fineness {
		return time.Duration(bucket)
	}
	shift := bucket>>fineness - 1
	return time.Duration(bucket-shift<<fineness+1)<<shift - 1
}
