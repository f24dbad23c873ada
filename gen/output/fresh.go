package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// An InTheWayError lists what stands where new files belong.
type InTheWayError struct{ Paths []string }

// Error returns the paths on one line.
func (e *InTheWayError) Error() string {
	if len(e.Paths) == 1 {
		return e.Paths[0] + " is there already"
	}
	return strings.Join(e.Paths, ", ") + " are there already"
}

// Fresh plans to write files below dir, none of which may be there yet. Where one is, the
// error is an InTheWayError with all of them.
func Fresh(dir string, files []File) (*Plan, error) {
	p := &Plan{Dir: dir}
	if err := folderOrNothing(dir); err != nil {
		return nil, err
	}
	var taken InTheWayError
	for _, f := range files {
		if !filepath.IsLocal(f.Path) {
			return nil, fmt.Errorf("file %s lies outside of %s", f.Path, dir)
		}
		full := filepath.Join(dir, filepath.FromSlash(f.Path))
		_, err := os.Lstat(full)
		switch {
		case err == nil:
			taken.Paths = append(taken.Paths, full)
		case !errors.Is(err, fs.ErrNotExist):
			return nil, inTheWay(full, err)
		default:
			p.Changes = append(p.Changes, Change{Op: Create, Path: full, New: f.Content})
		}
	}
	if len(taken.Paths) > 0 {
		sort.Strings(taken.Paths)
		return nil, &taken
	}
	return p, nil
}
