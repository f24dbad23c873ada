package js

import (
	"slices"

	"drivergen/driver"
)

// takenNumber stands in Go for a number that was taken from the script: no open handle's.
const takenNumber = -2

// Over returns what answers a call that asks for the end of a handle's directions. Where they have ended already the call
// succeeds: a script that ends its side of a connection cannot know whether the peer was faster. That is so where the errno is
// one of ended; where it is idle, that of a handle that never began, and the handle's end was told; and where the
// script's number was taken from it, which happens behind its end only.
func (hs *Handles[O]) Over(number int, done func(status int), idle driver.Errno, ended ...driver.Errno) func(status int) {
	k := hs.open[number]
	return func(status int) {
		errno := driver.Errno(hs.base.errno.Errno())
		switch {
		case status == 0:
		case number == takenNumber, slices.Contains(ended, errno), k != nil && k.over && errno == idle:
			status = 0
		}
		done(status)
	}
}
