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

// isStandard reports whether an import line names a package of the standard library: its
// first path element is one that generated code uses.
func isStandard(line string) bool {
	_, path, _ := strings.Cut(line, "\"")
	first, _, _ := strings.Cut(strings.TrimSuffix(path, "\""), "/")
	return standardRoots[first]
}

// standardRoots are the first path elements of the packages that generated code uses.
var standardRoots = map[string]bool{
	"bytes": true, "context": true, "errors": true, "fmt": true, "io": true, "net": true, "slices": true, "strconv": true,
	"strings": true, "sync": true, "testing": true, "time": true,
}
