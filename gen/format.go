package gen

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/printer"
	"go/token"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// leastChunk is how many bytes of source are worth a goroutine of their own.
const leastChunk = 64 << 10

// formatSource formats a Go file as gofmt does. Formatting is most of the work of
// generating, so a large file is cut between declarations and its parts are formatted at
// the same time; where a cut turns out to be inside a declaration, the file is formatted whole.
func formatSource(source []byte) ([]byte, error) {
	chunks := cut(source, min(len(source)/leastChunk, runtime.GOMAXPROCS(0)))
	if len(chunks) < 2 {
		return formatFile(source)
	}
	formatted := make([][]byte, len(chunks))
	var group errgroup.Group
	for i, chunk := range chunks {
		group.Go(func() error {
			text, err := format.Source(bytes.TrimSpace(chunk))
			formatted[i] = bytes.TrimSpace(text)
			return err
		})
	}
	if group.Wait() != nil {
		return format.Source(source)
	}
	return append(bytes.Join(formatted, []byte("\n\n")), '\n'), nil
}

// gofmt prints as the command gofmt does, which also normalises the form of numbers.
var gofmt = printer.Config{Mode: printer.UseSpaces | printer.TabIndent | normalizeNumbers, Tabwidth: 8}

// normalizeNumbers is go/printer's own mode for gofmt, which it does not export.
const normalizeNumbers = 1 << 30

// formatFile is format.Source for a whole file, with memory that is used again.
func formatFile(source []byte) ([]byte, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	ast.SortImports(files, file)
	if err := gofmt.Fprint(buf, files, file); err != nil {
		return nil, err
	}
	return bytes.Clone(buf.Bytes()), nil
}

// cut cuts a file into about n parts of the same size, each behind a line that closes a
// block and is followed by empty lines.
func cut(source []byte, n int) [][]byte {
	var chunks [][]byte
	end := []byte("\n}\n\n")
	for ; n > 1; n-- {
		size := len(source) / n
		at := bytes.Index(source[size:], end)
		if at < 0 {
			break
		}
		at += size + len(end)
		chunks = append(chunks, source[:at])
		source = source[at:]
	}
	return append(chunks, source)
}
