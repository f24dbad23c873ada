package project

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"

	"drivergen/gen/gomod"
)

// Generated is the folder, at the root of a module, that generated packages go to by default.
const Generated = "generated"

// A place is where a description's code goes.
type place struct {
	out    string        // the output folder, absolute; "" where foreign
	root   string        // the import path of the output folder
	source string        // the description's path as generated files name it
	module *gomod.Module // holds out; nil where foreign
	// foreign is set for a description of drivergen's own seen from another module,
	// which imports the package and does not get a copy.
	foreign bool
	plain   bool // its files are no Go packages, so that it needs no module
}

// importPath returns the import path of a package in the place, "" where it has none.
func (p place) importPath(name string) string {
	if p.plain {
		return ""
	}
	return path.Join(p.root, name)
}

// placeFor tells where the files of a source go that emitters make.
func placeFor(s Source, out string, emitters []Emitter) (place, error) {
	isGo := func(e Emitter) bool { return e.Go }
	plain, err := plainPlaceOf(s, out, Generated)
	if err != nil || !slices.ContainsFunc(emitters, isGo) {
		return plain, err
	}
	p, err := placeOf(s, out)
	if p.foreign {
		p.out = plain.out
	}
	return p, err
}

// plainPlaceOf tells where files go that are no Go packages: to out or, without it, to the folder
// usual, a path with slashes, of the module that holds the source. Where none does, it is one of
// the current folder.
func plainPlaceOf(s Source, out, usual string) (place, error) {
	source, home, err := homeOf(s)
	if err != nil {
		return place{}, err
	}
	if out == "" {
		out = filepath.FromSlash(usual)
		if home != nil {
			out = filepath.Join(home.Dir, out)
		}
	}
	out, err = filepath.Abs(out)
	return place{out: out, source: source, plain: true}, err
}

// placeOf tells where the code of a source goes. An out that is not empty overrides the default.
func placeOf(s Source, out string) (place, error) {
	source, home, err := homeOf(s)
	if err != nil {
		return place{}, err
	}
	switch {
	case s.Std && (out == "" || s.Shared) && (home == nil || home.Path != gomod.Own):
		return place{root: path.Join(gomod.Own, Generated), source: source, foreign: true}, nil
	case out == "" && home == nil:
		return place{}, noModule(s.Arg)
	case out == "":
		return placeIn(home, filepath.Join(home.Dir, Generated), source)
	}
	module, err := gomod.Find(out)
	if errors.Is(err, gomod.ErrNoModule) {
		return place{}, noModule(out)
	}
	if err != nil {
		return place{}, err
	}
	return placeIn(module, out, source)
}

// placeIn returns the place of a folder in a module.
func placeIn(module *gomod.Module, out, source string) (place, error) {
	out, err := filepath.Abs(out)
	if err != nil {
		return place{}, err
	}
	root, err := module.ImportPath(out)
	return place{out: out, root: root, source: source, module: module}, err
}

func noModule(name string) error {
	return fmt.Errorf("%s is in no module (there is no go.mod in its folder or above), so that what is generated has no import path: "+
		"run 'go mod init NAME' there, or pass a folder of a module with --out", name)
}

// homeOf returns the path of a description as generated files name it, and the module
// that it belongs to: for an embedded one the current folder's. The module is nil
// where there is none.
func homeOf(s Source) (source string, home *gomod.Module, err error) {
	folder := filepath.Dir(s.Path)
	if s.Std {
		folder = "."
	}
	home, err = gomod.Find(folder)
	if errors.Is(err, gomod.ErrNoModule) {
		home, err = nil, nil
	}
	switch {
	case err != nil:
		return "", nil, err
	case s.Std && home != nil && home.Path == gomod.Own:
		return "idl/" + path.Base(s.Path), home, nil
	case s.Std:
		return s.Path, home, nil
	case home == nil:
		return filepath.Base(s.Path), nil, nil
	}
	source, err = home.Rel(s.Path)
	return source, home, err
}
