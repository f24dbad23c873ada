package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// An emitter writes one file of a package.
type emitter struct {
	kind Kind
	name string // the file's name without .go; "" stands for the package's own name
	emit func(p *pkg, f *jen.File)
	// split is set instead of emit where a large description becomes several files, which
	// are written at the same time.
	split func(p *pkg) []part
	// wanted reports whether a description has anything for the file; nil: always.
	wanted func(m *idl.Model) bool
}

// emitters lists every file that a description can become, in the order in which a
// reader would open them.
var emitters = []emitter{
	{kind: Core, emit: emitInterfaces},
	{kind: Core, name: "types", emit: emitTypes, wanted: hasTypes},
	{kind: Core, name: "errors", emit: emitErrors, wanted: hasErrors},
	{kind: Core, name: "events", emit: emitEvents, wanted: hasEvents},
	{kind: Core, name: "callbacks", emit: emitCallbacks, wanted: hasCallbacks},
	{kind: Stub, name: "hardware", emit: emitHardware, wanted: hasInterfaces},
	{kind: Stub, name: "device", emit: emitStub, wanted: hasInterfaces},
	{kind: Stub, name: "limits", emit: emitLimits, wanted: hasCheckers},
	{kind: Stub, name: "unimplemented", emit: emitUnimplemented, wanted: hasInterfaces},
	{kind: Mock, split: splitMock, wanted: hasInterfaces},
	{kind: Trace, name: "trace", emit: emitTrace, wanted: hasInterfaces},
	{kind: Trace, name: "replay", emit: emitReplay, wanted: hasInterfaces},
	{kind: Test, split: splitConformance, wanted: hasInterfaces},
	{kind: JS, name: "binding", emit: emitJSBinding, wanted: hasCallbacks},
	{kind: JS, name: "types", emit: emitJSTypes, wanted: hasJSTypes},
	{kind: JS, name: "driver", emit: emitJSDriver, wanted: hasCallbacks},
}

// A part is one file on its way: its name without .go, what writes it, and what returns
// the rest of it, in gofmt's form already; nil for nothing.
type part struct {
	name string
	emit func(f *jen.File)
	rest func() []byte
}

// parts returns the files that an emitter makes of a description.
func (e emitter) parts(p *pkg) []part {
	if e.split != nil {
		return e.split(p)
	}
	name := e.name
	if name == "" {
		name = p.model.Package
	}
	return []part{{name: name, emit: func(f *jen.File) { e.emit(p, f) }}}
}

// hasInterfaces reports whether a description has an interface, without which there is
// nothing to drive, mock, trace or test.
func hasInterfaces(m *idl.Model) bool { return len(m.Interfaces) > 0 }
