package driver

import "strconv"

// A Link names a handle towards the hardware: the handle's number and a generation
// that tells one user of the number from the next. A hardware call gets it; a
// hardware callback gives it back, and one of an earlier generation reaches nobody.
// The zero Link names no handle.
type Link struct {
	number     int32
	generation uint32
}

// MakeLink returns the link of a handle's number and generation. Stubs make links; a
// driver needs it only in its tests.
func MakeLink(number int, generation uint32) Link { return Link{int32(number), generation} }

// Number returns the handle's number: the fd of a socket.
func (l Link) Number() int { return int(l.number) }

// Generation returns the handle's generation, from 1.
func (l Link) Generation() uint32 { return l.generation }

// IsZero reports whether l names no handle.
func (l Link) IsZero() bool { return l.generation == 0 }

// Key returns the key under which Events.PutLatest keeps an event of the link, other than
// that of any earlier handle of the number. The kind is the event's.
func (l Link) Key(kind uint8) uint64 {
	return uint64(kind)<<56 | uint64(l.generation)<<24 | uint64(l.number)&(1<<24-1)
}

// String returns the number and the generation: 3#2.
func (l Link) String() string {
	return strconv.Itoa(int(l.number)) + "#" + strconv.FormatUint(uint64(l.generation), 10)
}
