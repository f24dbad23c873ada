package idl

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const header = "idl: 1\npackage: thermo\ndoc: A test.\n"

// thermo is the description of the sketch that shows the language to a newcomer.
const thermo = `# yaml-language-server: $schema=idl.schema.json
idl: 1
package: thermo
doc: A temperature and humidity sensor on a two-wire bus.

errnos: { EIO: {value: 5, doc: The sensor did not answer.}, EBUSY: {value: 16, doc: A measurement is under way.} }

structs:
  Reading:
    doc: One measurement.
    fields:
      temperature: {type: float64, unit: celsius, doc: Air temperature.}
      humidity:    {type: float64, unit: percent, min: 0, max: 100, doc: Relative humidity.}

interfaces:
  Sensor:
    doc: Measures on request, and tells of an alarm.
    methods:
      measure:   {doc: Takes one measurement., returns: Reading, errnos: [EIO, EBUSY]}
      set_alarm: {doc: Sets the temperature above which alarm fires., params: {above: {type: float64, unit: celsius, min: -40, max: 125}}, errnos: [EIO]}
    events:
      alarm: {doc: The temperature rose above the limit., params: {at: Reading}, delivery: latest}
`

// mustLoad loads a description that must have no diagnostics at all.
func mustLoad(t *testing.T, text string) *Model {
	t.Helper()
	m, diags := LoadSource("thermo.yaml", []byte(text))
	for _, d := range diags {
		t.Error(d)
	}
	if m == nil {
		t.FailNow()
	}
	return m
}

func TestSketch(t *testing.T) {
	m := mustLoad(t, thermo)
	measure := m.Interfaces[0].Methods[0]
	if r := measure.Returns[0]; r.Name != "result" || r.Var != "resultValue" || r.Type.Struct != m.Structs[0] {
		t.Errorf("measure returns %+v", r)
	}
	above := m.Interfaces[0].Methods[1].Params[0]
	if above.Unit != "celsius" || *above.Min != -40 || *above.Max != 125 {
		t.Errorf("above: %+v", above)
	}
	if e := m.Interfaces[0].Events[0]; e.Delivery != Latest || e.Callback != "alarm" || e.GoName != "Alarm" {
		t.Errorf("alarm: %+v", e)
	}
	if m.ImportPath != "" || m.Path != "thermo.yaml" {
		t.Errorf("path %s, import path %s", m.Path, m.ImportPath)
	}
}

func TestTextForms(t *testing.T) {
	for name, text := range map[string]string{
		"byte order mark": "\ufeff" + thermo,
		"CRLF":            strings.ReplaceAll(thermo, "\n", "\r\n"),
		"no last newline": strings.TrimSuffix(thermo, "\n"),
		"document marks":  "---\n" + thermo + "...\n",
		"an alias":        strings.ReplaceAll(strings.Replace(thermo, "errnos: [EIO]", "errnos: &io [EIO]", 1), "errnos: [EIO, EBUSY]", "errnos: [EIO, EBUSY]") + "    capabilities: {Reset: {doc: Resets., methods: {reset: {doc: Resets., errnos: *io}}}}\n",
	} {
		t.Run(name, func(t *testing.T) {
			m := mustLoad(t, text)
			if got := len(m.Interfaces[0].Methods); got != 2 {
				t.Errorf("%d methods", got)
			}
		})
	}
}

func TestLoadFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "thermo.yaml")
	if err := os.WriteFile(path, []byte(thermo), 0o644); err != nil {
		t.Fatal(err)
	}
	big := filepath.Join(dir, "big.yaml")
	if err := os.WriteFile(big, []byte(header+strings.Repeat("# filler\n", maxFileSize/9)), 0o644); err != nil {
		t.Fatal(err)
	}
	if m, diags := Load(path); m == nil || len(diags) > 0 || m.Path != path {
		t.Errorf("thermo: %v, %v", m, diags)
	}
	for path, want := range map[string]Code{
		dir:                                CodeUnreadable,
		filepath.Join(dir, "missing.yaml"): CodeUnreadable,
		"std/netdve":                       CodeUnreadable,
		"std/../load.go":                   CodeUnreadable,
		"/dev/null":                        CodeUnreadable,
		big:                                CodeTooLarge,
	} {
		m, diags := Load(path)
		if m != nil || len(diags) != 1 || diags[0].Code != want || diags.Err() == nil {
			t.Errorf("%s: %v, %v", path, m, diags)
		}
	}
}

// TestAliasBomb loads files that stand for far more than they hold.
func TestAliasBomb(t *testing.T) {
	var bomb strings.Builder
	bomb.WriteString(header + "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := range 20 {
		prev := "*a" + string(rune('a'+i-1))
		if i == 0 {
			prev = "*a0"
		}
		bomb.WriteString("k" + string(rune('a'+i)) + ": &a" + string(rune('a'+i)) + " [" + strings.Repeat(prev+", ", 9) + prev + "]\n")
	}
	for name, c := range map[string]struct {
		text string
		want Code
	}{
		"aliases": {bomb.String(), CodeTooManyNodes},
		"values":  {header + "x: [" + strings.Repeat("1,", maxNodes) + "]\n", CodeTooManyNodes},
		"depth":   {header + "x: " + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + "\n", CodeSyntax},
	} {
		_, diags := LoadSource("bomb.yaml", []byte(c.text))
		if len(diags) != 1 || diags[0].Code != c.want {
			t.Errorf("%s: %v", name, diags)
		}
	}
}

