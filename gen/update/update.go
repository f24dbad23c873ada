// Package update adds to a driver that was filled in by hand the hardware calls that its
// interface's description has got meanwhile, and tells what else has changed. It works on
// the syntax of the driver, so that a driver that does not compile, since calls are missing,
// is no obstacle; nothing that stands in the driver is changed.
package update

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"path/filepath"
	"sort"
	"strings"

	"drivergen/gen/calls"
	"drivergen/gen/gomod"
	"drivergen/gen/output"
)

// A Finding is what update has to say about one call.
type Finding struct {
	File string // of the method; for one that is added, the file that it is added to
	Line int    // of the method; 0 for one that is added
	Type string // of the driver: hardware
	Set  string // what the type fills in: netdevstub.Hardware
	Call string
	Old  string // the signature that the driver has; empty for one that is added
	New  string // the signature that the description asks for; empty for one that is gone
	// From names the embedded type that has an inherited call.
	From string
	// Unfilled is set for an inherited one that fails: it is that of Unimplemented, or NoWorld.
	Unfilled bool
}

// A Result is what there is to do.
type Result struct {
	Plan      *output.Plan
	Types     []string  // the types that were looked at: hardware (netdevstub.Hardware)
	Added     []Finding // calls that were missing
	Changed   []Finding // calls with another signature now: to be changed by hand
	Gone      []Finding // exported methods that are no calls, and that the package does not use
	Inherited []Finding // calls that the type does not have itself, but has from an embedded one
}

// An updater looks at one driver.
type updater struct {
	dir       string
	module    *gomod.Module
	generated map[string]*generated
	loaded    map[string]*goPackage
	result    *Result
	inserted  map[*sourceFile]*insertion
}

// Prepare finds out what is to be done to the driver in dir. It writes nothing.
func Prepare(dir string) (*Result, error) {
	module, err := gomod.Find(dir)
	if err != nil {
		return nil, err
	}
	packages, err := parseFolder(dir)
	if err != nil {
		return nil, err
	}
	if len(packages) == 0 {
		return nil, fmt.Errorf("%s: no Go files here", dir)
	}
	all, err := generatedBy(dir, packages)
	if err != nil {
		return nil, err
	}
	u := &updater{dir: dir, module: module, generated: all, loaded: map[string]*goPackage{}, result: &Result{}, inserted: map[*sourceFile]*insertion{}}
	for _, p := range packages {
		if err := u.visit(p); err != nil {
			return nil, err
		}
	}
	if len(u.result.Types) == 0 {
		return nil, noDriver(dir, all)
	}
	if u.result.Plan, err = u.plan(); err != nil {
		return nil, err
	}
	for _, list := range [][]Finding{u.result.Added, u.result.Changed, u.result.Gone, u.result.Inherited} {
		sort.SliceStable(list, func(i, j int) bool {
			return list[i].File < list[j].File || list[i].File == list[j].File && list[i].Line < list[j].Line
		})
	}
	return u.result, nil
}

// noDriver tells what makes a package a driver.
func noDriver(dir string, all map[string]*generated) error {
	for _, importPath := range sortedKeys(all) {
		if g := all[importPath]; strings.HasSuffix(g.name, "stub") && len(g.Order) > 0 {
			return fmt.Errorf("%s: no type here is told to be a %s.%s: pass it to %s.%s, or declare var _ %s.%s = (*TYPE)(nil)",
				dir, g.name, g.Order[0], g.name, g.Sets[g.Order[0]].Constructor, g.name, g.Order[0])
		}
	}
	return fmt.Errorf("%s: no driver here: no Go file imports a generated stub", dir)
}

// visit looks at the types of a package.
func (u *updater) visit(p *goPackage) error {
	fillers := p.fillers(u.generated)
	var errs []error
	for _, f := range fillers {
		u.result.Types = append(u.result.Types, f.typeName+" ("+f.label()+")")
		errs = append(errs, u.compare(f))
	}
	u.findGone(p, fillers)
	return errors.Join(errs...)
}

