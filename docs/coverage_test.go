package docs_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"drivergen/idl"
)

var update = flag.Bool("update", false, "write coverage.md from the descriptions")

// A row is a line of a table in coverage.md.
type row struct {
	name string // in the description
	goes string // in Go
	test string // folder: test
}

// A table is one part of coverage.md.
type table struct {
	title   string
	columns string // of the first two; empty: those of a description
	rows    []row
}

// drivers is the folder of the tests that run through the driver and the emulator.
const drivers = "impl/esp8266"

// beyond lists the needs of scenarios that are not applicable to the ESP8266.
var beyond = []string{"half_close", "options", "resets"}

// more lists tests beside the conformance run that show a method.
var more = map[string]string{"set_option": "TestTinyGoNetdever", "shutdown": "TestNetDevCallbackForm"}

// shown returns the scenarios of an interface that show a name, as tests of a conformance run.
func shown(t *testing.T, i *idl.Interface, run, name string) string {
	t.Helper()
	var tests []string
	for _, s := range i.Scenarios {
		if slices.Contains(s.Shows, name) && !slices.ContainsFunc(s.Needs, func(need string) bool { return slices.Contains(beyond, need) }) {
			tests = append(tests, s.Name)
		}
	}
	if len(tests) == 0 {
		t.Errorf("no scenario of %s shows %s", i.Name, name)
	}
	if len(tests) > 3 {
		tests = tests[:3]
	}
	text := drivers + ": " + run + "/*/scenario/" + strings.Join(tests, ", ")
	if other := more[name]; other != "" {
		text += "; " + other
	}
	return text
}

// deviceTable lists all of an interface that has scenarios.
func deviceTable(t *testing.T, title string, m *idl.Model, run, callbacks string) table {
	t.Helper()
	i := m.Interfaces[0]
	rows := []row{{"errno", i.GoName + "Callbacks.Errno", drivers + ": " + callbacks}}
	calls := func(owner string, methods []*idl.Method) {
		for _, method := range methods {
			rows = append(rows, row{method.Name, owner + "." + method.GoName, shown(t, i, run, method.Name)})
		}
	}
	calls(i.GoName, i.Properties)
	calls(i.GoName, i.Methods)
	for _, e := range i.Events {
		rows = append(rows, row{e.Name, i.GoName + "Events." + e.GoName, shown(t, i, run, e.Name) + "; " + callbacks})
	}
	for _, c := range i.Capabilities {
		rows = append(rows, row{c.Name + " (optional)", c.GoName + ", " + c.GoName + "Of", drivers + ": " + callbacks})
		calls(c.GoName, c.Methods)
	}
	for _, h := range m.Handles {
		for _, field := range h.Properties.Fields {
			rows = append(rows, row{"socket." + field.Name, h.Properties.GoName + "." + field.GoName, drivers + ": " + callbacks})
		}
		for n, state := range h.States {
			rows = append(rows, row{fmt.Sprintf("state %d (%s)", state.Value, state.Name), h.StateEnum.Values[n].GoName, drivers + ": " + callbacks})
		}
	}
	for _, s := range m.Structs {
		for _, field := range s.Fields {
			rows = append(rows, row{s.Name + "." + field.Name, s.GoName + "." + field.GoName, drivers + ": " + callbacks})
		}
	}
	return table{title: title, rows: rows}
}

// tinygoTable lists TinyGo's interfaces.
func tinygoTable(m *idl.Model) table {
	var rows []row
	for _, i := range m.Interfaces {
		for _, method := range i.Methods {
			rows = append(rows, row{i.Name + "." + method.Name, i.GoName + "." + method.GoName, drivers + ": TestTinyGo" + i.GoName})
		}
	}
	return table{title: "TinyGo's Netdever and Netlinker (`idl/tinygo.yaml`)", rows: rows}
}

func load(t *testing.T, name string) *idl.Model {
	t.Helper()
	m, diagnostics := idl.Load("std/" + name)
	if m == nil {
		t.Fatal(diagnostics)
	}
	return m
}

func coverage(t *testing.T) []table {
	t.Helper()
	return append([]table{
		deviceTable(t, "Kaluma's network device (`idl/netdev.yaml`)", load(t, "netdev"), "TestNetDevConformance", "TestNetDevCallbackForm"),
		deviceTable(t, "Kaluma's IEEE 802.11 device (`idl/ieee80211dev.yaml`)", load(t, "ieee80211dev"), "TestWiFiDevConformance", "TestWiFiDevCallbackForm"),
		tinygoTable(load(t, "tinygo")),
	}, programTables()...)
}

const coverageIntro = `# Coverage

Each method, property, event and optional capability of the two devices that the standard descriptions hold, its name in Go, and the tests
that show it on the ESP8266 driver over the emulated module, with both lines of firmware; then the programs and modules that run on such a
device, each with the tests that run it. ` + "`*`" + ` stands for the firmware: AT_1.7 and ESP-AT_2.2.
A test fails when a row is missing; ` + "`go test ./docs -run Coverage -update`" + ` writes this page.
`

func markdown(tables []table) []byte {
	var b bytes.Buffer
	b.WriteString(coverageIntro)
	for _, tab := range tables {
		columns := tab.columns
		if columns == "" {
			columns = "in the description | in Go"
		}
		fmt.Fprintf(&b, "\n## %s\n\n| %s | test |\n|---|---|---|\n", tab.title, columns)
		for _, r := range tab.rows {
			fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", r.name, r.goes, r.test)
		}
	}
	return b.Bytes()
}

func TestCoverageHasARowForEverything(t *testing.T) {
	want := markdown(coverage(t))
	if *update {
		if err := os.WriteFile("coverage.md", want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile("coverage.md")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(want)) {
		if strings.HasPrefix(line, "| ") && !strings.Contains(string(text), line) {
			t.Errorf("coverage.md has no row %s", line)
		}
	}
	if !bytes.Equal(text, want) {
		t.Error("coverage.md is not what the descriptions make of it: go test ./docs -run Coverage -update")
	}
}

var testName = regexp.MustCompile(`Test\w+`)

// Each test that a row names stands in the folder that the row names before it.
func TestCoverageNamesTestsThatExist(t *testing.T) {
	sources := map[string]string{}
	for _, tab := range coverage(t) {
		for _, r := range tab.rows {
			folder := ""
			for part := range strings.SplitSeq(r.test, "; ") {
				if name, rest, ok := strings.Cut(part, ": "); ok {
					folder, part = name, rest
				}
				names := testName.FindAllString(part, -1)
				if len(names) == 0 {
					t.Errorf("%s: %q names no test", r.name, part)
				}
				for _, name := range names {
					if !strings.Contains(testsOf(t, sources, folder), "func "+name+"(t *testing.T)") {
						t.Errorf("%s: there is no %s in %s", r.name, name, folder)
					}
				}
			}
		}
	}
}

// testsOf returns the text of a folder's tests.
func testsOf(t *testing.T, sources map[string]string, folder string) string {
	t.Helper()
	if text, ok := sources[folder]; ok {
		return text
	}
	files, err := filepath.Glob("../" + folder + "/*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	sources[folder] = all.String()
	return sources[folder]
}
