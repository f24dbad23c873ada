package idl

import (
	"path/filepath"
	"regexp"
	"slices"

	"gopkg.in/yaml.v3"
)

// importsKey finds the key imports of a text, with the lines below it.
var importsKey = regexp.MustCompile(`(?m)^imports:.*$(\n([ \t#].*)?$)*`)

// loadImports loads what the file imports before there are nodes of the file itself: of files
// that import one another in a row, only one at a time has its nodes in memory. It is content with the
// usual forms of the key; what it does not find resolveImports loads.
func (l *loader) loadImports(text []byte) {
	var file struct{ Imports yaml.Node }
	if yaml.Unmarshal(importsKey.Find(text), &file) != nil || file.Imports.Kind != yaml.MappingNode {
		return // what is wrong is told when the whole is read
	}
	for i, n := range file.Imports.Content {
		if i%2 == 0 || n.Kind != yaml.ScalarNode || n.Value == "" || isNull(n) {
			continue
		}
		l.imported(l.relative(n.Value))
	}
}

// imported returns what became of a file that this one imports, nil for a file that is open: it then
// imports itself.
func (l *loader) imported(path string) *file {
	if l.isOpen(l.run.set.identify(path)) {
		l.file.private = true
		return nil
	}
	f := l.run.load(path, l)
	l.file.private = l.file.private || f.private
	if !slices.Contains(l.file.imports, f) {
		l.file.imports = append(l.file.imports, f)
	}
	return f
}

func (l *loader) resolveImports() {
	for _, i := range l.model.Imports {
		o := l.objs[i]
		file := l.imported(l.relative(i.Path))
		if file == nil {
			l.report(CodeBadImport, o.node, "%s imports itself", i.Path).help("move what both need to a third file")
			continue
		}
		if file.model == nil {
			l.reportImport(i, file.diags)
			continue
		}
		i.Model, i.Doc = file.model, file.model.Doc
	}
}

// reportImport reports an import that has errors, with the first of them.
func (l *loader) reportImport(i *Import, diags Diagnostics) {
	for _, fault := range diags {
		if fault.Severity != Error {
			continue
		}
		if fault.Pos.IsZero() {
			d := l.report(CodeBadImport, l.objs[i].node, "%s: %s", i.Path, fault.Message)
			d.Help = fault.Help
			if d.Help == "" && filepath.Ext(i.Path) == "" && filepath.Base(i.Path) != "." {
				d.help("write %s", l.meantPath(i.Path))
			}
		} else {
			l.report(CodeBadImport, l.objs[i].node, "%s has errors", i.Path).note(fault.Pos, "%s", fault.Message)
		}
		return
	}
}

// meantPath returns what the path of an import without an extension was probably meant to be.
func (l *loader) meantPath(path string) string {
	if std := standardPrefix + path; slices.Contains(StandardNames(), std) {
		return std
	}
	return path + ".yaml"
}

// relative returns the path of an import as it is to be opened.
func (l *loader) relative(path string) string {
	if _, ok := standardName(path); ok || filepath.IsAbs(path) {
		return path
	}
	if l.standard {
		return standardPrefix + path
	}
	return filepath.Join(filepath.Dir(l.name), filepath.FromSlash(path))
}

// isOpen reports whether a file is this one or one that imports it, directly or not.
func (l *loader) isOpen(id string) bool {
	for ; l != nil; l = l.importer {
		if l.id == "" {
			l.id = l.run.set.identify(l.name)
		}
		if l.id == id {
			return true
		}
	}
	return false
}

// identify returns a path by which a file is known, whatever names lead to it: folders that are
// symbolic links can give one file endlessly many.
func (s *Set) identify(path string) string {
	if name, ok := standardName(path); ok {
		return standardPrefix + name
	}
	if !s.Virtual {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			return real
		}
	}
	return filepath.Clean(path)
}
