package output

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"drivergen/internal/atomicfile"
)

// Write carries plans out, all of them or none. New content goes to a temporary file
// in the folder of the file first; only when each of them is complete are they
// renamed to their places. When a step fails, the steps before it are taken back
// and the error tells which path failed and why; at no time does a file hold a part of its content.
func Write(plans ...*Plan) error {
	t := transaction{temps: map[string]string{}}
	err := t.stage(plans)
	if err == nil {
		err = t.commit(plans)
	}
	if err != nil {
		if left := t.rollback(); left != nil {
			return errors.Join(err, left)
		}
		return fmt.Errorf("%w (nothing was changed)", err)
	}
	for _, p := range plans {
		removeEmptyFolders(p)
	}
	return nil
}

// A transaction keeps what has to be undone.
type transaction struct {
	folders []string          // made, parents first
	temps   map[string]string // the temporary file of each path that is not renamed yet
	done    []Change          // carried out, in this order
}

// stagers is how many files are written at the same time: making one waits for the disk.
const stagers = 8

// stage writes the new content of every file beside its place.
func (t *transaction) stage(plans []*Plan) error {
	var mu sync.Mutex // guards t.temps
	var group errgroup.Group
	group.SetLimit(stagers)
	err := t.eachNew(plans, func(c Change) {
		group.Go(func() error {
			temp, err := atomicfile.Temp(c.Path, c.New, c.mode)
			if err != nil {
				return fmt.Errorf("cannot write %s: %w", c.Path, err)
			}
			mu.Lock()
			defer mu.Unlock()
			t.temps[c.Path] = temp
			return nil
		})
	})
	return cmp.Or(group.Wait(), err)
}

// eachNew calls write for every file that has new content, once its folder is there.
func (t *transaction) eachNew(plans []*Plan, write func(Change)) error {
	for _, p := range plans {
		for _, c := range p.Changes {
			if c.Op == Remove {
				continue
			}
			if err := t.makeFolder(filepath.Dir(c.Path)); err != nil {
				return err
			}
			write(c)
		}
	}
	return nil
}

// commit renames the files that stage wrote, and removes what is stale.
func (t *transaction) commit(plans []*Plan) error {
	for _, p := range plans {
		for _, c := range p.Changes {
			if c.Op == Remove {
				if err := os.Remove(c.Path); err != nil {
					return fmt.Errorf("cannot remove %s: %w", c.Path, atomicfile.Cause(err))
				}
			} else {
				if err := os.Rename(t.temps[c.Path], c.Path); err != nil {
					return fmt.Errorf("cannot write %s: %w", c.Path, atomicfile.Cause(err))
				}
				delete(t.temps, c.Path)
			}
			t.done = append(t.done, c)
		}
	}
	return nil
}

// rollback takes back what was done so far. Its error names what could not be taken back.
func (t *transaction) rollback() error {
	var errs []error
	for _, c := range slices.Backward(t.done) {
		if err := undo(c); err != nil {
			errs = append(errs, fmt.Errorf("%s could not be put back: %w", c.Path, atomicfile.Cause(err)))
		}
	}
	for _, temp := range t.temps {
		os.Remove(temp)
	}
	for _, folder := range slices.Backward(t.folders) {
		os.Remove(folder)
	}
	return errors.Join(errs...)
}

// undo puts one file back as it was.
func undo(c Change) error {
	if c.Op == Create {
		return os.Remove(c.Path)
	}
	temp, err := atomicfile.Temp(c.Path, c.Old, c.mode)
	if err != nil {
		return err
	}
	if err := os.Rename(temp, c.Path); err != nil {
		os.Remove(temp)
		return err
	}
	return nil
}

// makeFolder makes a folder and its missing parents, and remembers them.
func (t *transaction) makeFolder(name string) error {
	info, err := os.Stat(name)
	if err == nil && info.IsDir() {
		return nil
	}
	if err == nil {
		return fmt.Errorf("%s is %s, where a folder belongs: move it away", name, kindOf(info.Mode()))
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return inTheWay(name, err)
	}
	if parent := filepath.Dir(name); parent != name {
		if err := t.makeFolder(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(name, 0o777); err != nil {
		if errors.Is(err, fs.ErrExist) { // another run made it meanwhile
			return nil
		}
		return fmt.Errorf("cannot make the folder %s: %w", name, atomicfile.Cause(err))
	}
	t.folders = append(t.folders, name)
	return nil
}

// removeEmptyFolders removes the folders that the plan's removals left empty.
func removeEmptyFolders(p *Plan) {
	for _, c := range p.Changes {
		if c.Op != Remove {
			continue
		}
		for dir := filepath.Dir(c.Path); len(dir) > len(p.Dir); dir = filepath.Dir(dir) {
			if os.Remove(dir) != nil { // not empty
				break
			}
		}
	}
}
