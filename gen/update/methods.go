package update

import (
	"go/ast"
	"strings"

	"drivergen/gen/calls"
)

// A methodSet is what a type has: its own methods and those of what it embeds.
type methodSet struct {
	own      map[string]*method
	embedded map[string]string // the names of promoted methods, and of the types that have them
	unknown  []string          // embedded types whose methods are not known
}

// methodSetOf returns what the type of a filler has.
func (u *updater) methodSetOf(f filler) methodSet {
	set := methodSet{own: map[string]*method{}, embedded: map[string]string{}}
	for _, m := range f.p.methods[f.typeName] {
		if set.own[m.decl.Name.Name] == nil {
			set.own[m.decl.Name.Name] = m
		}
	}
	u.embed(&set, f.p, f.typeName, 0)
	return set
}

// embed adds what a type embeds.
func (u *updater) embed(set *methodSet, p *goPackage, typeName string, depth int) {
	spec := p.types[typeName]
	if spec == nil || depth > deepest {
		return
	}
	switch t := spec.Type.(type) {
	case *ast.StructType:
		for _, field := range t.Fields.List {
			if len(field.Names) == 0 {
				u.embedType(set, p, typeName, field.Type, depth)
			}
		}
	case *ast.InterfaceType:
		for _, field := range t.Methods.List {
			for _, name := range field.Names {
				set.embedded[name.Name] = typeName
			}
			if len(field.Names) == 0 {
				u.embedType(set, p, typeName, field.Type, depth)
			}
		}
	}
}

func (u *updater) embedType(set *methodSet, p *goPackage, owner string, expr ast.Expr, depth int) {
	if name := baseName(expr); name != "" {
		for _, m := range p.methods[name] {
			set.embedded[m.decl.Name.Name] = name
		}
		u.embed(set, p, name, depth+1)
		return
	}
	importPath, name := qualified(p.fileOf[owner], expr)
	if importPath == "" {
		return
	}
	if g := u.generated[importPath]; g != nil {
		for _, s := range g.Sets {
			if s.Empty == name || s.Name == name {
				promote(set, s, g.name+"."+name)
			}
		}
		return
	}
	if u.isStandard(importPath) {
		return // none of its types has a hardware call
	}
	if other := u.load(importPath); other != nil {
		for _, m := range other.methods[name] {
			set.embedded[m.decl.Name.Name] = importPath + "." + name
		}
		u.embed(set, other, name, depth+1)
		return
	}
	set.unknown = append(set.unknown, importPath+"."+name)
}

func promote(set *methodSet, s *calls.Set, from string) {
	for _, c := range s.Calls {
		set.embedded[c.Name] = from
	}
}

// load returns another package, nil where it is not found.
func (u *updater) load(importPath string) *goPackage {
	if p, known := u.loaded[importPath]; known {
		return p
	}
	u.loaded[importPath] = nil
	if dir, err := folderOf(u.dir, importPath); err == nil {
		if packages, err := parseFolder(dir); err == nil {
			for _, p := range packages {
				if !strings.HasSuffix(p.name, "_test") && p.name != "main" {
					u.loaded[importPath] = p
				}
			}
		}
	}
	return u.loaded[importPath]
}
