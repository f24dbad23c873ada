package output

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"
)

// A File is one that a package should consist of.
type File struct {
	Path    string // relative to the output folder, with slashes: netdev/netdevmock/mock.go
	Content []byte
}

// An Op is what happens to a file.
type Op int

// What can happen to a file.
const (
	Create Op = iota
	Update
	Remove // a file that drivergen wrote and does not produce any more
)

// A Change is one file that is not as it should be.
type Change struct {
	Op   Op
	Path string      // in the file system
	Old  []byte      // nil for Create
	New  []byte      // nil for Remove
	mode fs.FileMode // of the file that is there; atomicfile.NewFile for Create
}

// A Plan is what has to change for a package's folder to hold what it should.
type Plan struct {
	Dir     string   // the package's folder
	Changes []Change // sorted by path; none where everything is right
	Same    int      // how many files are right already
	State   State    // what the folder holds when the plan is carried out
}

// Count returns how many of the plan's changes are of the given kinds.
func (p *Plan) Count(ops ...Op) int {
	n := 0
	for _, c := range p.Changes {
		for _, op := range ops {
			if c.Op == op {
				n++
			}
		}
	}
	return n
}

// Removed returns the paths of the files that go.
func (p *Plan) Removed() []string {
	var paths []string
	for _, c := range p.Changes {
		if c.Op == Remove {
			paths = append(paths, c.Path)
		}
	}
	return paths
}

// Compare plans how out/name comes to hold files, all of which lie in that folder, and
// nothing else that drivergen wrote. With partial, files beyond those are left
// alone. Nothing is written.
//
// The error names every path that stands in the way: a file without the generated
// mark, a folder in a file's place, a file in a folder's place.
func Compare(out, name string, files []File, partial bool) (*Plan, error) {
	if partial {
		return CompareOf(out, name, files, nil)
	}
	return CompareOf(out, name, files, []string{""})
}

