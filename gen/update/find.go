package update

import (
	"go/ast"
	"sort"
	"strings"

	"drivergen/gen/calls"
)

// A filler is a type of the driver that fills a set of a generated package in.
type filler struct {
	p        *goPackage
	typeName string
	from     *generated
	set      *calls.Set
}

// label names the set as the driver's code does: netdevstub.Hardware.
func (f filler) label() string { return f.from.name + "." + f.set.Name }

// fillers returns what the types of a package fill in, by file and line of the types.
func (p *goPackage) fillers(all map[string]*generated) []filler {
	var list []filler
	seen := map[string]bool{}
	add := func(typeName string, g *generated, set *calls.Set) {
		if typeName == "" || set == nil || p.types[typeName] == nil {
			return
		}
		f := filler{p, typeName, g, set}
		if key := typeName + " " + g.path + " " + set.Name; !seen[key] {
			seen[key] = true
			list = append(list, f)
		}
	}
	for _, f := range p.files {
		finder{p, f, all, add}.file()
	}
	if p.guess(all, list, add); len(list) > 0 {
		p.capabilities(list, add)
	}
	sort.SliceStable(list, func(i, j int) bool { return p.types[list[i].typeName].Pos() < p.types[list[j].typeName].Pos() })
	return list
}

// A finder looks in a file for places that tell that a type fills a set in.
type finder struct {
	p   *goPackage
	f   *sourceFile
	all map[string]*generated
	add func(typeName string, g *generated, set *calls.Set)
}

// set returns what the name of something in a generated package refers to: name tells how the
// set is called after the name.
func (d finder) set(expr ast.Expr, name func(*generated, string) *calls.Set) (*generated, *calls.Set) {
	importPath, selected := qualified(d.f, expr)
	g := d.all[importPath]
	if g == nil {
		return nil, nil
	}
	return g, name(g, selected)
}

func named(g *generated, name string) *calls.Set { return g.Sets[name] }

func constructed(g *generated, name string) *calls.Set {
	return g.where(func(s *calls.Set) bool { return s.Constructor == name })
}

func emptied(g *generated, name string) *calls.Set {
	return g.where(func(s *calls.Set) bool { return s.Empty == name })
}

func (g *generated) where(is func(*calls.Set) bool) *calls.Set {
	for _, name := range g.Order {
		if is(g.Sets[name]) {
			return g.Sets[name]
		}
	}
	return nil
}

func (d finder) file() {
	for _, decl := range d.f.syntax.Decls {
		fn, _ := decl.(*ast.FuncDecl)
		here := scope{d.p, fn}
		if fn != nil {
			for i, result := range flatten(fn.Type.Results) {
				if g, set := d.set(result, named); set != nil {
					d.add(here.returned(i, 0), g, set)
				}
			}
		}
		ast.Inspect(decl, func(node ast.Node) bool {
			d.node(here, node)
			return true
		})
	}
}

// node looks at one node of a declaration.
func (d finder) node(here scope, node ast.Node) {
	switch node := node.(type) {
	case *ast.CallExpr: // netdevstub.New(hw)
		if g, set := d.set(node.Fun, constructed); set != nil && len(node.Args) > 0 {
			d.add(here.typeOf(node.Args[0], 0), g, set)
		}
	case *ast.ValueSpec: // var _ netdevstub.Hardware = (*hardware)(nil)
		if g, set := d.set(node.Type, named); set != nil {
			for _, value := range node.Values {
				d.add(here.typeOf(value, 0), g, set)
			}
		}
	case *ast.TypeSpec: // type hardware struct { netdevstub.Unimplemented }
		if structure, ok := node.Type.(*ast.StructType); ok {
			for _, field := range structure.Fields.List {
				if g, set := d.set(field.Type, emptied); set != nil && len(field.Names) == 0 {
					d.add(node.Name.Name, g, set)
				}
			}
		}
	case *ast.CompositeLit: // netdevtest.Device{World: newWorld()}
		d.literal(here, node)
	}
}

// literal looks for the world in what a conformance test is given.
func (d finder) literal(here scope, lit *ast.CompositeLit) {
	g, set := d.set(lit.Type, func(g *generated, name string) *calls.Set {
		prefix, _ := strings.CutSuffix(name, "Device")
		return g.Sets[prefix+"World"]
	})
	if set == nil {
		return
	}
	for _, element := range lit.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if key, ok := pair.Key.(*ast.Ident); ok && key.Name == "World" {
			d.add(here.typeOf(pair.Value, 0), g, set)
		}
	}
}

// guess finds the hardware of a stub of which no place tells what fills it in: the type that has
// most of the calls, and more than half of them.
func (p *goPackage) guess(all map[string]*generated, known []filler, add func(string, *generated, *calls.Set)) {
	for _, importPath := range sortedKeys(all) {
		g := all[importPath]
		for _, name := range g.Order {
			set := g.Sets[name]
			if set.Constructor == "" || p.filled(known, g, set) || !p.imports(importPath) {
				continue
			}
			best, most := "", len(set.Calls)/2
			for _, typeName := range sortedKeys(p.methods) {
				if n := p.common(typeName, set); n > most {
					best, most = typeName, n
				}
			}
			add(best, g, set)
		}
	}
}

func (p *goPackage) filled(list []filler, g *generated, set *calls.Set) bool {
	for _, f := range list {
		if f.from == g && f.set == set {
			return true
		}
	}
	return false
}

func (p *goPackage) imports(importPath string) bool {
	for _, f := range p.files {
		for _, imported := range f.imports {
			if imported == importPath {
				return true
			}
		}
	}
	return false
}

// common counts the methods of a type that have names of a set's calls.
func (p *goPackage) common(typeName string, set *calls.Set) int {
	n := 0
	for _, c := range set.Calls {
		if p.methodOf(typeName, c.Name) != nil {
			n++
		}
	}
	return n
}

// capabilities finds the hardware that is filled in besides: a type that fills the required
// one in has a method of it.
func (p *goPackage) capabilities(list []filler, add func(string, *generated, *calls.Set)) {
	for _, f := range list {
		if f.set.Constructor == "" {
			continue
		}
		for _, name := range f.from.Order {
			set := f.from.Sets[name]
			if set.Constructor != "" || !strings.HasSuffix(name, "Hardware") {
				continue
			}
			for _, c := range set.Calls {
				if p.methodOf(f.typeName, c.Name) != nil && !f.from.required(c.Name) {
					add(f.typeName, f.from, set)
				}
			}
		}
	}
}

// required reports whether a name is that of a call which is no capability's.
func (g *generated) required(name string) bool {
	return g.where(func(s *calls.Set) bool { return s.Constructor != "" && s.Call(name) != nil }) != nil
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
