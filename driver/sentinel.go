package driver

import "errors"

// Sentinel returns an error with the exact text that a description gives it, as
// errors.New does: for errors whose text belongs to somebody else.
func Sentinel(text string) error { return errors.New(text) }

// TimeoutError returns an error with an exact text whose Timeout and Temporary
// report true, as the net package's own time-out error has it.
func TimeoutError(text string) error { return &timeoutError{text} }

type timeoutError struct{ text string }

func (e *timeoutError) Error() string   { return e.text }
func (e *timeoutError) Timeout() bool   { return true }
func (e *timeoutError) Temporary() bool { return true }
