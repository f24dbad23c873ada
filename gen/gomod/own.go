package gomod

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// OwnCommand is the import path of drivergen's command.
const OwnCommand = Own + "/cmd/drivergen"

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

// RequireOwn returns the shell commands that make a module require drivergen, whose sources lie in
// sources, and list drivergen's command as a tool. Without the second one, go.sum lacks what the
// command is built with, and go generate fails. A module that is not in the current folder is in dir.
func RequireOwn(dir, sources string) []string {
	return []string{
		"go mod edit" + in(dir) + " -require=" + Own + "@v0.0.0 " + shellWord("-replace="+Own+"="+sources),
		"go get" + in(dir) + " " + Own + "/driver/mock",
		AddTool(dir),
	}
}

// Get returns the shell command that adds a module to what another requires. One that is not in the current folder is in dir.
func Get(dir, module string) string { return "go get" + in(dir) + " " + module }

// AddTool returns the shell command that lists drivergen's command as a tool of a module that requires
// drivergen. A module that is not in the current folder is in dir.
func AddTool(dir string) string { return "go get" + in(dir) + " -tool " + OwnCommand }

// in returns the flag that makes the go command work in dir.
func in(dir string) string {
	if dir == "" || dir == "." {
		return ""
	}
	return " -C " + shellWord(dir)
}

// shellWord returns a text that a shell takes as one word.
func shellWord(text string) string {
	if strings.ContainsAny(text, " \t'\"`$&;()<>|*?[]{}!#") {
		return strconv.Quote(text)
	}
	return text
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
