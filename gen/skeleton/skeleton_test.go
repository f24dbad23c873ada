package skeleton_test

import (
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"drivergen/gen/skeleton"
	"drivergen/idl"
)

// stubOf is the source of a stub as gen writes it, as far as the skeleton reads it.
const stubOf = `package switchboardstub

import (
	"context"
	units "example.com/robot/generated/siunits"

	"drivergen/driver"
)

// SwitchDevHardware is what a driver fills in.
type SwitchDevHardware interface {
	// Set closes the switch.
	// See driver.EAGAIN.
	Set(ctx context.Context, after units.Delay) (at units.Instant, err error)
}

// RelayDevHardware is what a driver fills in.
type RelayDevHardware interface {
	Addrs() (local, remote string)
}

type SwitchDevUnimplemented struct{}

func (SwitchDevUnimplemented) Set(context.Context, units.Delay) (at units.Instant, err error) {
	return at, driver.NotFilledIn{Call: "SwitchDevHardware.Set"}
}

type RelayDevUnimplemented struct{}

func (RelayDevUnimplemented) Addrs() (local, remote string) { return }
`

// board is a description of two interfaces.
func board() *idl.Model {
	m := &idl.Model{Path: "board.yaml", Package: "switchboard"}
	for _, name := range []string{"SwitchDev", "RelayDev"} {
		m.Interfaces = append(m.Interfaces, &idl.Interface{Decl: idl.Decl{Name: name, GoName: name}})
	}
	return m
}

func files(t *testing.T, o skeleton.Options) map[string]string {
	t.Helper()
	made, err := skeleton.Files(o)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, f := range made {
		found[f.Path] = string(f.Content)
		if strings.HasSuffix(f.Path, ".go") {
			if _, err := parser.ParseFile(token.NewFileSet(), f.Path, f.Content, parser.AllErrors); err != nil {
				t.Errorf("%s: %v", f.Path, err)
			}
		}
	}
	return found
}

// A description with two interfaces, whose short names are a keyword and a plain word, and
// a type from a package that is imported under another name.
func TestFilesOfSeveralInterfaces(t *testing.T) {
	found := files(t, skeleton.Options{
		Name: "board7", Import: "example.com/robot/drivers/seven", Tool: "go tool drivergen",
		Interfaces: []skeleton.Interface{{Model: board(), Import: "example.com/robot/generated/switchboard", Stub: [][]byte{[]byte(stubOf)}}},
		Generate:   []string{"../../board.yaml"},
	})
	for path, wants := range map[string][]string{
		"board7.go": {
			"//go:generate go tool drivergen generate ../../board.yaml",
			"switchDev.dev = switchboardstub.NewSwitchDev(switchDev)",
			"func (d *Device) Switch() switchboard.SwitchDev",
			"func (d *Device) Relay() switchboard.RelayDev",
		},
		"switchdev.go": {
			"// See driver.EAGAIN.\nfunc (h *switchHardware) Set(ctx context.Context, after units.Delay) (at units.Instant, err error) {\n" +
				"\treturn at, driver.NotFilledIn{Call: \"SwitchDevHardware.Set\"}\n}",
			"\"drivergen/driver\"\n",
			"units \"example.com/robot/generated/siunits\"\n",
		},
		"relaydev.go": {"func (h *relayHardware) Addrs() (local, remote string) {\n\treturn\n}"},
		"conformance_test.go": {"switchboardtest.RunSwitchDev(t, func(t *testing.T) switchboardtest.SwitchDevDevice {", "TestConformanceRelay(",
			"//\tClose:  close,", "//\tCannot: limits,", `report.Keep(t, "README.md", "board7")`},
		"example/main.go": {"board7 \"example.com/robot/drivers/seven\""},
		"README.md":       {"| `SwitchDevHardware.Set` | switchdev.go |"},
	} {
		for _, want := range wants {
			if !strings.Contains(found[path], want) {
				t.Errorf("%s lacks %q:\n%s", path, want, found[path])
			}
		}
	}
	for _, unwanted := range []string{"context", "siunits", "drivergen/driver\""} {
		if strings.Contains(found["relaydev.go"], unwanted) {
			t.Errorf("relaydev.go imports %s without need:\n%s", unwanted, found["relaydev.go"])
		}
	}
}

func TestFilesRefusesAStubThatDoesNotFit(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"no hardware", "type RelayDevHardware", "type RelayDevOther", "has no RelayDevHardware"},
		{"no body", "Unimplemented) Addrs()", "Unimplemented) Other()", "has no RelayDevUnimplemented.Addrs"},
		{"no Go", "package ", "packet ", "reading generated code"},
	} {
		t.Run(test.name, func(t *testing.T) {
			source := strings.Replace(stubOf, test.old, test.new, 1)
			_, err := skeleton.Files(skeleton.Options{Name: "board7", Import: "board7",
				Interfaces: []skeleton.Interface{{Model: board(), Import: "x/switchboard", Stub: [][]byte{[]byte(source)}}}})
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "board.yaml") {
				t.Errorf("error %v lacks %q", err, test.want)
			}
		})
	}
}
