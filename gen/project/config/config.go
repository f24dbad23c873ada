// Package config finds and reads a project's drivergen.yaml: what the commands work on
// when they are given no arguments, and what the flags of generate are when they are
// not given.
package config

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"drivergen/idl"
)

// Name is the file's name.
const Name = "drivergen.yaml"

// A Config is what a drivergen.yaml says. The zero value is that of a project without one.
type Config struct {
	Path         string   // of the file, relative to the current folder where that is possible
	Descriptions []string // files, folders and std/NAME; paths as Path
	// Flags are the values of the other keys that are there, by key. Paths in them are as Path.
	Flags map[string][]string
}

// An Error holds what is wrong with a drivergen.yaml.
type Error struct{ Diagnostics idl.Diagnostics }

// Error tells the first fault.
func (e *Error) Error() string { return e.Diagnostics.Err().Error() }

// Default returns what the drivergen.yaml of the current folder says, the zero Config where
// there is none.
func Default() (*Config, error) {
	path, err := Find(".")
	if err != nil {
		return nil, fmt.Errorf("looking for %s: %w", Name, err)
	}
	if path == "" {
		return &Config{}, nil
	}
	return Load(path)
}

// Find returns the path of the drivergen.yaml of dir: the nearest one upward, as far as the
// folder of the nearest go.mod or, where there is none, the root of the file system. It is
// "" where there is none.
func Find(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for {
		name := filepath.Join(dir, Name)
		switch _, err := os.Lstat(name); { // a link that leads nowhere is to be told
		case err == nil:
			return name, nil
		case !errors.Is(err, fs.ErrNotExist):
			return "", err
		}
		end, err := exists(filepath.Join(dir, "go.mod"))
		if end || err != nil || dir == filepath.Dir(dir) {
			return "", err
		}
		dir = filepath.Dir(dir)
	}
}

func exists(name string) (bool, error) {
	_, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Load reads a drivergen.yaml. What is wrong with it is an *Error.
func Load(path string) (*Config, error) {
	path = relative(path)
	settings, faults := idl.LoadSettings(path, Name, file)
	if settings == nil {
		return nil, &Error{faults}
	}
	c := &Config{Path: path, Flags: map[string][]string{}}
	for _, key := range file.Keys {
		for _, value := range settings.Values(key.Name) {
			text, fault := c.value(settings, key.Name, value)
			switch {
			case fault != nil:
				faults = append(faults, fault)
			case key.Name == Descriptions:
				c.Descriptions = append(c.Descriptions, text)
			default:
				c.Flags[key.Name] = append(c.Flags[key.Name], text)
			}
		}
	}
	if len(faults) > 0 {
		slices.SortStableFunc(faults, func(a, b *idl.Diagnostic) int {
			return cmp.Or(cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col))
		})
		return nil, &Error{faults}
	}
	return c, nil
}

// resolve returns a path that the file holds as the current folder names it.
func (c *Config) resolve(name string) string {
	name = filepath.FromSlash(name)
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(c.Path), name)
}

// relative returns a path relative to the current folder, or as it is where there is no such.
func relative(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	if name, err := filepath.Rel(here, path); err == nil {
		return name
	}
	return path
}
