package chrome

import (
	"math/bits"
	"strconv"

	"drivergen/driver"
)

// A track is the threads of one handle: a lane for each of its calls that run at the same
// time.
type track struct {
	handle int64
	first  int    // the thread of the first lane
	busy   uint64 // a bit for each lane
	named  uint64 // the lanes whose names were written
	ended  bool   // the handle is not open
}

// A track has so many lanes; calls beyond are written as asynchronous events.
const lanes = 64

// noLane is the lane of a call that has none.
const noLane = -1

// maxHandle is the highest handle with a track of its own: thread numbers have 32 bits.
const maxHandle = 1<<31/lanes - 2

// track returns the track of a handle. Handles that are no small numbers share the device's.
func (d *device) track(handle int64) *track {
	if handle < 0 || handle > maxHandle {
		handle = driver.NoHandle
	}
	tr := d.tracks[handle]
	if tr == nil {
		tr = &track{handle: handle, first: 1}
		if handle != driver.NoHandle {
			tr.first += (int(handle) + 1) * lanes
		}
		d.tracks[handle] = tr
	}
	return tr
}

// enter takes the first free lane.
func (t *track) enter() int {
	lane := bits.TrailingZeros64(^t.busy)
	if lane == lanes {
		return noLane
	}
	t.busy |= 1 << lane
	return lane
}

// leave gives a lane back.
func (t *track) leave(lane int) {
	if lane != noLane {
		t.busy &^= 1 << lane
	}
}

// idle tells whether no call runs.
func (t *track) idle() bool { return t.busy == 0 }

// thread returns the number of a lane's thread, and writes its name before its first event.
func (d *device) thread(t *track, lane int) int {
	lane = max(lane, 0)
	tid := t.first + lane
	if t.named&(1<<lane) == 0 {
		t.named |= 1 << lane
		name := "device"
		if t.handle != driver.NoHandle {
			name = handleName(t.handle)
		}
		if lane > 0 {
			name += ", call " + strconv.Itoa(lane+1)
		}
		d.writeThread(tid, name)
	}
	return tid
}

// handleName returns what a handle is called.
func handleName(handle int64) string { return "handle " + strconv.FormatInt(handle, 10) }
