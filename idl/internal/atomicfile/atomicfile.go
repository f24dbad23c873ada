// Package atomicfile writes single files, whole or not at all.
package atomicfile

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Write makes path hold text. A file that is there keeps its mode, a link stays a link,
// and a new file gets mode. When it fails nothing was changed.
func Write(path string, text []byte, mode fs.FileMode) error {
	target := path
	if linked, err := filepath.EvalSymlinks(path); err == nil {
		target = linked
	}
	if info, err := os.Stat(target); err == nil {
		if !info.Mode().IsRegular() {
			return fmt.Errorf("cannot write %s: it is not a regular file", path)
		}
		mode = info.Mode().Perm()
	}
	temp, err := writeTemp(target, text, mode)
	if err == nil {
		err = os.Rename(temp, target)
	}
	if err != nil {
		if temp != "" {
			os.Remove(temp)
		}
		return fmt.Errorf("cannot write %s: %w (nothing was changed)", path, cause(err))
	}
	return nil
}

// writeTemp writes a file beside path. It returns its name as soon as there is one, also
// with an error.
func writeTemp(path string, text []byte, mode fs.FileMode) (string, error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return "", err
	}
	_, err = file.Write(text)
	if chmod := file.Chmod(mode); err == nil {
		err = chmod
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	return file.Name(), err
}

// cause leaves out of a file system's error the name of a temporary file.
func cause(err error) error {
	switch e := err.(type) {
	case *fs.PathError:
		return e.Err
	case *os.LinkError:
		return e.Err
	}
	return err
}
