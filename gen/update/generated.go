package update

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"drivergen/gen/calls"
	"drivergen/gen/gomod"
	"drivergen/gen/output"
)

// A generated is a generated package that the driver uses: a stub or the conformance tests.
type generated struct {
	*calls.Package
	path string // its import path
	name string
	dir  string
}

// isCompanion reports whether an import path looks as that of a generated stub or of
// generated conformance tests: netdev/netdevstub.
func isCompanion(importPath string) bool {
	name, core := path.Base(importPath), path.Base(path.Dir(importPath))
	return name == core+"stub" || name == core+"test"
}

// generatedBy returns the generated packages that the files import, by import path.
func generatedBy(dir string, packages []*goPackage) (map[string]*generated, error) {
	found := map[string]*generated{}
	var errs []error
	for _, p := range packages {
		for _, f := range p.files {
			for _, importPath := range f.imports {
				if found[importPath] != nil || !isCompanion(importPath) {
					continue
				}
				g, err := readGenerated(dir, importPath)
				if err != nil {
					errs = append(errs, fmt.Errorf("%s: %w", f.path, err))
				} else if g != nil {
					found[importPath] = g
				}
			}
		}
	}
	return found, errors.Join(errs...)
}

// readGenerated reads a generated package; it is nil where drivergen did not write the package.
func readGenerated(dir, importPath string) (*generated, error) {
	folder, err := folderOf(dir, importPath)
	if err != nil {
		return nil, err
	}
	names, err := filepath.Glob(filepath.Join(escapeGlob(folder), "*.go"))
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	var sources [][]byte
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if _, own := output.Emitter(text); own {
			sources = append(sources, text)
		}
	}
	if len(sources) == 0 {
		return nil, nil
	}
	read, err := calls.Read(sources)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", importPath, err)
	}
	return &generated{Package: read, path: importPath, name: path.Base(importPath), dir: folder}, nil
}

// escapeGlob returns a path of which a pattern's letters stand for themselves.
func escapeGlob(name string) string {
	if os.PathSeparator == '\\' {
		return name // such letters cannot stand in names there, and a backslash parts folders
	}
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(name)
}

// folderOf returns the folder of a package that the package in dir imports: in the same
// module, or where the go command finds it.
func folderOf(dir, importPath string) (string, error) {
	module, err := gomod.Find(dir)
	if err != nil {
		return "", err
	}
	if relative, ok := strings.CutPrefix(importPath, module.Path+"/"); ok {
		folder := filepath.Join(module.Dir, filepath.FromSlash(relative))
		if info, err := os.Stat(folder); err == nil && info.IsDir() {
			return folder, nil
		}
		return "", fmt.Errorf("package %s, which it imports, is not there: run drivergen generate", importPath)
	}
	cmd := exec.Command("go", "list", "-find", "-f", "{{.Dir}}", importPath)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		if text := strings.TrimSpace(stderr.String()); text != "" {
			err = errors.New(text)
		}
		return "", fmt.Errorf("looking for package %s: %w", importPath, err)
	}
	return strings.TrimSpace(string(out)), nil
}

// Packages returns the folders of the generated packages that the driver in dir imports and
// that lie in its own module.
func Packages(dir string) ([]string, error) {
	packages, err := parseFolder(dir)
	if err != nil {
		return nil, err
	}
	found, err := generatedBy(dir, packages)
	if err != nil {
		return nil, err
	}
	module, err := gomod.Find(dir)
	if err != nil {
		return nil, err
	}
	var dirs []string
	for _, g := range found {
		if _, err := module.Rel(g.dir); err == nil {
			dirs = append(dirs, g.dir)
		}
	}
	sort.Strings(dirs)
	return dirs, nil
}
