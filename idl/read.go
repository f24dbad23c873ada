package idl

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Limits of a file, far above what a description needs and below what would
// keep a machine busy.
const (
	maxDiagnostics = 1000
	maxSuggestions = 200 // of the diagnostics, how many say what a name may be a slip of
	maxFileSize    = 1 << 20
	maxSumSize     = 6 << 20 // of a file and all that it imports
	maxSumNodes    = 840_000 // so that all of them take less than 256 MiB
	maxNodes       = 100_000 // each alias counts as what it stands for
	maxDepth       = 64
)

// read returns the root of the YAML document in text, or nil after reporting
// why there is none.
func (l *loader) read(text []byte) *yaml.Node {
	if text, ok := l.take(text); ok {
		return l.decode(text)
	}
	return nil
}

// take keeps the text of the file as its source and returns what of it is YAML, or reports why
// it cannot be.
func (l *loader) take(text []byte) ([]byte, bool) {
	if len(text) > maxFileSize {
		l.wholeFile(CodeTooLarge, "the file is larger than %d bytes", maxFileSize).help("split it into files that import each other")
		return nil, false
	}
	if !l.holds(sum{bytes: len(text)}) {
		l.wholeFile(CodeTooLarge, "all files together are larger than %d bytes", maxSumSize).help("import less")
		return nil, false
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // a byte order mark is not part of the text
	l.src = newSource(l.name, string(text))
	return text, l.checkText()
}

// decode is the part of read that makes nodes of the text.
func (l *loader) decode(text []byte) *yaml.Node {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var doc, second yaml.Node
	err := dec.Decode(&doc)
	if errors.Is(err, io.EOF) {
		l.wholeFile(CodeEmpty, "the file holds no description").help("start with idl: 1")
		return nil
	}
	if err != nil {
		l.syntaxError(text, err)
		return nil
	}
	root := doc.Content[0]
	if err := dec.Decode(&second); err == nil {
		l.report(CodeDocuments, second.Content[0], "a second document starts here").help("a file holds one description: remove the line ---")
		return nil
	} else if !errors.Is(err, io.EOF) {
		l.syntaxError(text, err)
		return nil
	}
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		l.wholeFile(CodeEmpty, "the file holds no description").help("start with idl: 1")
		return nil
	}
	w := walker{loader: l}
	if !w.walk(root, 0) {
		return nil
	}
	told := l.run.sum.isTooLarge() // by a file that this one imports
	if !l.holds(sum{nodes: w.nodes}) && !told {
		l.wholeFile(CodeTooManyNodes, "all files together hold more than %d values", maxSumNodes).help("import less")
		return nil
	}
	return root
}

// checkText reports what makes positions or the text itself doubtful: bytes
// that are not UTF-8, and characters that YAML refuses or takes for a line break
// where editors do not.
func (l *loader) checkText() bool {
	for i, line := range l.src.lines {
		for col, r := range line {
			pos := Pos{File: l.name, Line: i + 1, Col: col + 1}
			if r == utf8.RuneError {
				if _, n := utf8.DecodeRuneInString(line[col:]); n == 1 {
					l.reportAt(CodeEncoding, pos, 1, "byte 0x%02X is not UTF-8", line[col]).help("save the file as UTF-8")
					return false
				}
			}
			if isBadCharacter(r) {
				l.reportAt(CodeCharacter, pos, utf8.RuneLen(r), "the character U+%04X is not allowed", r).help("remove it, or write it as an escape in double quotes")
				return false
			}
		}
	}
	return true
}

func isBadCharacter(r rune) bool {
	switch {
	case r < ' ':
		return r != '\t'
	case r >= 0x7F && r < 0xA0, r == '\u2028', r == '\u2029', r == '\ufeff', r == '\ufffe', r == '\uffff':
		return true
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069': // they would show the text in another order
		return true
	}
	return false
}

// A walker measures a document, and finds what YAML has and the language has not.
type walker struct {
	*loader
	nodes int
}

func (w *walker) walk(n *yaml.Node, depth int) bool {
	w.nodes++
	switch {
	case w.nodes > maxNodes:
		w.report(CodeTooManyNodes, n, "the file holds more than %d values", maxNodes).help("an alias (*name) counts as all that it stands for")
		return false
	case depth > maxDepth:
		w.report(CodeTooDeep, n, "nested deeper than %d levels", maxDepth).help("an alias (*name) must not contain itself")
		return false
	case n.Kind == yaml.AliasNode:
		return w.walk(n.Alias, depth+1)
	case n.Style&yaml.TaggedStyle != 0:
		w.report(CodeTag, n, "the tag %s is not part of the language", n.ShortTag()).help("remove the tag; quote a value to make it text")
		return false
	}
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && c.ShortTag() == "!!merge" {
			w.report(CodeMergeKey, c, "merge keys are not part of the language").help("write the keys out, or use an alias for a whole value")
			return false
		}
		if !w.walk(c, depth+1) {
			return false
		}
	}
	return true
}

// isBlank reports whether a line holds nothing but white space and a comment.
func isBlank(line string) bool {
	line = strings.TrimLeft(line, " \t")
	return line == "" || line[0] == '#'
}
