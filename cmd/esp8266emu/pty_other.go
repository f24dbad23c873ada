//go:build !linux && !darwin

package main

import (
	"errors"
	"fmt"
	"runtime"
)

func openPTY() (*door, error) {
	return nil, fmt.Errorf("there are no pseudo-terminals on %s: use --listen tcp:127.0.0.1:0 (%w)", runtime.GOOS, errors.ErrUnsupported)
}
