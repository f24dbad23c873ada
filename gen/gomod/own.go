package gomod

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
)

// ErrNoSources tells that drivergen's own sources were not found.
var ErrNoSources = errors.New("the sources of module drivergen, which is published nowhere, were not found")

// FindOwn returns drivergen's own module: the one in dir, or, where dir is empty, the one
// that this program was built from, if it is still there. The error wraps ErrNoSources.
func FindOwn(dir string) (*Module, error) {
	if dir != "" {
		return readOwn(dir)
	}
	_, file, _, ok := runtime.Caller(0)
	if !ok || !filepath.IsAbs(file) { // built with -trimpath
		return nil, ErrNoSources
	}
	return readOwn(filepath.Join(filepath.Dir(file), "..", ".."))
}

func readOwn(dir string) (*Module, error) {
	m, err := Read(dir)
	if err != nil {
		return nil, fmt.Errorf("%w in %s: %w", ErrNoSources, dir, err)
	}
	if m.Path != Own {
		return nil, fmt.Errorf("%w in %s: it holds module %s", ErrNoSources, dir, m.Path)
	}
	return m, nil
}