// CompareOf is Compare for the files of several emitters. A file that is not wanted goes
// where one of the emitters that are named made it (see Emitter), unless it lies in one of the folders of the package that
// are spared.
func CompareOf(out, name string, files []File, emitters []string, spared ...string) (*Plan, error) {
	p := &Plan{Dir: filepath.Join(out, name)}
	p.State = State{Dir: p.Dir, Files: make(map[string]Sum, len(files)), Emitters: emitters, Spared: spared}
	if err := folderOrNothing(out); err != nil {
		return nil, err
	}
	wanted := make(map[string]bool, len(files))
	folded := make(map[string]string, len(files)) // by path in lower case
	var errs []error
	for _, f := range files {
		if !filepath.IsLocal(f.Path) || !strings.HasPrefix(path.Clean(f.Path), name+"/") {
			return nil, fmt.Errorf("generated file %s lies outside of its package %s", f.Path, name)
		}
		full := filepath.Join(out, filepath.FromSlash(f.Path))
		if wanted[full] {
			return nil, fmt.Errorf("%s is generated twice", full)
		}
		wanted[full] = true
		if first, twice := folded[strings.ToLower(full)]; twice {
			return nil, fmt.Errorf("%s and %s are one file on some systems", first, full)
		}
		folded[strings.ToLower(full)] = full
		p.State.Files[strings.TrimPrefix(path.Clean(f.Path), name+"/")] = SumOf(f.Content)
		change, err := compareFile(p.Dir, full, f.Content)
		switch {
		case err != nil:
			errs = appendNew(errs, err)
		case change == nil:
			p.Same++
		default:
			p.Changes = append(p.Changes, *change)
		}
	}
	if len(emitters) > 0 {
		stale, err := staleFiles(p.Dir, wanted, emitters, spared)
		if err != nil {
			errs = appendNew(errs, err)
		}
		p.Changes = append(p.Changes, stale...)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	sort.Slice(p.Changes, func(i, j int) bool { return p.Changes[i].Path < p.Changes[j].Path })
	return p, nil
}

// appendNew adds an error that does not stand in the list yet: a file in the place of a
// folder is in the way of all that belongs there.
func appendNew(errs []error, err error) []error {
	for _, old := range errs {
		if old.Error() == err.Error() {
			return errs
		}
	}
	return append(errs, err)
}

// compareFile returns what has to happen to one file below dir, nil for nothing.
func compareFile(dir, name string, content []byte) (*Change, error) {
	if link := linkBetween(dir, name); link != "" {
		return nil, fmt.Errorf("%s is a symbolic link, where a folder belongs: move it away", link)
	}
	change, err := changeTo(name, content)
	if change == nil || change.Op == Create {
		return change, err
	}
	if !IsGenerated(change.Old) {
		return nil, fmt.Errorf("%s is written by hand (it has no line \"// Code generated … DO NOT EDIT.\"): "+
			"move it away, or pass another folder with --out", name)
	}
	if was, own := Emitter(change.Old); own {
		if is, _ := Emitter(content); is != was {
			return nil, fmt.Errorf("%s is there already, made by %s, and %s would overwrite it: give it another name", name, made(was), made(is))
		}
	}
	return change, nil
}

// changeTo returns what gives a file its content, whatever it holds; nil for nothing.
func changeTo(name string, content []byte) (*Change, error) {
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &Change{Op: Create, Path: name, New: content}, nil
	case err != nil:
		return nil, inTheWay(name, err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is %s, where a file belongs: move it away", name, kindOf(info.Mode()))
	}
	old, err := os.ReadFile(name)
	if err != nil || bytes.Equal(old, content) {
		return nil, err
	}
	return &Change{Op: Update, Path: name, Old: old, New: content, mode: info.Mode().Perm()}, nil
}

// made names an emitter in an error.
func made(emitter string) string { return strings.TrimSpace("drivergen generate " + emitter) }

// linkBetween returns the symbolic link on the way from dir to name, through which a file
// would come to lie outside of dir, or "".
func linkBetween(dir, name string) string {
	for parent := filepath.Dir(name); len(parent) > len(dir); parent = filepath.Dir(parent) {
		if info, err := os.Lstat(parent); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return parent
		}
	}
	return ""
}

// staleFiles returns the removal of each file below dir that one of the emitters made and
// that is not wanted, but for the folders that are spared.
func staleFiles(dir string, wanted map[string]bool, emitters, spared []string) ([]Change, error) {
	var stale []Change
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			if name == dir && errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return err
		}
		if entry.IsDir() && slices.ContainsFunc(spared, func(folder string) bool { return name == filepath.Join(dir, folder) }) {
			return fs.SkipDir
		}
		if !entry.Type().IsRegular() || wanted[name] {
			return nil
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if emitter, own := Emitter(content); own && slices.Contains(emitters, emitter) {
			info, err := entry.Info()
			if err != nil {
				return err
			}
			stale = append(stale, Change{Op: Remove, Path: name, Old: content, mode: info.Mode().Perm()})
		}
		return nil
	})
	return stale, err
}

// folderOrNothing refuses a path at which there is something else than a folder.
func folderOrNothing(name string) error {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return inTheWay(name, err)
	case !info.IsDir():
		return fmt.Errorf("%s is %s, not a folder: pass another one with --out", name, kindOf(info.Mode()))
	}
	return nil
}

// inTheWay names the part of the path that is no folder, where that is why err happened.
func inTheWay(name string, err error) error {
	for parent := filepath.Dir(name); parent != filepath.Dir(parent); parent = filepath.Dir(parent) {
		if info, statErr := os.Stat(parent); statErr == nil && !info.IsDir() {
			return fmt.Errorf("%s is %s, where a folder belongs: move it away", parent, kindOf(info.Mode()))
		}
	}
	return err
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode.IsRegular():
		return "a file"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	}
	return "a special file"
}