// compare finds what a type lacks of a set, and where it differs.
func (u *updater) compare(f filler) error {
	has := u.methodSetOf(f)
	var missing []*calls.Call
	for i := range f.set.Calls {
		call := &f.set.Calls[i]
		switch m := has.own[call.Name]; {
		case m != nil:
			u.compareSignature(f, call, m)
		case has.embedded[call.Name] != "":
			found := u.finding(f, call, f.p.fileOf[f.typeName], f.p.types[f.typeName])
			found.New, found.From = header(call.Name, call.Params, call.Results), has.embedded[call.Name]
			found.Unfilled = has.embedded[call.Name] == f.from.name+"."+f.set.Empty
			u.result.Inherited = append(u.result.Inherited, found)
		default:
			missing = append(missing, call)
		}
	}
	if len(missing) > 0 && len(has.unknown) > 0 {
		return fmt.Errorf("%s: %s embeds %s, whose methods are not known: whether it has %s cannot be told",
			u.place(f.p, f.p.types[f.typeName]), f.typeName, strings.Join(has.unknown, " and "), missing[0].Name)
	}
	for _, call := range missing {
		if err := u.insert(f, call); err != nil {
			return err
		}
	}
	return nil
}

func (u *updater) compareSignature(f filler, call *calls.Call, m *method) {
	is := typer{m.file.imports, f.p}.signature(m.decl.Type)
	wanted := typer{imports: f.from.Imports}.signature(call.Type)
	if is == wanted {
		return
	}
	found := u.finding(f, call, m.file, m.decl)
	found.Old = header(call.Name, calls.Fields(f.p.fset, m.decl.Type.Params), calls.Results(f.p.fset, m.decl.Type.Results))
	found.New = header(call.Name, call.Params, call.Results)
	u.result.Changed = append(u.result.Changed, found)
}

func (u *updater) finding(f filler, call *calls.Call, file *sourceFile, at ast.Node) Finding {
	return Finding{File: file.path, Line: f.p.fset.PositionFor(at.Pos(), false).Line, Type: f.typeName, Set: f.label(), Call: call.Name}
}

func (u *updater) place(p *goPackage, at ast.Node) token.Position {
	return p.fset.PositionFor(at.Pos(), false)
}

// insert adds a call to the file of its like.
func (u *updater) insert(f filler, call *calls.Call) error {
	file := f.homeOf()
	in := u.inserted[file]
	if in == nil {
		in = &insertion{file: file, fset: f.p.fset, methods: map[int][]string{}, imports: map[string]string{}}
		u.inserted[file] = in
	}
	for _, before := range u.result.Added {
		if before.Type == f.typeName && before.Call == call.Name && before.File == file.path {
			return nil // another set has the same call
		}
	}
	u.result.Added = append(u.result.Added, Finding{
		File: file.path, Type: f.typeName, Set: f.label(), Call: call.Name, New: header(call.Name, call.Params, call.Results),
	})
	return in.add(f, call)
}

// plan returns the changes of the files.
func (u *updater) plan() (*output.Plan, error) {
	var files []output.File
	for file, in := range u.inserted {
		content, err := in.content(u)
		if err != nil {
			return nil, err
		}
		files = append(files, output.File{Path: file.name, Content: content})
	}
	sort.Slice(files, func(i, j int) bool { return files[i].Path < files[j].Path })
	plan, err := output.Overwrite(u.dir, files)
	if err != nil {
		return nil, err
	}
	for _, c := range plan.Changes {
		for file := range u.inserted {
			if filepath.Clean(c.Path) == filepath.Clean(file.path) && string(c.Old) != string(file.content) {
				return nil, fmt.Errorf("%s changed while it was read: run drivergen update again", c.Path)
			}
		}
	}
	return plan, nil
}
