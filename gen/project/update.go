package project

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"drivergen/gen"
	"drivergen/gen/gomod"
	"drivergen/gen/output"
	"drivergen/gen/update"
)

// PrepareUpdate finds out what is to be done to the driver in dir, which is held against the
// generated code. It writes nothing. Generated code of the driver's own module that is not
// what its description says now is an error.
func PrepareUpdate(dir string) (*update.Result, error) {
	folders, err := update.Packages(dir)
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, folder := range folders {
		errs = append(errs, fresh(folder))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return update.Prepare(dir)
}

// fresh returns an error where the generated package in a folder is not what its description
// says now. One whose description is not found is taken as it is.
func fresh(folder string) error {
	module, err := gomod.Find(folder)
	if err != nil {
		return err
	}
	description, err := describedBy(folder)
	if description == "" || err != nil {
		return err
	}
	name := filepath.Join(module.Dir, filepath.FromSlash(description))
	if !isFile(name) {
		return nil
	}
	core := filepath.Dir(folder)
	kind := gen.Kind(strings.TrimPrefix(filepath.Base(folder), filepath.Base(core)))
	result, err := Prepare(Request{
		Sources: []Source{{Arg: name, Path: name}}, Out: filepath.Dir(core), Emitters: []Emitter{Go([]gen.Kind{kind})},
	})
	if err == ErrDescriptions {
		return fmt.Errorf("%s has errors: see drivergen lint", here(name))
	}
	if err != nil {
		return err
	}
	for _, p := range result.Packages {
		if p.Plan != nil && len(p.Plan.Changes) > 0 {
			return fmt.Errorf("%s is not what %s says now: run drivergen generate first", here(folder), here(name))
		}
	}
	return nil
}

// here returns a path relative to the current folder where it lies in it.
func here(name string) string {
	if dir, err := os.Getwd(); err == nil {
		if relative, err := filepath.Rel(dir, name); err == nil && filepath.IsLocal(relative) {
			return relative
		}
	}
	return name
}

// describedBy returns the path of the description that a generated package names, relative to
// its module; "" where none of its files names one.
func describedBy(folder string) (string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return "", err
	}
	for _, entry := range entries {
		if filepath.Ext(entry.Name()) != ".go" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			return "", err
		}
		if emitter, own := output.Emitter(text); own && emitter == "" {
			_, rest, _ := strings.Cut(string(text), " from ")
			description, _, ok := strings.Cut(rest, ". DO NOT EDIT.")
			if ok {
				return description, nil
			}
		}
	}
	return "", nil
}
