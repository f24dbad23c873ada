package skeleton

import (
	"bytes"
	"embed"
	"fmt"
	"go/format"
	"slices"
	"strings"
	"text/template"

	"drivergen/gen/output"
	"drivergen/idl"
	"drivergen/internal/article"
)

//go:embed templates
var templateFiles embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{"files": fileNames, "article": article.With}).ParseFS(templateFiles, "templates/*.tmpl"))

// An Interface is a description whose interfaces the driver offers.
type Interface struct {
	Model  *idl.Model
	Import string   // the import path of its generated core package
	Stub   [][]byte // the Go files of its generated stub package
}

// Options say what driver to begin.
type Options struct {
	Name       string   // the package's name; CheckName has passed it
	Import     string   // the package's import path
	Tool       string   // the command that go generate runs: go tool drivergen
	Generate   []string // the arguments of drivergen generate, a run each
	Interfaces []Interface
}

// Files returns the skeleton: the package, its test, its example and its README, with paths
// relative to the package's folder.
func Files(o Options) ([]output.File, error) {
	parts, imports, err := makeParts(o)
	if err != nil {
		return nil, err
	}
	driver := driverFile{Name: o.Name, Parts: parts}
	for _, arguments := range o.Generate {
		driver.Generate = append(driver.Generate, o.Tool+" generate "+arguments)
	}
	var generated, tests []imported
	for _, p := range parts {
		generated = append(generated, p.core(), p.stub())
		tests = append(tests, p.test())
	}
	m := maker{own: ownRoots(o)}
	driver.Imports = m.group(generated)
	m.source(o.Name+".go", "driver.go.tmpl", driver)
	for _, p := range parts {
		m.source(p.File, "hardware.go.tmpl", hardwareFile{Name: o.Name, Part: p, Imports: m.group(p.imports(imports))})
	}
	m.source("conformance_test.go", "conformance_test.go.tmpl", testFile{Name: o.Name, Parts: parts, Imports: m.group(append(tests, imported{path: "testing"}))})
	m.source("example/main.go", "example.go.tmpl", exampleOf(o, parts))
	m.text("README.md", "README.md.tmpl", readme{Name: o.Name, Parts: parts})
	return m.files, m.err
}

// A driverFile is what driver.go.tmpl is filled with.
type driverFile struct {
	Name     string
	Generate []string // the commands of go generate
	Imports  []string
	Parts    []*part
}

// A hardwareFile is what hardware.go.tmpl is filled with.
type hardwareFile struct {
	Name    string
	Imports []string
	Part    *part
}

// A testFile is what conformance_test.go.tmpl is filled with.
type testFile struct {
	Name    string
	Imports []string
	Parts   []*part
}

// A readme is what README.md.tmpl is filled with.
type readme struct {
	Name  string
	Parts []*part
}

// Worldly reports whether a conformance test needs a world around the device.
func (r readme) Worldly() bool {
	return slices.ContainsFunc(r.Parts, func(p *part) bool { return len(p.Stimuli) > 0 })
}

// A maker fills templates in until one fails.
type maker struct {
	own   []string // the first elements of the import paths outside of the standard library
	files []output.File
	err   error
}

// text adds a file of text.
func (m *maker) text(name, template string, data any) {
	if m.err != nil {
		return
	}
	var text bytes.Buffer
	if err := templates.ExecuteTemplate(&text, template, data); err != nil {
		m.err = fmt.Errorf("making %s: %w", name, err)
		return
	}
	m.files = append(m.files, output.File{Path: name, Content: text.Bytes()})
}

// source adds a file of formatted Go source.
func (m *maker) source(name, template string, data any) {
	m.text(name, template, data)
	if m.err != nil {
		return
	}
	last := &m.files[len(m.files)-1]
	formatted, err := format.Source(last.Content)
	if err != nil {
		m.err = fmt.Errorf("making %s: %w", name, err)
		return
	}
	last.Content = formatted
}

// fileNames returns the parts' files as a sentence does.
func fileNames(parts []*part) string {
	var names []string
	for _, p := range parts {
		names = append(names, p.File)
	}
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
