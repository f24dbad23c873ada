package project

import (
	"context"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"drivergen/gen"
	"drivergen/gen/output"
	"drivergen/gen/plugin"
	"drivergen/gen/typescript"
	"drivergen/idl"
)

// An Emitter makes files of a description: drivergen's own for Go, that for another language, a
// plugin. Each owns the files whose mark names it; a run leaves those of other emitters alone.
type Emitter struct {
	// Name is what the mark in its files says behind "by drivergen": "" for Go, "--lang ts",
	// "--plugin errnos.py".
	Name string
	// Partial is set where it makes a part of its files only, so that the others stay.
	Partial bool
	// Spares are the kinds of Go code that it makes only where they are asked for, and was not: their files stay.
	Spares []gen.Kind
	// Go is set where its files are Go packages, which need a module. Drivergen's own packages are
	// then imported, not copied.
	Go bool
	// Closure is set where its files refer to those of imported descriptions by their place
	// beside them. The imports are then made in the same run.
	Closure bool
	// Key tells the emitter and its options, where its files depend on the description and on this
	// program besides, and on nothing else. A run is then recorded (see UpToDate).
	Key string
	// Emit returns the files of a description, and what is to be said of it. Where a diagnostic is
	// an error, the files do not count.
	Emit func(in gen.Input) ([]gen.File, idl.Diagnostics, error)
}

// Go returns the emitter of Go packages. No kinds means gen.DefaultKinds.
func Go(kinds []gen.Kind) Emitter {
	made := kinds
	if len(made) == 0 {
		made = gen.DefaultKinds()
	}
	missing := slices.DeleteFunc(gen.Kinds(), func(k gen.Kind) bool { return slices.Contains(made, k) })
	return Emitter{
		Partial: len(kinds) > 0 && len(missing) > 0,
		Spares:  missing,
		Go:      true,
		Key:     fmt.Sprint("go ", kinds),
		Emit: func(in gen.Input) ([]gen.File, idl.Diagnostics, error) {
			files, err := gen.Generate([]gen.Input{in}, kinds)
			return files, nil, err
		},
	}
}

// TypeScript returns the emitter of TypeScript declarations.
func TypeScript() Emitter {
	return Emitter{
		Name:    "--lang " + typescript.Lang,
		Closure: true,
		Key:     "--lang " + typescript.Lang,
		Emit: func(in gen.Input) ([]gen.File, idl.Diagnostics, error) {
			file, content := typescript.Declarations(in.Model, in.Source)
			return []gen.File{{Path: file, Package: in.Model.Package, Content: content}}, nil, nil
		},
	}
}

// Plugin returns the emitter that runs a plugin, until ctx ends. What the plugin writes to its
// standard error goes to stderr.
func Plugin(ctx context.Context, p *plugin.Program, options map[string]string, stderr io.Writer) Emitter {
	name := "--plugin " + p.Name
	return Emitter{
		Name: name,
		Emit: func(in gen.Input) ([]gen.File, idl.Diagnostics, error) {
			request := plugin.NewRequest(in.Model, in.Source, p.Name, options)
			answer, err := p.Run(ctx, request, stderr)
			if err != nil {
				return nil, nil, fmt.Errorf("%s: %w", in.Source, err)
			}
			files := make([]gen.File, len(answer.Files))
			for i, f := range answer.Files {
				content := []byte(f.Content)
				if emitter, own := output.Emitter(content); !own || emitter != name {
					return nil, nil, fmt.Errorf("%s: plugin %s: its file %s lacks the line that marks it as generated; "+
						"the request's mark belongs into a comment that has a line of its own: %s", in.Source, p.Name, f.Path, request.Mark)
				}
				files[i] = gen.File{Path: path.Join(in.Model.Package, f.Path), Package: in.Model.Package, Content: content}
			}
			return files, p.Report(answer, in.Model), nil
		},
	}
}

// wants reports whether the emitter makes files of a job's description.
func (e Emitter) wants(j *job) bool {
	if e.Go {
		return !j.place.foreign && !j.imported
	}
	return e.Closure || !j.imported
}

// importedBy returns jobs for the descriptions that others import and that do not go to the same
// folder in this run, the imports of the imports too.
func importedBy(jobs []*job) []*job {
	var more []*job
	var walk func(j *job)
	walk = func(j *job) {
		for _, i := range j.model.Imports {
			same := func(other *job) bool {
				return other.place.out == j.place.out && sameFile(other.model.Path, i.Model.Path)
			}
			if slices.ContainsFunc(jobs, same) || slices.ContainsFunc(more, same) {
				continue
			}
			s := Source{Arg: i.Model.Path, Path: i.Model.Path, Std: strings.HasPrefix(i.Model.Path, stdPrefix)}
			source, _, err := homeOf(s)
			if err != nil {
				source = filepath.Base(s.Path)
			}
			imported := &job{Package: Package{Source: s, Name: i.Model.Package}, model: i.Model, imported: true,
				place: place{out: j.place.out, source: source, plain: true}}
			more = append(more, imported)
			walk(imported)
		}
	}
	for _, j := range jobs {
		walk(j)
	}
	return more
}
