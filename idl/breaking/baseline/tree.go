package baseline

import (
	"os"
	"path/filepath"
	"strings"

	"drivergen/idl"
)

// A tree is where old versions are read from.
type tree interface {
	name() string  // what messages call it
	label() string // stands before the paths of its places
	load(file string) (*idl.Model, idl.Diagnostics)
	// isFolder tells a folder from a file. The error for what is not there is fs.ErrNotExist.
	isFolder(file string) (bool, error)
	// descriptions returns the paths of the descriptions in a folder, sorted.
	descriptions(folder string) ([]string, error)
}

// A disk is the tree of the files that are there, and of the embedded ones.
type disk struct{ set *idl.Set }

func (disk) name() string  { return "the disk" }
func (disk) label() string { return "" }

func (d disk) load(file string) (*idl.Model, idl.Diagnostics) { return d.set.Load(file) }

func (disk) isFolder(file string) (bool, error) {
	if strings.HasPrefix(file, "std/") {
		return false, nil // Load tells what there is
	}
	info, err := os.Stat(file)
	if err != nil {
		return false, err
	}
	return info.IsDir(), nil
}

func (disk) descriptions(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		full := filepath.Join(folder, e.Name())
		if info, err := os.Stat(full); err != nil || !info.Mode().IsRegular() || !maybeDescription(e.Name()) {
			continue
		}
		text, err := os.ReadFile(full)
		if err != nil {
			return nil, err
		}
		if idl.IsDescription(text) {
			files = append(files, full)
		}
	}
	return files, nil
}

// maybeDescription reports whether a file's name is that of a description.
func maybeDescription(name string) bool {
	return strings.HasSuffix(name, ".yaml") && !strings.HasPrefix(name, ".")
}
