package skeleton

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"drivergen/gen/calls"
	"drivergen/idl"
)

// hardwareSuffix ends the names of the interfaces that a driver fills in.
const hardwareSuffix = "Hardware"

// A part is one interface of the driver.
type part struct {
	*idl.Interface
	Core        string // the generated packages' names: netdev
	Stub        string // netdevstub
	Test        string // netdevtest
	Constructor string // of the stub's device: New, or NewNetdever
	Device      string // the stub's device: Device, or NetdeverDevice
	Run         string // of the tests: Run, or RunNetdever
	TestDevice  string // what Run works on: Device, or NetdeverDevice
	World       string // what the tests ask of the world: netdevtest.World
	NoWorld     string // a world that can do nothing: netdevtest.NoWorld
	File        string // where its hardware calls stand: netdev.go
	Type        string // what holds them: hardware, or netHardware
	Field       string // of Device, and in New: netDev
	Accessor    string // of Device: Net
	Shared      bool   // there are several parts, which share the chip
	Hardware    []filled

	coreImport string
}

// A filled is what a part fills in: the required hardware, or that of a capability.
type filled struct {
	*calls.Set
	Optional string // the capability's name; "" for the required hardware
}

// makeParts returns a part for each interface, and the import path behind each package
// name that the hardware calls use.
func makeParts(o Options) ([]*part, map[string]string, error) {
	var parts []*part
	imports := map[string]string{}
	for _, i := range o.Interfaces {
		if len(i.Model.Interfaces) == 0 {
			return nil, nil, fmt.Errorf("%s describes no interface that a driver could implement", i.Model.Path)
		}
		stub, err := calls.Read(i.Stub)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", i.Model.Path, err)
		}
		for name, importPath := range stub.Imports {
			imports[name] = importPath
		}
		for _, iface := range i.Model.Interfaces {
			p, err := makePart(i, iface, stub)
			if err != nil {
				return nil, nil, fmt.Errorf("%s: %w", i.Model.Path, err)
			}
			parts = append(parts, p)
		}
	}
	nameParts(parts)
	return parts, imports, nil
}

func makePart(i Interface, iface *idl.Interface, s *calls.Package) (*part, error) {
	m := i.Model
	p := &part{
		Interface: iface, Core: m.Package, Stub: m.Package + "stub", Test: m.Package + "test",
		File: m.Package + ".go", Accessor: accessor(iface.GoName), coreImport: i.Import,
	}
	prefix := ""
	if len(m.Interfaces) > 1 {
		prefix = iface.GoName
		p.File = strings.ToLower(prefix) + ".go"
	}
	p.Constructor, p.Device = "New"+prefix, prefix+"Device"
	p.Run, p.TestDevice = "Run"+prefix, prefix+"Device"
	p.World, p.NoWorld = p.Test+"."+prefix+"World", p.Test+"."+prefix+"NoWorld"
	wanted := []filled{{Optional: ""}}
	names := []string{prefix + hardwareSuffix}
	for _, c := range iface.Capabilities {
		wanted, names = append(wanted, filled{Optional: c.GoName}), append(names, c.GoName+hardwareSuffix)
	}
	for n, name := range names {
		if s.Sets[name] == nil {
			return nil, fmt.Errorf("the generated stub has no %s", name)
		}
		wanted[n].Set = s.Sets[name]
	}
	p.Hardware = wanted
	return p, nil
}

// nameParts gives the parts names that do not clash.
func nameParts(parts []*part) {
	if len(parts) == 1 {
		parts[0].Type = "hardware"
		return
	}
	times := map[string]int{}
	for _, p := range parts {
		times[p.Accessor]++
	}
	for _, p := range parts {
		if times[p.Accessor] > 1 {
			p.Accessor = strings.ToUpper(p.Core[:1]) + p.Core[1:] + p.GoName
		}
		p.Shared = true
		p.Type = strings.ToLower(p.Accessor) + hardwareSuffix
		p.Field = strings.ToLower(p.Accessor) + "Dev"
	}
}

// accessor returns the short name of an interface: Net for NetDev.
func accessor(name string) string {
	for _, suffix := range []string{"Device", "Dev"} {
		if short, ok := strings.CutSuffix(name, suffix); ok && short != "" {
			return short
		}
	}
	return name
}

// core, stub and test return the generated packages as a file imports them.
func (p *part) core() imported { return imported{path: p.coreImport} }
func (p *part) stub() imported { return imported{path: path.Join(p.coreImport, p.Stub)} }
func (p *part) test() imported { return imported{path: path.Join(p.coreImport, p.Test)} }

// imports returns what the file with a part's hardware calls imports: of all, which are
// import paths by name, what its signatures and bodies use.
func (p *part) imports(all map[string]string) []imported {
	used := []imported{p.stub()}
	for name, importPath := range all {
		if p.uses(name) {
			i := imported{path: importPath}
			if name != path.Base(importPath) {
				i.name = name
			}
			used = append(used, i)
		}
	}
	return used
}

// uses reports whether a hardware call's signature or body has the qualifier name.
func (p *part) uses(name string) bool {
	qualifier := regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\.`)
	for _, h := range p.Hardware {
		for _, c := range h.Calls {
			if qualifier.MatchString(c.Params) || qualifier.MatchString(c.Results) || qualifier.MatchString(c.Body) {
				return true
			}
		}
	}
	return false
}
