// Package gen turns a checked description into Go files.
//
// An emitter is a pure function from a Model to files. None reads YAML, none
// reads another's output; each stands in a file of its own, and the table in
// emitters.go lists them.
package gen

import (
	"bytes"
	"fmt"
	"path"
	"runtime"
	"slices"
	"sync"

	"github.com/dave/jennifer/jen"
	"golang.org/x/sync/errgroup"

	"drivergen/idl"
)

// A Kind names a group of files that are generated together.
type Kind string

// The kinds, in the order in which they are listed to a user.
const (
	Core  Kind = "core"  // the interface, types, errnos, events, capabilities and the callback form
	Mock  Kind = "mock"  // the mock
	Trace Kind = "trace" // the tracing wrapper
	Stub  Kind = "stub"  // what a driver fills in
	Test  Kind = "test"  // the conformance tests
	JS    Kind = "js"    // the bindings to JavaScript, which need github.com/dop251/goja
)

// Kinds returns every kind.
func Kinds() []Kind { return append(DefaultKinds(), JS) }

// DefaultKinds returns the kinds that are generated where none is asked for: those that need no module but drivergen's own.
func DefaultKinds() []Kind { return []Kind{Core, Mock, Trace, Stub, Test} }

// An Input is a description and where its code goes.
type Input struct {
	Model *idl.Model
	// Source is the description's path as the generated files name it: relative
	// to its module, with slashes.
	Source string
	// ImportPath is the import path of the core package.
	ImportPath string
}

// A File is a generated file. Path is relative to the output directory, with slashes.
type File struct {
	Path    string
	Package string // the description's package
	Content []byte
}

// rendering has room for as many files as are being made at the same time, whatever number of
// inputs: a file that is half made takes many times the memory of a finished one.
var rendering = make(chan struct{}, runtime.GOMAXPROCS(0))

// Generate runs the emitters of the given kinds over each input and returns the
// formatted files in the order of the inputs and the table. No kinds means DefaultKinds.
func Generate(inputs []Input, kinds []Kind) ([]File, error) {
	if len(kinds) == 0 {
		kinds = DefaultKinds()
	}
	type job struct {
		pkg  *pkg
		kind Kind
		part part
	}
	var jobs []job
	for _, in := range inputs {
		p := newPkg(in)
		for _, e := range emitters {
			if slices.Contains(kinds, e.kind) && (e.wanted == nil || e.wanted(in.Model)) {
				for _, part := range e.parts(p) {
					jobs = append(jobs, job{p, e.kind, part})
				}
			}
		}
	}
	files := make([]File, len(jobs))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, j := range jobs {
		group.Go(func() error {
			rendering <- struct{}{}
			defer func() { <-rendering }()
			file, err := render(j.pkg, j.kind, j.part)
			files[i] = file
			return err
		})
	}
	return files, group.Wait()
}

// buffers holds the memory of unformatted files, used again.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render formats what an emitter built.
func render(p *pkg, k Kind, file part) (File, error) {
	dir, name := p.place(k)
	f := jen.NewFilePathName(dir, name)
	p.header(f)
	file.emit(f)
	f.NoFormat = true // formatSource does it
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	out := path.Join(p.model.Package, p.subfolder(k), file.name+".go")
	err := f.Render(buf)
	content := buf.Bytes()
	if err == nil {
		content, err = formatSource(content)
	}
	if err != nil {
		return File{}, fmt.Errorf("%s: generating %s: %w", p.source, out, err)
	}
	content = groupImports(content)
	if file.rest != nil {
		content = append(content, file.rest()...)
	}
	return File{Path: out, Package: p.model.Package, Content: content}, nil
}
