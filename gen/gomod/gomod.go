// Package gomod finds Go modules on disk and reads what a generator must know of
// them: where they begin, what their packages' import paths are, and whether they
// can import drivergen.
package gomod

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Own is the path of drivergen's module.
const Own = "drivergen"

// ErrNoModule tells that no go.mod was found upward from a folder.
var ErrNoModule = errors.New("no go.mod here or in a folder above")

// A Module is a Go module on disk.
type Module struct {
	Dir      string // its root: the folder of its go.mod, absolute
	Path     string // its path: example.com/robot
	Go       string // the language version that it asks for, "" where it says none
	Text     []byte // its go.mod
	requires []Requirement
	tools    []string
}

// A Requirement is a module that another one needs.
type Requirement struct{ Path, Version string }

// Find returns the module that holds dir, which need not exist yet: the one of the
// nearest go.mod upward. The error is ErrNoModule where there is none.
func Find(dir string) (*Module, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	for at := dir; ; at = filepath.Dir(at) {
		if info, err := os.Stat(filepath.Join(at, "go.mod")); err == nil && info.Mode().IsRegular() {
			return Read(at)
		}
		if at == filepath.Dir(at) {
			return nil, fmt.Errorf("%s: %w", dir, ErrNoModule)
		}
	}
}

// Read reads the go.mod of a module's root.
func Read(dir string) (*Module, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	name := filepath.Join(dir, "go.mod")
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	m := &Module{Dir: dir, Text: text}
	m.parse(string(text))
	if m.Path == "" {
		return nil, fmt.Errorf("%s has no module line", name)
	}
	return m, nil
}

// Requires reports whether the module's packages may import those of another one.
func (m *Module) Requires(modulePath string) bool {
	if m.Path == modulePath {
		return true
	}
	for _, r := range m.requires {
		if r.Path == modulePath {
			return true
		}
	}
	return false
}

// Requirements returns what the module requires, in the order of its go.mod.
func (m *Module) Requirements() []Requirement { return m.requires }

// HasTool reports whether go.mod lists a command under tool, so that "go tool" runs it.
func (m *Module) HasTool(importPath string) bool {
	for _, tool := range m.tools {
		if tool == importPath {
			return true
		}
	}
	return false
}

// ImportPath returns the import path of a folder in the module.
func (m *Module) ImportPath(dir string) (string, error) {
	relative, err := m.Rel(dir)
	if err != nil {
		return "", err
	}
	importPath := path.Join(m.Path, relative)
	return importPath, CheckPath(importPath)
}

// Rel returns a path in the module relative to its root, with slashes.
func (m *Module) Rel(name string) (string, error) {
	name, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	relative, err := filepath.Rel(m.Dir, name)
	if err != nil || !filepath.IsLocal(relative) {
		return "", fmt.Errorf("%s lies outside of module %s in %s", name, m.Path, m.Dir)
	}
	return filepath.ToSlash(relative), nil
}

// CheckPath returns what is wrong with a module's or a package's path, after the rules of
// the Go Modules Reference ("Module paths").
func CheckPath(p string) error {
	for element := range strings.SplitSeq(p, "/") {
		switch {
		case element == "":
			return fmt.Errorf("%q is not an import path: it is empty between two slashes, or at an end", p)
		case strings.HasPrefix(element, "."), strings.HasSuffix(element, "."):
			return fmt.Errorf("%q is not an import path: %q begins or ends with a dot", p, element)
		case strings.IndexFunc(element, func(r rune) bool { return !strings.ContainsRune(pathLetters, r) }) >= 0:
			return fmt.Errorf("%q is not an import path: %q may hold only ASCII letters, digits and - . _ ~ +", p, element)
		}
	}
	return nil
}

const pathLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~+"