func TestStandard(t *testing.T) {
	files, err := fs.Glob(Standard(), "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := "std/ieee80211dev std/netdev std/tinygo"
	if got := strings.Join(StandardNames(), " "); got != want || len(files) != 3 {
		t.Errorf("names %s, files %v", got, files)
	}
	for _, name := range StandardNames() {
		for _, path := range []string{name, name + ".yaml"} {
			m, diags := Load(path)
			for _, d := range diags {
				t.Error(d)
			}
			if m == nil {
				continue
			}
			if m.Path != name+".yaml" || "std/"+m.Package != name || m.ImportPath != "drivergen/generated/"+m.Package {
				t.Errorf("%s: path %s, package %s, import path %s", path, m.Path, m.Package, m.ImportPath)
			}
		}
	}
}

func TestImports(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("idl: 1\ndoc: A test.\n"+text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("units.yaml", "package: units\nstructs: {Range: {doc: A range., fields: {low: {type: int, doc: Low.}}}}\n")
	write("left.yaml", "package: left\nimports: {units: units.yaml}\nstructs: {L: {doc: L., fields: {r: {type: units.Range, doc: R.}}}}\n")
	top := write("top.yaml", "package: top\nimports: {l: ./left.yaml, u: units.yaml, netdev: std/netdev}\n"+
		"structs: {T: {doc: T., fields: {a: {type: l.L, doc: A.}, b: {type: list(u.Range), doc: B.}, c: {type: netdev.State, doc: C.}}}}\n")
	m, diags := Load(top)
	if m == nil || len(diags) > 0 {
		t.Fatal(diags)
	}
	fields := m.Structs[0].Fields
	if fields[0].Type.From.Package != "left" || fields[1].Type.Elem.String() != "units.Range" || fields[2].Type.From.ImportPath != "drivergen/generated/netdev" {
		t.Errorf("fields of %s, %s, %s", fields[0].Type, fields[1].Type, fields[2].Type)
	}
	if fields[0].Type.Struct.Fields[0].Type.Struct != fields[1].Type.Elem.Struct {
		t.Error("a file that two import was loaded twice")
	}
	write("a.yaml", "package: a\nimports: {b: b.yaml}\n")
	write("b.yaml", "package: b\nimports: {a: a.yaml}\n")
	_, diags = Load(filepath.Join(dir, "a.yaml"))
	if len(diags) != 1 || diags[0].Code != CodeBadImport || !strings.Contains(diags[0].Notes[0].Message, "imports itself") {
		t.Errorf("a circle: %v", diags)
	}
}

// TestHostileSizes loads files that would take minutes if each fault were told
// with all that could be said about it.
func TestHostileSizes(t *testing.T) {
	var errnos, refs, calls, params strings.Builder
	for i := range 1500 {
		fmt.Fprintf(&errnos, "  E%05d: {value: %d, doc: x}\n", i, 5000+i)
		fmt.Fprintf(&refs, "F%05d, ", i)
	}
	for i := range 600 {
		fmt.Fprintf(&calls, "      s%d: {doc: x, shows: [a], steps: [{call: b%d}, {call: a}]}\n", i, i)
		fmt.Fprintf(&params, "p%d: int, ", i)
	}
	for name, text := range map[string]string{
		"unknown errnos":    header + "errnos:\n" + errnos.String() + "interfaces: {A: {doc: x, methods: {a: {doc: x, errnos: [" + refs.String() + "]}}}}\n",
		"missing arguments": header + "interfaces:\n  A:\n    doc: x\n    methods: {a: {doc: x, params: {" + params.String() + "}}}\n    scenarios:\n" + calls.String(),
		"unknown keys":      header + strings.ReplaceAll(refs.String(), ", ", ": 1\n"),
	} {
		_, diags := LoadSource("hostile.yaml", []byte(text))
		if len(diags) != maxDiagnostics+1 || diags[0].Code != CodeTooMany {
			t.Errorf("%s: %d diagnostics, first %v", name, len(diags), diags[0])
		}
		if out := rendered(t, diags, false); len(out) > 1<<20 {
			t.Errorf("%s: %d bytes are written", name, len(out))
		}
	}
}

// TestDocs loads the description that docs/idl.md opens with.
func TestDocs(t *testing.T) {
	text, err := os.ReadFile("../docs/idl.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(text), "```yaml\n")
	example, _, _ = strings.Cut(example, "```")
	m := mustLoad(t, example)
	if m.Package != "thermo" || len(m.Interfaces[0].Methods) != 2 {
		t.Errorf("the example is %s with %d interfaces", m.Package, len(m.Interfaces))
	}
}

// TestTooManyWarnings keeps warnings from being an error by their number alone, and an error
// behind them from being lost.
func TestTooManyWarnings(t *testing.T) {
	var text strings.Builder
	text.WriteString("idl: 1\npackage: thermo\ndoc: Package thermo is large.\nerrnos:\n")
	for i := range maxDiagnostics + 1 {
		fmt.Fprintf(&text, "  E%dX: {value: %d}\n", i, 5000+i)
	}
	m, diags := LoadSource("large.yaml", []byte(text.String()))
	if m == nil || len(diags) != maxDiagnostics+1 || diags[0].Code != CodeTooMany {
		t.Errorf("a model: %t, %d diagnostics, %v", m != nil, len(diags), diags.Err())
	}
	text.WriteString("interfaces: {I: {doc: I., methods: {m: {doc: M., errnos: [EIO]}}}}\n")
	if m, diags = LoadSource("large.yaml", []byte(text.String())); m != nil || !diags.HasErrors() {
		t.Errorf("a model: %t, of an error behind %d diagnostics", m != nil, len(diags))
	}
}
