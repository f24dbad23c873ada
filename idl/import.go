package idl

import "path/filepath"

func (l *loader) resolveImports() {
	for _, i := range l.model.Imports {
		o := l.objs[i]
		path := l.relative(i.Path)
		id := l.run.set.identify(path)
		if l.isOpen(id) {
			l.file.private = true
			l.report(CodeBadImport, o.node, "%s imports itself", i.Path).help("move what both need to a third file")
			continue
		}
		file := l.run.load(path, l)
		l.file.imports = append(l.file.imports, file)
		l.file.private = l.file.private || file.private
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
