package idl

import "fmt"

// A Pos is a place in a description: line and column count from 1, the column in bytes.
type Pos struct {
	File string
	Line int
	Col  int
}

// String returns file:line:col, or the file alone where the whole of it is meant.
func (p Pos) String() string {
	if p.IsZero() {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// IsZero reports whether p is no place at all.
func (p Pos) IsZero() bool { return p.Line == 0 }
