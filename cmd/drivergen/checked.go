package main

import "io"

// A checkedWriter keeps the first error of what it writes to, which it does not tell: a command
// prints without looking, and run says in the end that the answer is not whole.
type checkedWriter struct {
	w   io.Writer
	err error
}

// Write writes, unless an earlier Write has failed.
func (c *checkedWriter) Write(text []byte) (int, error) {
	if c.err == nil {
		_, c.err = c.w.Write(text)
	}
	return len(text), nil
}
