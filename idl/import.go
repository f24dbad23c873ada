package idl

import "path/filepath"

// An imported is what became of a file that others import. It is loaded once:
// its types are the same for all who name them.
type imported struct {
	model *Model
	diags Diagnostics
}

func (l *loader) resolveImports() {
	for _, i := range l.model.Imports {
		o := l.objs[i]
		path := l.relative(i.Path)
		if l.isOpen(path) {
			l.report(CodeBadImport, o.node, "%s imports itself", i.Path).help("move what both need to a third file")
			continue
		}
		file := l.imported[path]
		if file == nil {
			m, diags := newLoader(path, l).loadPath()
			file = &imported{model: m, diags: diags}
			l.imported[path] = file
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
		} else {
			l.report(CodeBadImport, l.objs[i].node, "%s has errors", i.Path).note(fault.Pos, "%s", fault.Message)
		}
		return
	}
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

// isOpen reports whether path is this file or one that imports it, directly or not.
func (l *loader) isOpen(path string) bool {
	for ; l != nil; l = l.importer {
		if sameFile(l.name, path) {
			return true
		}
	}
	return false
}

func sameFile(a, b string) bool {
	if name, ok := standardName(a); ok {
		other, isStandard := standardName(b)
		return isStandard && name == other
	}
	return filepath.Clean(a) == filepath.Clean(b)
}
