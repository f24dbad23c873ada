package driver

import "sync/atomic"

// A LastErrno is the errno property of a callback form: the number of the last call
// that failed. It is set just before the call's callback and stays until the next failure.
type LastErrno struct{ value atomic.Int32 }

// Errno returns the number.
func (l *LastErrno) Errno() int { return int(l.value.Load()) }

// Set makes the number n: 0 before a call shows afterwards whether it failed.
func (l *LastErrno) Set(n int) { l.value.Store(int32(n)) }

// Failed notes err's number and returns -1; for a nil err it returns 0.
func (l *LastErrno) Failed(err error) int {
	if err == nil {
		return 0
	}
	l.value.Store(int32(ErrnoOf(err)))
	return -1
}
