package emulator

import "time"

// damage is the faults of one direction of the line. The wire's lock guards it.
type damage struct {
	drop, corrupt, double, delay dice
	delayFor                     time.Duration
	bytes                        bool // some of the first three can happen
	out                          []byte
}

// newDamage makes the generators. stream keeps those of the two directions, and of one host and the next, apart.
func newDamage(f *Faults, toHost bool, stream uint64) damage {
	kind := func(k FaultKind, chance float64) dice { return newDice(f.Seed, stream+uint64(k), chance) }
	d := damage{delay: kind(FaultDelay, f.Delay), delayFor: f.DelayFor}
	if f.OnlyToHost && !toHost || f.OnlyToModule && toHost {
		return d
	}
	d.drop, d.corrupt, d.double = kind(FaultDrop, f.Drop), kind(FaultCorrupt, f.Corrupt), kind(FaultDouble, f.Double)
	d.bytes = f.Drop > 0 || f.Corrupt > 0 || f.Double > 0
	return d
}

// late gives how much later a piece goes out.
func (d *damage) late() time.Duration {
	if d.delayFor > 0 && d.delay.hit() {
		return d.delayFor
	}
	return 0
}

// apply does to bytes that arrive what befalls them. What it returns is valid until the next call.
func (d *damage) apply(w *wire, p []byte) []byte {
	if !d.bytes {
		return p
	}
	d.out = d.out[:0]
	for i, b := range p {
		lost, flipped, twice := d.drop.hit(), d.corrupt.hit(), d.double.hit()
		at := w.position + int64(i)
		if lost {
			w.e.fault(FaultDrop, "byte %d %s, %q", at, w.direction(), b)
			continue
		}
		if flipped {
			was := b
			b ^= 1 << d.corrupt.pick(8)
			w.e.fault(FaultCorrupt, "byte %d %s, %q becomes %q", at, w.direction(), was, b)
		}
		d.out = append(d.out, b)
		if twice {
			w.e.fault(FaultDouble, "byte %d %s, %q", at, w.direction(), b)
			d.out = append(d.out, b)
		}
	}
	return d.out
}
