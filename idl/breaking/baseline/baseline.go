// Package baseline finds the old versions that descriptions are held against: other
// files, or those of a commit, which git is asked for without touching the work tree.
package baseline

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"drivergen/idl"
)

// A Request tells what is compared with what.
type Request struct {
	Files   []string // the new descriptions: paths, or std/netdev
	Folders []string // the folders among what was asked for: what is gone from them is told too
	// Against is the old version: a FILE or a folder, git:REF for the same paths in a
	// commit, or git:REF:PATH for another one, from the repository's root or, where it
	// starts with ./ or ../, from the current folder.
	Against string

	disk disk // where the new descriptions are
}

// A Version is a description in one version.
type Version struct {
	Path  string // in its tree, or on the disk
	Label string // stands before the paths of its places: "git:HEAD~1:", or nothing
	load  func(path string) (*idl.Model, idl.Diagnostics)
}

// Load loads the description. The places in what it returns have no label.
func (v *Version) Load() (*idl.Model, idl.Diagnostics) { return v.load(v.Path) }

// A Pair is a description in two versions; one of them is nil where there is only the other.
type Pair struct{ New, Old *Version }

// ErrUsage is wrapped by errors of a Request that makes no sense.
var ErrUsage = errors.New("the versions cannot be paired")

const gitPrefix = "git:"

// Pairs finds the old version of each description, and what is gone from the folders.
func Pairs(r Request) ([]Pair, error) {
	r.disk = disk{new(idl.Set)}
	rest, isGit := strings.CutPrefix(r.Against, gitPrefix)
	ref, file, hasPath := strings.Cut(rest, ":")
	switch {
	case r.Against == "":
		return nil, fmt.Errorf("%w: an empty text names no old version", ErrUsage)
	case !isGit:
		return pairsWith(r, r.disk, r.Against)
	case ref == "" || strings.HasPrefix(ref, "-"):
		return nil, fmt.Errorf("%w: %s names no revision: write git:REF or git:REF:PATH", ErrUsage, r.Against)
	case !hasPath:
		return samePaths(r, ref)
	}
	t, prefix, err := openTree(".", ref)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(file, "./") || strings.HasPrefix(file, "../") || file == "." || file == ".." {
		file = path.Join(prefix, file)
	}
	return pairsWith(r, t, path.Clean("/" + file)[1:])
}

// pairsWith pairs what is asked for with one file, or with the files of a folder.
func pairsWith(r Request, t tree, old string) ([]Pair, error) {
	folder, err := t.isFolder(old)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: %s has no such file or folder", r.Against, t.name())
	case err != nil:
		return nil, fmt.Errorf("%s: %w", r.Against, err)
	case folder:
		return pairsInFolder(r, t, old)
	case len(r.Files) == 0 && len(r.Folders) > 0:
		return []Pair{{Old: inTree(t, old)}}, nil
	case len(r.Files) != 1:
		return nil, fmt.Errorf("%w: %s is one file, and there are %d to hold against it", ErrUsage, r.Against, len(r.Files))
	}
	return []Pair{{New: inTree(r.disk, r.Files[0]), Old: inTree(t, old)}}, nil
}

func pairsInFolder(r Request, t tree, folder string) ([]Pair, error) {
	there, err := t.descriptions(folder)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.Against, err)
	}
	if len(there) == 0 {
		return nil, fmt.Errorf("%s: no descriptions there: no *.yaml file with the key idl", r.Against)
	}
	return r.pairUp(r.Files, there, t, len(r.Folders) > 0), nil
}

// samePaths pairs each description with the same path in a commit of its repository.
func samePaths(r Request, ref string) ([]Pair, error) {
	var pairs []Pair
	of := map[string][]string{} // the files of a folder
	var folders []string
	for _, f := range r.Files {
		if strings.HasPrefix(f, "std/") {
			return nil, fmt.Errorf("%w: %s is embedded and has no place in a repository: write %s%s:PATH", ErrUsage, f, gitPrefix, ref)
		}
		dir := filepath.Dir(f)
		if of[dir] == nil {
			folders = append(folders, dir)
		}
		of[dir] = append(of[dir], f)
	}
	asked := map[string]bool{}
	for _, dir := range r.Folders {
		dir = filepath.Clean(dir)
		if asked[dir] = true; of[dir] == nil {
			folders = append(folders, dir)
		}
	}
	for _, dir := range folders {
		t, prefix, err := openTree(dir, ref)
		if err != nil {
			return nil, err
		}
		there, err := t.descriptions(prefix)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if !asked[dir] {
			there = nil
			for _, f := range of[dir] {
				old := path.Join(prefix, filepath.Base(f))
				if folder, err := t.isFolder(old); err == nil && !folder {
					there = append(there, old)
				} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
					return nil, err
				}
			}
		}
		pairs = append(pairs, r.pairUp(of[dir], there, t, asked[dir])...)
	}
	return pairs, nil
}

// pairUp pairs files by their names within their folders. What is gone is in a pair of its
// own where that is asked for.
func (r Request) pairUp(files, there []string, t tree, gone bool) []Pair {
	var pairs []Pair
	left := map[string]string{}
	for _, old := range there {
		left[path.Base(filepath.ToSlash(old))] = old
	}
	for _, f := range files {
		p := Pair{New: inTree(r.disk, f)}
		base := filepath.Base(f)
		if old, ok := left[base]; ok {
			p.Old = inTree(t, old)
			delete(left, base)
		}
		pairs = append(pairs, p)
	}
	for _, old := range there {
		if _, ok := left[path.Base(filepath.ToSlash(old))]; ok && gone {
			pairs = append(pairs, Pair{Old: inTree(t, old)})
		}
	}
	return pairs
}

func inTree(t tree, file string) *Version {
	return &Version{Path: file, Label: t.label(), load: t.load}
}
