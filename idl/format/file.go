package format

import (
	"bytes"
	"fmt"

	"github.com/rogpeppe/go-internal/diff"

	"drivergen/idl"
	"drivergen/internal/atomicfile"
)

// A File is a description on disk and what it is when formatted.
type File struct {
	Path     string
	Old, New []byte
}

// Read reads and formats a description.
func Read(path string) (*File, error) {
	old, err := idl.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	formatted, err := Source(path, old)
	if err != nil {
		return nil, err
	}
	return &File{Path: path, Old: old, New: formatted}, nil
}

// Changes reports whether formatting changes the file.
func (f *File) Changes() bool { return !bytes.Equal(f.Old, f.New) }

// Diff returns what formatting changes as a unified diff, which calls the file name.
func (f *File) Diff(name string) []byte { return diff.Diff(name+".orig", f.Old, name, f.New) }

// Write writes the formatted file, whole or not at all, and keeps its mode. It writes
// nothing where nothing changes.
func (f *File) Write() error {
	if !f.Changes() {
		return nil
	}
	return atomicfile.Write(f.Path, f.New)
}
