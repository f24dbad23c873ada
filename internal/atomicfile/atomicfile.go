// Package atomicfile writes files, each whole or not at all.
package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Write makes path hold text. A file that is there keeps its mode, and a link stays a link.
// When it fails nothing was changed.
func Write(path string, text []byte) error {
	target := path
	if linked, err := filepath.EvalSymlinks(path); err == nil {
		target = linked
	}
	mode := NewFile
	if info, err := os.Stat(target); err == nil {
		if !info.Mode().IsRegular() {
			return fmt.Errorf("cannot write %s: it is not a regular file", path)
		}
		mode = info.Mode().Perm()
	}
	temp, err := Temp(target, text, mode)
	if err == nil {
		if err = os.Rename(temp, target); err != nil {
			os.Remove(temp)
		}
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w (nothing was changed)", path, Cause(err))
	}
	return nil
}

// NewFile is the mode for Temp of a file that was not there: what the system gives a new one.
const NewFile fs.FileMode = 0

// Temp writes text to a new file beside path, which can be renamed to path, and returns its
// name. It has the mode exactly, or that of a new file. The leading dot of its name keeps the
// go command from reading it. On an error nothing is left behind.
func Temp(path string, text []byte, mode fs.FileMode) (string, error) {
	file, err := create(path)
	if err != nil {
		return "", Cause(err)
	}
	if mode != NewFile {
		err = file.Chmod(mode)
	}
	if err == nil {
		_, err = file.Write(text)
	}
	if err = errors.Join(err, file.Close()); err != nil {
		os.Remove(file.Name())
		return "", Cause(err)
	}
	return file.Name(), nil
}

// create makes a file beside path. That of os.CreateTemp could be read by its owner alone.
func create(path string) (*os.File, error) {
	for try := 0; ; try++ {
		name := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d-%d.tmp", filepath.Base(path), os.Getpid(), try))
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) && try < 1000 {
			continue
		}
		return file, err
	}
}

// Cause drops the operation and the path that the errors of package os carry, where the
// message around it says them.
func Cause(err error) error {
	var pathErr *fs.PathError
	var linkErr *os.LinkError
	switch {
	case errors.As(err, &pathErr):
		return pathErr.Err
	case errors.As(err, &linkErr):
		return linkErr.Err
	}
	return err
}
