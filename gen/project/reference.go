package project

import (
	"fmt"
	"path/filepath"
	"time"

	"drivergen/gen/output"
	"drivergen/gen/project/config"
	"drivergen/gen/reference"
	"drivergen/idl"
)

// References is the folder, at the root of a module, that reference pages go to by default.
const References = "docs/reference"

// A ReferenceRequest says of what to write reference pages.
type ReferenceRequest struct {
	Sources []Source
	Out     string // the output folder; "" for the default of each source
	Format  reference.Format
}

// PrepareReference loads the sources, makes their reference pages in memory and compares
// them with the disk. It writes nothing. Its Result is as that of Prepare; after the
// packages of a folder that has several comes, without a name, the page that lists them.
func PrepareReference(r ReferenceRequest) (*Result, error) {
	jobs := loadAll(r.Sources, new(idl.Set))
	result := &Result{}
	var err error
	if result.Diagnostics, err = diagnosed(jobs); err != nil {
		return result, err
	}
	folders, err := referenceFolders(jobs, r.Out)
	if err != nil {
		return result, err
	}
	for _, jobs := range folders {
		packages, err := referencePages(jobs, r.Format)
		result.Packages = append(result.Packages, packages...)
		if err != nil {
			return result, err
		}
	}
	return result, nil
}

// referenceFolders finds out where the pages of each package go, and groups the packages
// by folder.
func referenceFolders(jobs []*job, out string) ([][]*job, error) {
	goOut, err := goFolder()
	if err != nil {
		return nil, err
	}
	var folders [][]*job
	index := map[string]int{}
	taken := map[string]*job{}
	for _, j := range jobs {
		var err error
		if j.place, err = plainPlaceOf(j.Source, out, References); err != nil {
			return nil, err
		}
		j.Name = j.model.Package
		j.Import = goImport(j, goOut)
		dir := filepath.Join(j.place.out, j.Name)
		if first := taken[dir]; first != nil {
			return nil, fmt.Errorf("%s and %s both describe a package %s: write their pages to different folders with --out",
				first.Source.Arg, j.Source.Arg, j.Name)
		}
		taken[dir] = j
		i, ok := index[j.place.out]
		if !ok {
			i = len(folders)
			index[j.place.out] = i
			folders = append(folders, nil)
		}
		folders[i] = append(folders[i], j)
	}
	return folders, nil
}

// goFolder returns the folder that the project's drivergen.yaml names for Go packages, or "".
func goFolder() (string, error) {
	c, err := config.Default()
	if err != nil {
		return "", err
	}
	if out := c.Flags[config.Out]; len(out) > 0 {
		return out[0], nil
	}
	return "", nil
}

// goImport returns the import path of the package that drivergen generate makes of a
// description, "" where there is no module for it. A page can do without.
func goImport(j *job, out string) string {
	s := j.Source
	s.Shared = s.Std
	p, err := placeOf(s, out)
	if err != nil {
		return ""
	}
	return p.importPath(j.Name)
}

// referencePages makes the pages of the packages of one folder and plans what to write.
func referencePages(jobs []*job, format reference.Format) ([]*Package, error) {
	start := time.Now()
	inputs := make([]reference.Input, len(jobs))
	for i, j := range jobs {
		inputs[i] = reference.Input{Model: j.model, Source: j.place.source, ImportPath: j.Import}
	}
	files, err := reference.Generate(inputs, format)
	if err != nil {
		return nil, err
	}
	wanted := map[string][]output.File{}
	for _, f := range files {
		wanted[f.Package] = append(wanted[f.Package], output.File{Path: f.Path, Content: f.Content})
	}
	err = each(len(jobs), func(i int) error {
		var err error
		jobs[i].Plan, err = output.CompareOf(jobs[i].place.out, jobs[i].Name, wanted[jobs[i].Name], []string{format.Emitter()})
		return err
	})
	if err != nil {
		return nil, err
	}
	var packages []*Package
	for _, j := range jobs {
		packages = append(packages, &j.Package)
	}
	if list := wanted[""]; len(list) > 0 {
		plan, err := comparePageOf(jobs[0].place.out, list)
		if err != nil {
			return nil, err
		}
		packages = append(packages, &Package{Plan: plan})
	}
	took := time.Since(start) / time.Duration(len(packages))
	for _, p := range packages {
		p.Took += took
	}
	return packages, nil
}

// comparePageOf plans to write files that stand in the output folder itself.
func comparePageOf(out string, files []output.File) (*output.Plan, error) {
	name := filepath.Base(out)
	for i, f := range files {
		files[i].Path = name + "/" + f.Path
	}
	return output.CompareOf(filepath.Dir(out), name, files, nil)
}
