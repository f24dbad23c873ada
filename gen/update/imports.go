package update

import (
	"bytes"
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

// An edit is a text that goes into a file.
type edit struct {
	offset int
	text   string
}

// importEdits returns the edits that make a file import packages, whose names stand behind
// their paths.
func (u *updater) importEdits(f *sourceFile, fset *token.FileSet, names map[string]string) []edit {
	paths := sortedKeys(names)
	if len(paths) > 1 && lastImport(f.syntax) == nil {
		return []edit{u.newBlock(f, fset, paths, names)}
	}
	var edits []edit
	for _, importPath := range paths {
		edits = append(edits, u.importEdit(f, fset, importPath, specOf(importPath, names[importPath])))
	}
	return edits
}

func specOf(importPath, name string) string {
	if name == path.Base(importPath) {
		return strconv.Quote(importPath)
	}
	return name + " " + strconv.Quote(importPath)
}

// newBlock returns the edit that gives a file without imports its first ones.
func (u *updater) newBlock(f *sourceFile, fset *token.FileSet, paths []string, names map[string]string) edit {
	var standard, others string
	for _, importPath := range paths {
		if line := "\t" + specOf(importPath, names[importPath]) + "\n"; u.isStandard(importPath) {
			standard += line
		} else {
			others += line
		}
	}
	if standard != "" && others != "" {
		standard += "\n"
	}
	offset := fset.File(f.syntax.Package).Offset(f.syntax.Name.End())
	if next := bytes.IndexByte(f.content[offset:], '\n'); next >= 0 {
		return edit{offset + next + 1, "\nimport (\n" + standard + others + ")\n"}
	}
	return edit{len(f.content), "\n\nimport (\n" + standard + others + ")\n"}
}

// importEdit returns the edit that makes a file import a package: in the group of its like,
// where it sorts, and nothing else is touched.
func (u *updater) importEdit(f *sourceFile, fset *token.FileSet, importPath, spec string) edit {
	tokenFile := fset.File(f.syntax.Package)
	lineStart := func(pos token.Pos) int {
		offset := tokenFile.Offset(pos)
		return bytes.LastIndexByte(f.content[:offset], '\n') + 1
	}
	lineAfter := func(pos token.Pos) int {
		offset := tokenFile.Offset(pos)
		if next := bytes.IndexByte(f.content[offset:], '\n'); next >= 0 {
			return offset + next + 1
		}
		return len(f.content)
	}
	block := blockOf(f.syntax)
	if block == nil {
		after := f.syntax.Name.End()
		text := "\nimport " + spec + "\n"
		if decl := lastImport(f.syntax); decl != nil {
			after, text = decl.End(), "import "+spec+"\n"
		}
		return edit{lineAfter(after), text}
	}
	own, all := u.isStandard(importPath), groups(tokenFile, block)
	for _, group := range all {
		if !slices.ContainsFunc(group, func(s ast.Spec) bool { return u.isStandard(pathOf(s)) == own }) {
			continue
		}
		for _, other := range group {
			if pathOf(other) > importPath {
				return edit{lineStart(startOf(other)), "\t" + spec + "\n"}
			}
		}
		return edit{lineAfter(group[len(group)-1].End()), "\t" + spec + "\n"}
	}
	if own {
		return edit{lineStart(startOf(all[0][0])), "\t" + spec + "\n\n"}
	}
	last := all[len(all)-1]
	return edit{lineAfter(last[len(last)-1].End()), "\n\t" + spec + "\n"}
}

// blockOf returns the first import declaration in parentheses of which each import has a line
// of its own; nil where there is none.
func blockOf(file *ast.File) *ast.GenDecl {
	for _, decl := range file.Decls {
		d, ok := decl.(*ast.GenDecl)
		if ok && d.Tok == token.IMPORT && d.Lparen.IsValid() && len(d.Specs) > 0 && pathOf(d.Specs[0]) != "C" {
			return d
		}
	}
	return nil
}

func lastImport(file *ast.File) *ast.GenDecl {
	var last *ast.GenDecl
	for _, decl := range file.Decls {
		if d, ok := decl.(*ast.GenDecl); ok && d.Tok == token.IMPORT {
			last = d
		}
	}
	return last
}

// groups returns the imports of a block, parted where lines are empty.
func groups(file *token.File, block *ast.GenDecl) [][]ast.Spec {
	var all [][]ast.Spec
	line := 0
	for _, spec := range block.Specs {
		start := file.Line(startOf(spec))
		if len(all) == 0 || start > line+1 {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], spec)
		line = file.Line(spec.End())
	}
	return all
}

// startOf returns where an import begins, with its comment.
func startOf(spec ast.Spec) token.Pos {
	if doc := spec.(*ast.ImportSpec).Doc; doc != nil {
		return doc.Pos()
	}
	return spec.Pos()
}

func pathOf(spec ast.Spec) string {
	importPath, err := strconv.Unquote(spec.(*ast.ImportSpec).Path.Value)
	if err != nil {
		return "" // the parser has checked it
	}
	return importPath
}

// isStandard reports whether a package is of the standard library: the first element of its
// path has no dot, and is neither drivergen's nor the driver's own module's.
func (u *updater) isStandard(importPath string) bool {
	first := firstElement(importPath)
	return !strings.Contains(first, ".") && first != "drivergen" && first != firstElement(u.module.Path)
}

func firstElement(importPath string) string {
	first, _, _ := strings.Cut(importPath, "/")
	return first
}
