package reference_test

import (
	"fmt"
	"strings"
	"testing"

	"drivergen/gen/reference"
	"drivergen/idl"
)

// large returns a description of that many interfaces with that many methods each.
func large(t testing.TB, interfaces, methods int) reference.Input {
	var text strings.Builder
	text.WriteString("idl: 1\npackage: large\ndoc: Package large is large.\nerrnos:\n  EIO: {value: 5, doc: It failed.}\n  EINVAL: {value: 22, doc: An argument does not fit.}\n" +
		"structs:\n  Reading: {doc: Reading is a measurement., fields: {value: {type: float64, unit: celsius, doc: The value.}}}\ninterfaces:\n")
	for i := range interfaces {
		fmt.Fprintf(&text, "  Device%d:\n    doc: Device%d is a device.\n    methods:\n", i, i)
		for m := range methods {
			fmt.Fprintf(&text, "      method_%d:\n        doc: Method%d does something that takes a sentence to say.\n"+
				"        params: {level: {type: int, min: 0, max: 100, doc: The level.}, name: {type: string, maxlen: 32, doc: The name.}}\n"+
				"        returns: {reading: {type: Reading, doc: What was measured.}}\n        errnos: [EIO, EINVAL]\n", m, m)
		}
		text.WriteString("    events:\n      done: {doc: Done tells that it is done., trigger: it is done, order: 1}\n")
	}
	m, diagnostics := idl.LoadSource("large.yaml", []byte(text.String()))
	if m == nil {
		t.Fatal(diagnostics.Err())
	}
	return inputOf(m)
}

func BenchmarkLarge(b *testing.B) {
	in := large(b, 100, 20)
	for _, format := range reference.Formats() {
		b.Run(string(format), func(b *testing.B) {
			b.ReportAllocs()
			size := 0
			for b.Loop() {
				files, err := reference.Generate([]reference.Input{in}, format)
				if err != nil {
					b.Fatal(err)
				}
				size = 0
				for _, f := range files {
					size += len(f.Content)
				}
			}
			b.ReportMetric(float64(size), "bytes")
		})
	}
}
