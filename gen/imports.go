package gen

import (
	"bytes"
	"strings"
)

// groupImports puts the standard library's packages of a file's import block first and
// a blank line behind them, as goimports does; jennifer sorts them into one list.
func groupImports(source []byte) []byte {
	const open = "\nimport (\n"
	start := bytes.Index(source, []byte(open))
	if start < 0 {
		return source
	}
	start += len(open)
	length := bytes.Index(source[start:], []byte("\n)\n"))
	if length < 0 {
		return source
	}
	var standard, others []string
	for line := range strings.SplitSeq(string(source[start:start+length]), "\n") {
		if isStandard(line) {
			standard = append(standard, line)
		} else {
			others = append(others, line)
		}
	}
	if len(standard) == 0 || len(others) == 0 {
		return source
	}
	block := strings.Join(standard, "\n") + "\n\n" + strings.Join(others, "\n")
	return bytes.Join([][]byte{source[:start], []byte(block), source[start+length:]}, nil)
}

// isStandard reports whether an import line names a package of the standard library.
func isStandard(line string) bool {
	_, path, _ := strings.Cut(line, "\"")
	first, _, _ := strings.Cut(strings.TrimSuffix(path, "\""), "/")
	return standardRoots[first]
}

// standardRoots are the first path elements of the standard library's packages, of which
// a description may name any.
var standardRoots = map[string]bool{
	"archive": true, "bufio": true, "bytes": true, "cmp": true, "compress": true, "container": true, "context": true, "crypto": true,
	"database": true, "debug": true, "embed": true, "encoding": true, "errors": true, "expvar": true, "flag": true, "fmt": true, "go": true,
	"hash": true, "html": true, "image": true, "index": true, "io": true, "iter": true, "log": true, "maps": true, "math": true, "mime": true,
	"net": true, "os": true, "path": true, "plugin": true, "reflect": true, "regexp": true, "runtime": true, "slices": true, "sort": true,
	"strconv": true, "strings": true, "structs": true, "sync": true, "syscall": true, "testing": true, "text": true, "time": true,
	"unicode": true, "unique": true, "unsafe": true, "weak": true,
}
