package project

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"drivergen/gen/project/config"
	"drivergen/idl"
)

// stdPrefix begins the names of the descriptions that are embedded in drivergen.
const stdPrefix = "std/"

// usualFolder is where a project with several descriptions keeps them.
const usualFolder = "idl"

// A Source is a description that an argument names.
type Source struct {
	Arg  string // the argument, or the file in the folder that it names
	Path string // what idl.Load takes: a path, or std/netdev.yaml
	Std  bool   // it is one of drivergen's own, embedded
	// Shared is set for an embedded one whose package is drivergen's own, and not copied to
	// the output folder, although there is one.
	Shared bool
}

// Sources returns the descriptions that arguments name, each once: a file, the
// descriptions in a folder, or std/NAME for an embedded one. No argument stands for those
// that the project's drivergen.yaml names.
func Sources(args []string) ([]Source, error) {
	if len(args) > 0 {
		return named(args)
	}
	c, err := config.Default()
	if err != nil {
		return nil, err
	}
	return Descriptions(c)
}

// Descriptions returns those that a project names or, where it names none, the ones
// in the folder of its drivergen.yaml, else in the folder idl beside it. A project
// without that file is in the current folder.
func Descriptions(c *config.Config) ([]Source, error) {
	if len(c.Descriptions) > 0 {
		return named(c.Descriptions)
	}
	dir := filepath.Dir(c.Path)
	for _, folder := range []string{dir, filepath.Join(dir, usualFolder)} {
		if sources, err := inFolder(folder); err == nil {
			return sources, nil
		}
	}
	return inFolder(dir)
}

func named(args []string) ([]Source, error) {
	var sources []Source
	var errs []error
	seen := map[string]bool{}
	for _, arg := range args {
		found, err := expand(arg)
		if err != nil {
			errs = append(errs, err)
		}
		for _, s := range found {
			key := s.Path
			if full, err := filepath.Abs(s.Path); err == nil && !s.Std {
				key = full
			}
			if !seen[key] {
				seen[key] = true
				sources = append(sources, s)
			}
		}
	}
	return sources, errors.Join(errs...)
}

// ErrUnknownInterface tells that a name is none of an embedded description.
var ErrUnknownInterface = errors.New("there is no such embedded description")

// Interfaces returns the descriptions of a driver's interfaces: netdev stands for
// std/netdev, and what has a slash or ends in .yaml for a file.
func Interfaces(names []string) ([]Source, error) {
	var args []string
	var errs []error
	for _, name := range names {
		std := name
		if !strings.HasPrefix(name, stdPrefix) {
			std = stdPrefix + name
		}
		switch {
		case slices.Contains(idl.StandardNames(), std):
			args = append(args, std)
		case strings.HasPrefix(name, stdPrefix), !strings.ContainsAny(name, `/\`) && filepath.Ext(name) != ".yaml":
			errs = append(errs, fmt.Errorf("%s: %w; there are %s; a file's name ends in .yaml",
				name, ErrUnknownInterface, strings.Join(idl.StandardNames(), ", ")))
		default:
			args = append(args, name)
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return Sources(args)
}

func expand(arg string) ([]Source, error) {
	if name, ok := strings.CutPrefix(arg, stdPrefix); ok {
		name = stdPrefix + strings.TrimSuffix(name, ".yaml")
		if !slices.Contains(idl.StandardNames(), name) {
			return nil, fmt.Errorf("%s: %w; there are %s",
				arg, ErrUnknownInterface, strings.Join(idl.StandardNames(), ", "))
		}
		return []Source{{Arg: name, Path: name + ".yaml", Std: true}}, nil
	}
	if arg == "" {
		return nil, errors.New("an empty argument names no description")
	}
	info, err := os.Stat(arg)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: no such file or folder%s", arg, hint(arg))
	case err != nil:
		return nil, err
	case info.IsDir():
		return inFolder(arg)
	}
	return []Source{{Arg: arg, Path: arg}}, nil
}

// hint names the embedded description that a missing file's name stands for.
func hint(arg string) string {
	name := stdPrefix + strings.TrimSuffix(arg, ".yaml")
	if slices.Contains(idl.StandardNames(), name) {
		return ": did you mean " + name + "?"
	}
	return ""
}

// inFolder returns the descriptions among a folder's *.yaml files, by name.
func inFolder(dir string) ([]Source, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var sources []Source
	for _, entry := range entries {
		name := entry.Name()
		full := filepath.Join(dir, name)
		if filepath.Ext(name) != ".yaml" || strings.HasPrefix(name, ".") || !isFile(full) {
			continue
		}
		text, err := os.ReadFile(full)
		if err != nil {
			return nil, err
		}
		if idl.IsDescription(text) {
			sources = append(sources, Source{Arg: full, Path: full})
		}
	}
	if len(sources) == 0 {
		return nil, &EmptyFolderError{Folder: dir}
	}
	return sources, nil
}

// An EmptyFolderError tells that a folder has no descriptions. Sources joins those of several.
type EmptyFolderError struct{ Folder string }

// Error names the folder, and what was looked for in it.
func (e *EmptyFolderError) Error() string {
	return e.Folder + ": no descriptions here: no *.yaml file with the key idl"
}

// isFile reports whether there is a regular file, or a link to one.
func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}
