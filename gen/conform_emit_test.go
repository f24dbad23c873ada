package gen

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"

	"drivergen/idl"
)

// conformanceFiles returns the files of a description's conformance package.
func conformanceFiles(t *testing.T, source string) []File {
	t.Helper()
	model, diagnostics := idl.Load(source)
	if model == nil {
		t.Fatalf("%s: %v", source, diagnostics)
	}
	files, err := Generate([]Input{{Model: model, Source: source, ImportPath: "test/" + model.Package}}, []Kind{Test})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestConformanceFiles: each concern has a file of its own, which a reader can take in.
func TestConformanceFiles(t *testing.T) {
	const most = 450 // lines
	for _, source := range []string{"../idl/netdev.yaml", "../idl/ieee80211dev.yaml", "testdata/lab.yaml"} {
		for _, file := range conformanceFiles(t, source) {
			if n := bytes.Count(file.Content, []byte("\n")); n > most {
				t.Errorf("%s has %d lines, want at most %d", file.Path, n, most)
			}
			if !bytes.Contains(file.Content, []byte("\nfunc ")) && !bytes.Contains(file.Content, []byte("\nvar ")) {
				t.Errorf("%s declares nothing", file.Path)
			}
		}
	}
}

// TestConformanceFilesOfLittle: a description that promises little gets no files for the rest.
func TestConformanceFilesOfLittle(t *testing.T) {
	source := filepath.Join(t.TempDir(), "lamp.yaml")
	text := "idl: 1\npackage: lamp\ndoc: A lamp.\ninterfaces:\n  Lamp:\n    doc: A lamp.\n    methods:\n" +
		"      lit: {doc: Lit tells whether it is lit., returns: {lit: bool}, no_error: true}\n"
	if err := os.WriteFile(source, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, file := range conformanceFiles(t, source) {
		got = append(got, path.Base(file.Path))
	}
	if want := []string{"conformance.go", "suite.go", "fixture.go", "device.go", "at_once.go"}; !slices.Equal(got, want) {
		t.Errorf("files %v, want %v", got, want)
	}
}
