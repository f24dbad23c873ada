package main

import (
	"encoding/json"
	"io"
	"path/filepath"
	"sort"
	"time"

	"drivergen/gen/output"
	"drivergen/gen/project"
	"drivergen/idl/report"
)

// answerVersion is the version of what --json prints. Keys may be added to an answer; one that
// goes, or changes its meaning, makes another version.
const answerVersion = 1

// writeJSON prints an answer for a program.
func writeJSON(w io.Writer, answer any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(answer)
}

// writtenJSON is what drivergen generate and drivergen doc print with --json. Times are in
// milliseconds; paths are relative to the current folder where they lie in it.
type writtenJSON struct {
	Version     int            `json:"version"`
	Project     string         `json:"project,omitempty"` // the drivergen.yaml that was read
	Check       bool           `json:"check"`             // nothing was written
	Changes     int            `json:"changes"`           // how many files were, or with check would be, changed
	Recorded    bool           `json:"recorded"`          // an earlier run found that there is nothing to do
	Ms          float64        `json:"ms"`
	Packages    []packageJSON  `json:"packages"`
	Diagnostics []report.Entry `json:"diagnostics"` // where one is an error nothing was written
}

type packageJSON struct {
	Name        string     `json:"name"` // "" for the page that lists several
	Description string     `json:"description"`
	Import      string     `json:"import,omitempty"`
	Dir         string     `json:"dir,omitempty"`
	Shared      bool       `json:"shared"` // drivergen's own: imported, not copied
	Ms          float64    `json:"ms"`
	Files       []fileJSON `json:"files"`
}

type fileJSON struct {
	Path   string `json:"path"`
	Change string `json:"change"` // create, update, remove or none
}

// changeWords name what happens to a file.
var changeWords = map[output.Op]string{output.Create: "create", output.Update: "update", output.Remove: "remove"}

// packagesJSON lists packages.
func packagesJSON(packages []*project.Package) []packageJSON {
	list := make([]packageJSON, 0, len(packages))
	for _, p := range packages {
		entry := packageJSON{Name: p.Name, Description: p.Source.Arg, Import: p.Import, Shared: p.Plan == nil, Ms: milliseconds(p.Took), Files: []fileJSON{}}
		if p.Plan != nil {
			entry.Dir, entry.Files = shown(p.Plan.Dir), filesJSON(p.Plan)
		}
		list = append(list, entry)
	}
	return list
}

// filesJSON lists the files of a plan, sorted by path.
func filesJSON(p *output.Plan) []fileJSON {
	changed := map[string]string{}
	for _, c := range p.Changes {
		changed[c.Path] = changeWords[c.Op]
	}
	for name := range p.State.Files {
		full := filepath.Join(p.Dir, filepath.FromSlash(name))
		if changed[full] == "" {
			changed[full] = "none"
		}
	}
	files := make([]fileJSON, 0, len(changed))
	for name, change := range changed {
		files = append(files, fileJSON{shown(name), change})
	}
	sort.Slice(files, func(i, j int) bool { return files[i].Path < files[j].Path })
	return files
}

func milliseconds(d time.Duration) float64 {
	return float64(d.Round(10*time.Microsecond)) / float64(time.Millisecond)
}
