package output

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Overwrite plans that files below dir have a content, whoever wrote what is there now. Only
// regular files are replaced.
func Overwrite(dir string, files []File) (*Plan, error) {
	p := &Plan{Dir: dir}
	if err := folderOrNothing(dir); err != nil {
		return nil, err
	}
	for _, f := range files {
		full := filepath.Join(dir, filepath.FromSlash(f.Path))
		if !filepath.IsLocal(filepath.FromSlash(f.Path)) {
			return nil, fmt.Errorf("file %s lies outside of %s", f.Path, dir)
		}
		info, err := os.Lstat(full)
		if errors.Is(err, fs.ErrNotExist) {
			p.Changes = append(p.Changes, Change{Op: Create, Path: full, New: f.Content, mode: 0o666})
			continue
		}
		if err != nil {
			return nil, inTheWay(full, err)
		}
		if !info.Mode().IsRegular() {
			return nil, fmt.Errorf("%s is %s, where a file belongs: move it away", full, kindOf(info.Mode()))
		}
		old, err := os.ReadFile(full)
		if err != nil {
			return nil, err
		}
		if bytes.Equal(old, f.Content) {
			p.Same++
			continue
		}
		p.Changes = append(p.Changes, Change{Op: Update, Path: full, Old: old, New: f.Content, mode: info.Mode().Perm()})
	}
	return p, nil
}
