package esp8266_test

import (
	"encoding/binary"
	"fmt"

	"drivergen/impl/esp8266/at"
)

// soakFlow is one direction of a link: a stream whose byte at a position anybody can work out, so that both ends know
// at once whether what they have is what was sent.
type soakFlow struct {
	key   uint64
	next  int        // the position of the next byte to be written
	parts []soakPart // what was written, in order
}

// soakPart is what one call wrote: the bytes up to a position, behind those of the part before.
type soakPart struct {
	end int
	ok  bool // the call reported them as delivered
}

// fill writes the bytes at a position and after it.
func (f *soakFlow) fill(p []byte, at int) {
	var block [8]byte
	for len(p) > 0 {
		binary.LittleEndian.PutUint64(block[:], mix(f.key+uint64(at/8)))
		n := copy(p, block[at%8:])
		p, at = p[n:], at+n
	}
}

// mix is the finalizer of SplitMix64: neighbours in, noise out.
func mix(z uint64) uint64 {
	z *= 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// take gives the next n bytes, which are about to be written.
func (f *soakFlow) take(n int) []byte {
	p := make([]byte, n)
	f.fill(p, f.next)
	f.next += n
	return p
}

// wrote notes what became of the bytes that were taken since the last part.
func (f *soakFlow) wrote(ok bool) { f.parts = append(f.parts, soakPart{f.next, ok}) }

// at checks bytes that were received at a position.
func (f *soakFlow) at(pos int, got []byte) error {
	want := make([]byte, len(got))
	f.fill(want, pos)
	if n := common(got, want); n < len(got) {
		return fmt.Errorf("the byte at %d is wrong: got %x, want %x", pos+n, short(got[n:]), short(want[n:]))
	}
	return nil
}

// delivered checks everything that the other end received: the parts in their order, each that was reported as
// delivered whole, and of each other one a beginning. Where more follows, that beginning ends with one of the pieces in
// which the module takes data: a link on which part of a piece may have been lost must not be carried on. At the end of a
// link that was not carried on, a module that still waited for payload may have sent what the driver wrote to find it;
// foreign is how many bytes that were.
func (f *soakFlow) delivered(got []byte) (foreign int, err error) {
	foreign, ok := f.parse(got, 0, 0)
	if ok {
		return foreign, nil
	}
	want := make([]byte, f.next)
	f.fill(want, 0)
	n := common(got, want)
	return 0, fmt.Errorf("%d bytes came of the parts %v; the first %d are right, then came %x", len(got), f.parts, n, short(got[n:]))
}

// parse reports whether got can be the parts from one on, which begins at a position.
func (f *soakFlow) parse(got []byte, part, pos int) (foreign int, ok bool) {
	for ; part < len(f.parts); part++ {
		p := f.parts[part]
		want := make([]byte, p.end-pos)
		f.fill(want, pos)
		n := common(got, want)
		switch {
		case p.ok && n < len(want):
			return 0, false
		case p.ok || n == len(want):
		case f.nothingAfter(part):
			return len(got) - n, true
		default:
			n -= n % at.MaxPayload
			// What is left of the failed part may look like the beginning of the next.
			for ; n > 0; n -= at.MaxPayload {
				if foreign, ok := f.parse(got[n:], part+1, p.end); ok {
					return foreign, true
				}
			}
		}
		got, pos = got[n:], p.end
	}
	return 0, len(got) == 0
}

// nothingAfter reports whether no part after one was reported as delivered.
func (f *soakFlow) nothingAfter(part int) bool {
	for _, p := range f.parts[part+1:] {
		if p.ok {
			return false
		}
	}
	return true
}

// common is how many bytes two slices have in common from their beginning.
func common(a, b []byte) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func short(p []byte) []byte { return p[:min(len(p), 16)] }
