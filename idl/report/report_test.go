package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drivergen/idl"
)

var update = flag.Bool("update", false, "write the expected reports of testdata anew")

// found are diagnostics with all that a diagnostic can have: characters of two
// to four bytes before and in what is marked, notes, no help, no place.
func found() []idl.Diagnostics {
	const line = "  gerät: {doc: \"🌡 für EIN, 50%: °C\", errnos: [EBÜSY]}"
	column := func(part string) int { return bytes.Index([]byte(line), []byte(part)) + 1 }
	place := idl.Pos{File: filepath.FromSlash("sensors/mein gerät.yaml"), Line: 7}
	at := func(col int) idl.Pos { return idl.Pos{File: place.File, Line: place.Line, Col: col} }
	return []idl.Diagnostics{
		{
			{
				Code: idl.CodeUnknownErrno, Pos: at(column("EBÜSY")), Len: len("EBÜSY"), Message: "unknown errno EBÜSY, 100% sure:\r\nindeed",
				Help: "did you mean EBUSY?", Source: line,
				Notes: []idl.Note{{Pos: at(column("für")), Message: "declared, or not, here", Source: line}, {Pos: idl.Pos{File: "other.yaml", Line: 1, Col: 1}, Message: "and there"}},
			},
			{Code: idl.CodeDocEnd, Severity: idl.Warning, Pos: at(column("🌡")), Len: len("🌡 für"), Message: "no full stop", Source: line},
		},
		{{Code: idl.CodeUnreadable, Pos: idl.Pos{File: "gone.yaml"}, Message: "the file cannot be read"}},
	}
}

// TestFormats writes the same diagnostics in each format and compares the whole output.
func TestFormats(t *testing.T) {
	for _, name := range Formats() {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := Write(&got, Format(name), found(), Options{Version: "v1.2.3"}); err != nil {
				t.Fatal(err)
			}
			golden(t, "all."+name, withoutCatalogue(t, Format(name), got.Bytes()))
		})
	}
}

// withoutCatalogue leaves the texts of package explain out of SARIF: TestSARIF looks at them.
func withoutCatalogue(t *testing.T, format Format, text []byte) []byte {
	t.Helper()
	if format != SARIF {
		return text
	}
	var log sarifLog
	if err := json.Unmarshal(text, &log); err != nil {
		t.Fatal(err)
	}
	for i := range log.Runs[0].Tool.Driver.Rules {
		rule := &log.Runs[0].Tool.Driver.Rules[i]
		rule.FullDescription.Text, rule.Help = "what", sarifHelp{Text: "what and why"}
	}
	var b bytes.Buffer
	if err := encode(&b, log); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestNothing writes no diagnostics: programs get a report of nothing.
func TestNothing(t *testing.T) {
	for _, name := range Formats() {
		var got bytes.Buffer
		if err := Write(&got, Format(name), nil, Options{}); err != nil {
			t.Fatal(err)
		}
		switch Format(name) {
		case JSON, SARIF:
			golden(t, "nothing."+name, got.Bytes())
		default:
			if got.Len() > 0 {
				t.Errorf("%s: %q for nothing", name, got.String())
			}
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// TestColumns cuts the marked text out of the line by what JSON says.
func TestColumns(t *testing.T) {
	var out bytes.Buffer
	if err := Write(&out, JSON, found(), Options{}); err != nil {
		t.Fatal(err)
	}
	var report jsonReport
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"EBÜSY", "🌡 für"} {
		d := report.Diagnostics[i]
		if got := string([]rune(d.Source)[d.Column-1 : d.EndColumn-1]); got != want {
			t.Errorf("JSON marks %q, want %q", got, want)
		}
	}
}

// TestPaths writes paths relative to a folder, with slashes, and as URIs.
func TestPaths(t *testing.T) {
	dir := t.TempDir()
	o := Options{Dir: dir}
	for file, want := range map[string]struct{ path, uri string }{
		filepath.Join(dir, "sub", "a b.yaml"): {"sub/a b.yaml", "sub/a%20b.yaml"},
		filepath.FromSlash("./c:d.yaml"):      {"c:d.yaml", "./c:d.yaml"},
		filepath.FromSlash("../e#f.yaml"):     {"../e#f.yaml", "../e%23f.yaml"},
		"std/netdev.yaml":                     {"std/netdev.yaml", "std/netdev.yaml"},
	} {
		if got := o.path(file); got != want.path {
			t.Errorf("%s: path %s, want %s", file, got, want.path)
		}
		if got := o.uri(file); got != want.uri {
			t.Errorf("%s: URI %s, want %s", file, got, want.uri)
		}
	}
	outside := filepath.Join(filepath.Dir(dir), "outside.yaml")
	if got, want := o.uri(outside), "file://"+filepath.ToSlash(outside); got != want && filepath.VolumeName(outside) == "" {
		t.Errorf("URI %s, want %s", got, want)
	}
}

// TestFullDisk checks that a report that cannot be written is an error.
func TestFullDisk(t *testing.T) {
	for _, name := range Formats() {
		if err := Write(full{}, Format(name), found(), Options{}); !errors.Is(err, errFull) {
			t.Errorf("%s: %v, want %v", name, err, errFull)
		}
	}
}

var errFull = errors.New("no space left")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
