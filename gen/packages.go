package gen

import (
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// Import paths of the hand-written packages that generated code uses.
const (
	driverPath    = "drivergen/driver"
	mockPath      = "drivergen/driver/mock"
	conformPath   = "drivergen/driver/conform"
	recordingPath = "drivergen/driver/recording"
	replayPath    = "drivergen/driver/replay"
	netipPath     = "net/netip"
)

// standardPackages are the packages of the standard library that generated code names.
var standardPackages = []string{
	"bytes", "context", "errors", "fmt", "io", "maps", "math", netipPath, "slices", "strconv", "strings", "sync", "sync/atomic", "testing", "time",
}

// namePackages settles under which name each package that may be imported is known in
// the files of p: every package has one name, in each of them the same, and no parameter
// has it too.
func (p *pkg) namePackages() {
	p.packages = map[string]string{}
	taken := names{}
	add := func(importPath, name string) {
		if _, known := p.packages[importPath]; known {
			return
		}
		if slices.Contains(locals, name) {
			name += "core" // a variable of generated code would hide it
		}
		p.packages[importPath] = taken.numbered(name)
	}
	for _, importPath := range standardPackages {
		add(importPath, path.Base(importPath))
	}
	for _, importPath := range []string{driverPath, mockPath, conformPath, recordingPath, replayPath, jsPath, gojaPath} {
		add(importPath, path.Base(importPath))
	}
	for _, k := range Kinds() {
		add(p.place(k))
	}
	eachParam(p.model, func(param *idl.Param) { taken[paramName(param)] = true })
	for _, imported := range p.model.Imported() {
		add(imported.ImportPath, imported.Package)
	}
	eachParam(p.model, func(param *idl.Param) {
		if importPath, _, ok := cutGoType(param.GoType); ok {
			add(importPath, guessName(importPath))
		}
	})
}

// numbered returns name, or name with the first number behind it that makes it a free one.
func (n names) numbered(name string) string {
	free := name
	for i := 2; n[free]; i++ {
		free = name + strconv.Itoa(i)
	}
	n[free] = true
	return free
}

// importPackages tells a file the names of the packages that it may import.
func (p *pkg) importPackages(f *jen.File) {
	for importPath, name := range p.packages {
		if name == path.Base(importPath) && (p.isOwn(importPath) || importPath == gojaPath || !strings.Contains(importPath, ".")) {
			f.ImportName(importPath, name)
		} else {
			f.ImportAlias(importPath, name)
		}
	}
}

// isOwn reports whether drivergen wrote a package, so that it is called like its folder.
func (p *pkg) isOwn(importPath string) bool {
	return importPath == p.core || path.Dir(importPath) == p.core || slices.ContainsFunc(p.model.Imports, func(i *idl.Import) bool {
		return i.Model.ImportPath == importPath
	})
}

// cutGoType cuts net.HardwareAddr into its import path and its name; ok is false for a predeclared type.
func cutGoType(goType string) (importPath, name string, ok bool) {
	dot := strings.LastIndexByte(goType, '.')
	if dot < 0 {
		return "", goType, false
	}
	return goType[:dot], goType[dot+1:], true
}

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// guessName returns a name for a package of which the import path is all that is known.
func guessName(importPath string) string {
	base := path.Base(importPath)
	if dir := path.Dir(importPath); majorVersion.MatchString(base) && dir != "." {
		base = path.Base(dir)
	}
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(strings.TrimPrefix(base, "go-")))
	if name == "" || !token.IsIdentifier(name) {
		return "pkg" + name
	}
	return name
}

// eachParam visits the parameters, results and fields of a description.
func eachParam(m *idl.Model, visit func(*idl.Param)) {
	params := func(list []*idl.Param) {
		for _, param := range list {
			visit(param)
		}
	}
	for _, s := range m.Structs {
		params(s.Fields)
	}
	for _, h := range m.Handles {
		if h.Properties != nil {
			params(h.Properties.Fields)
		}
	}
	for _, i := range m.Interfaces {
		methods := allMethods(i)
		for _, c := range i.Capabilities {
			methods = append(methods, c.Methods...)
		}
		for _, method := range methods {
			params(method.Params)
			params(method.Returns)
		}
		for _, e := range allEvents(i) {
			params(e.Params)
		}
		for _, s := range i.Stimuli {
			params(s.Params)
			params(s.Returns)
		}
	}
}
