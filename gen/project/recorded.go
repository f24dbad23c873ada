package project

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"time"

	"drivergen/gen"
	"drivergen/gen/gomod"
	"drivergen/gen/output"
	"drivergen/gen/project/record"
)

// UpToDate returns the result of a request of which an earlier run of the same build found
// that there is nothing to do, and since which all that it read and wrote has the content
// that it had. It is nil where Prepare has to find out.
func UpToDate(r Request) *Result {
	start := time.Now()
	request, ok := r.text()
	if !ok {
		return nil
	}
	known := record.Load(request)
	if known == nil || !unchanged(known) {
		return nil
	}
	result := &Result{Recorded: true, request: r}
	for _, p := range known.Packages {
		made := &Package{Name: p.Name, Import: p.Import}
		if p.Source >= 0 && p.Source < len(r.Sources) {
			made.Source = r.Sources[p.Source]
		}
		if p.State != nil {
			made.Plan = &output.Plan{Dir: p.State.Dir, Same: len(p.State.Files), State: *p.State}
		}
		if p.Module != "" {
			module, err := gomod.Read(p.Module)
			if err != nil {
				return nil
			}
			made.Module = module
		}
		result.Packages = append(result.Packages, made)
	}
	for _, p := range result.Packages {
		p.Took = time.Since(start) / time.Duration(len(result.Packages))
	}
	return result
}

// unchanged reports whether everything has the content that it had.
func unchanged(r *record.Record) bool {
	for dir, module := range r.Modules {
		if moduleOf(dir) != module {
			return false
		}
	}
	for name, sum := range r.Files {
		if content, err := os.ReadFile(name); err != nil || output.SumOf(content) != sum {
			return false
		}
	}
	same := make([]bool, len(r.Packages))
	each(len(same), func(i int) error {
		same[i] = r.Packages[i].State == nil || r.Packages[i].State.Holds()
		return nil
	})
	return !slices.Contains(same, false)
}

// Remember records that the packages of a result are up to date, which is so where there was
// nothing to write, or it has been written. Where descriptions have warnings nothing is
// recorded, so that each run tells them.
func Remember(result *Result) {
	request, ok := result.request.text()
	if !ok || result.Recorded || result.seen == nil || len(result.Diagnostics) > 0 || result.seen.failed {
		return
	}
	r := &record.Record{Request: request, Files: result.seen.files, Modules: result.seen.modules}
	for _, p := range result.Packages {
		made := record.Package{Source: slices.Index(result.request.Sources, p.Source), Name: p.Name, Import: p.Import}
		if p.Plan != nil {
			made.State = &p.Plan.State
		}
		if p.Module != nil {
			made.Module = p.Module.Dir
		}
		r.Packages = append(r.Packages, made)
	}
	record.Store(r)
}

// recordFormat changes with what a record's text means.
const recordFormat = 1

// text returns all that is asked for as a text. It is not ok where the files depend on what
// the text does not tell.
func (r Request) text() (text string, ok bool) {
	type source struct {
		Path        string
		Std, Shared bool
	}
	asked := struct {
		Format   int
		Folder   string
		Sources  []source
		Out      string
		Kinds    []gen.Kind
		Emitters []string
	}{Format: recordFormat, Kinds: r.Kinds}
	var err error
	if asked.Folder, err = filepath.Abs("."); err != nil {
		return "", false
	}
	if r.Out != "" {
		asked.Out = filepath.Join(asked.Folder, r.Out)
		if filepath.IsAbs(r.Out) {
			asked.Out = filepath.Clean(r.Out)
		}
	}
	for _, s := range r.Sources {
		asked.Sources = append(asked.Sources, source{s.Path, s.Std, s.Shared})
	}
	for _, e := range r.Emitters {
		if e.Key == "" {
			return "", false
		}
		asked.Emitters = append(asked.Emitters, e.Key)
	}
	encoded, err := json.Marshal(asked)
	return string(encoded), err == nil
}
