package mock

import "bytes"

// The sizes of an arena's first and largest block.
const (
	firstBlock = 1 << 10
	mostBlock  = 64 << 10
)

// An arena copies byte slices without an allocation for each.
type arena struct {
	free []byte
	size int
}

// copy returns a copy of b that nothing else refers to.
func (a *arena) copy(b []byte) []byte {
	if len(b) > len(a.free) {
		if len(b) > mostBlock/4 {
			return bytes.Clone(b)
		}
		a.size = min(max(2*a.size, firstBlock, len(b)), mostBlock)
		a.free = make([]byte, a.size)
	}
	if b == nil {
		return nil
	}
	c := a.free[:len(b):len(b)]
	a.free = a.free[len(b):]
	copy(c, b)
	return c
}
