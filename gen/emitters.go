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
	{kind: Stub, name: "hardware", emit: emitHardware},
	{kind: Stub, name: "device", emit: emitStub},
	{kind: Stub, name: "unimplemented", emit: emitUnimplemented},
	{kind: Mock, name: "mock", emit: emitMock},
	{kind: Trace, name: "trace", emit: emitTrace},
	{kind: Test, name: "conformance", emit: emitConformance},
	{kind: Test, name: "methods", emit: emitConformanceMethods},
	{kind: Test, name: "scenarios", emit: emitConformanceScenarios, wanted: hasScenarios},
}

func (e emitter) file(p *pkg) string {
	if e.name == "" {
		return p.model.Package + ".go"
	}
	return e.name + ".go"
}
