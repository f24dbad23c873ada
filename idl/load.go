package idl

import (
	"fmt"
	"io"
	"os"

	"gopkg.in/yaml.v3"
)

// Load reads and checks the description at path: a YAML file, or one of the
// standard descriptions as std/netdev. The Model is nil where a diagnostic is an
// error; a file that cannot be read is one too.
func Load(path string) (*Model, Diagnostics) { return new(Set).Load(path) }

// LoadWith is Load with another way to read files, that of a virtual Set.
func LoadWith(path string, read func(path string) ([]byte, error)) (*Model, Diagnostics) {
	return (&Set{Read: read, Virtual: true}).Load(path)
}

// LoadSource is Load for a text that is not, or not yet, in a file. Diagnostics
// call it name, and imports are looked for beside name.
func LoadSource(name string, text []byte) (*Model, Diagnostics) {
	return new(Set).LoadSource(name, text)
}

func (l *loader) loadPath() (*Model, Diagnostics) {
	if standard, ok := standardName(l.name); ok {
		text, err := standardFiles.ReadFile(standard)
		if err != nil {
			l.file.private = true // by another name the message is another one
			l.wholeFile(CodeUnreadable, "there is no standard description %s", l.name).didYouMean(l.name, StandardNames())
			return nil, l.diags
		}
		l.name = standardPrefix + standard
		l.standard = true
		return l.load(text)
	}
	text, err := l.run.set.read(l.name)
	if err != nil {
		l.wholeFile(CodeUnreadable, "%v", err)
		return nil, l.diags
	}
	return l.load(text)
}

// readFile reads a regular file, or as much of it as shows that it is too large.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, withoutPath(err)
	}
	if info.IsDir() {
		return nil, fmt.Errorf("it is a folder, not a file")
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("it is not a regular file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, withoutPath(err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFileSize+1))
	if err != nil {
		return nil, withoutPath(err)
	}
	return text, nil
}

// withoutPath leaves out the path of a file system's error: the diagnostic names it.
func withoutPath(err error) error {
	if pe, ok := err.(*os.PathError); ok {
		return fmt.Errorf("the file cannot be read: %w", pe.Err)
	}
	return err
}

// A loader makes a Model of one file.
type loader struct {
	name     string
	standard bool    // the file is an embedded one
	importer *loader // of the file that imports this one, or nil
	run      *run
	file     *file // what it becomes
	src      *source
	model    *Model
	diags    Diagnostics
	more     *Diagnostic     // the last of diags where there are more than it tells
	lost     map[string]bool // the keys of which a value could not be read: what it says is not known

	// objs holds the YAML mapping behind each declaration, for what is resolved
	// and checked after parsing, and for its positions.
	objs  map[any]*object
	scope scope

	id string // what identify says of name, once it was asked

	lint   bool // the rules of style are held against it too
	allows []*allowance
}

// newLoader returns the loader of a file that importer imports, or of the first file of a run
// of its own where there is no importer.
func newLoader(name string, importer *loader) *loader {
	l := &loader{name: name, importer: importer, file: &file{}, src: newSource(name, ""), objs: map[any]*object{}}
	if importer != nil {
		l.run = importer.run
	} else {
		l.run = &run{set: new(Set), files: map[string]*file{}}
	}
	return l
}

func (l *loader) load(text []byte) (*Model, Diagnostics) {
	text, ok := l.take(text)
	if !ok {
		return nil, l.diags.sorted()
	}
	l.loadImports(text)
	root := l.decode(text)
	if root == nil {
		return nil, l.diags.sorted()
	}
	if l.parse(root) {
		l.resolve()
		l.check()
		if l.lint && !l.diags.HasErrors() {
			l.checkStyle()
		}
	}
	l.diags = l.diags.sorted()
	l.quoteNotes()
	if l.diags.HasErrors() {
		return nil, l.diags
	}
	return l.model, l.diags
}

// quoteNotes gives the notes the text of their lines, in this file or an imported one.
func (l *loader) quoteNotes() {
	if len(l.diags) == 0 {
		return
	}
	sources := map[string]*source{l.name: l.src}
	for _, f := range l.run.files {
		sources[f.src.name] = f.src
	}
	for _, d := range l.diags {
		for i, n := range d.Notes {
			if src := sources[n.Pos.File]; src != nil {
				d.Notes[i].Source = src.line(n.Pos.Line)
			}
		}
	}
}

// report adds an error at a node.
func (l *loader) report(code Code, n *yaml.Node, format string, args ...any) *Diagnostic {
	pos, length := l.src.span(n)
	return l.reportAt(code, pos, length, format, args...)
}

// reportInside adds an error at the part [from, from+length) of a scalar's value.
func (l *loader) reportInside(code Code, n *yaml.Node, from, length int, format string, args ...any) *Diagnostic {
	pos, length := l.src.inside(n, from, length)
	return l.reportAt(code, pos, length, format, args...)
}

// wholeFile adds an error that has no place in the file.
func (l *loader) wholeFile(code Code, format string, args ...any) *Diagnostic {
	return l.reportAt(code, Pos{File: l.name}, 0, format, args...)
}

func (l *loader) reportAt(code Code, pos Pos, length int, format string, args ...any) *Diagnostic {
	if l.isEcho(code) {
		return &Diagnostic{terse: true} // told to nobody
	}
	d := &Diagnostic{Code: code, Pos: pos, Len: length, Message: fmt.Sprintf(format, args...), Source: l.src.line(pos.Line)}
	if code[0] == 'W' {
		d.Severity = Warning
	}
	if d.Severity == Warning && l.allowed(code, pos) {
		return d
	}
	d.terse = len(l.diags) >= maxSuggestions
	switch {
	case len(l.diags) < maxDiagnostics:
		l.diags = append(l.diags, d)
	case l.more == nil:
		l.more = &Diagnostic{Code: CodeTooMany, Severity: d.Severity, Pos: Pos{File: l.name}, Message: fmt.Sprintf("there are more than %d faults, and the others are not told", maxDiagnostics)}
		l.diags = append(l.diags, l.more)
	case d.Severity == Error:
		l.more.Severity = Error // one of those that are not told
	}
	return d
}
