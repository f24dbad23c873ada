package skeleton

import (
	"path"
	"slices"
	"strconv"
	"strings"
)

// firstElement returns the part of an import path before its first slash.
func firstElement(importPath string) string {
	first, _, _ := strings.Cut(importPath, "/")
	return first
}

// ownRoots returns the first elements of the import paths that a skeleton knows not to be
// of the standard library, although they may lack a dot.
func ownRoots(o Options) []string {
	roots := []string{"drivergen", firstElement(o.Import)}
	for _, i := range o.Interfaces {
		roots = append(roots, firstElement(i.Import))
	}
	return roots
}

// An imported is a package that a file imports.
type imported struct {
	path string
	name string // under which the file knows it; "" for its path's last element
}

// spec returns the import spec.
func (i imported) spec() string {
	if i.name == "" || i.name == path.Base(i.path) {
		return strconv.Quote(i.path)
	}
	return i.name + " " + strconv.Quote(i.path)
}

// group returns import specs: each once, sorted by path, the standard library's first and
// an empty line behind them.
func (m *maker) group(all []imported) []string {
	slices.SortFunc(all, func(a, b imported) int { return strings.Compare(a.path, b.path) })
	var standard, other []string
	for _, i := range slices.Compact(all) {
		first := firstElement(i.path)
		if strings.Contains(first, ".") || slices.Contains(m.own, first) {
			other = append(other, i.spec())
		} else {
			standard = append(standard, i.spec())
		}
	}
	if len(standard) > 0 && len(other) > 0 {
		standard = append(standard, "")
	}
	return append(standard, other...)
}
