package output

import (
	"fmt"
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
		local := filepath.FromSlash(f.Path)
		if !filepath.IsLocal(local) {
			return nil, fmt.Errorf("file %s lies outside of %s", f.Path, dir)
		}
		change, err := changeTo(filepath.Join(dir, local), f.Content)
		switch {
		case err != nil:
			return nil, err
		case change == nil:
			p.Same++
		default:
			p.Changes = append(p.Changes, *change)
		}
	}
	return p, nil
}
