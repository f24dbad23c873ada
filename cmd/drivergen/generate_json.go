package main

import (
	"encoding/json"
	"io"
	"path/filepath"
	"sort"
	"time"

	"drivergen/gen/output"
	"drivergen/gen/project"
)

// generatedJSON is what drivergen generate --json prints. Times are in milliseconds; paths are
// relative to the current folder where they lie in it.
type generatedJSON struct {
	Version  int           `json:"version"`           // of this format
	Project  string        `json:"project,omitempty"` // the drivergen.yaml that was read
	Check    bool          `json:"check"`             // nothing was written
	Changes  int           `json:"changes"`           // how many files were, or with check would be, changed
	Recorded bool          `json:"recorded"`
	Ms       float64       `json:"ms"`
	Packages []packageJSON `json:"packages"`
}

type packageJSON struct {
	Name        string     `json:"name"`
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

// writeGenerated prints what was done, or would be.
func writeGenerated(w io.Writer, config string, result *project.Result, check bool, took time.Duration) error {
	answer := generatedJSON{
		Version: 1, Project: config, Check: check, Changes: changesOf(result.Packages), Recorded: result.Recorded, Ms: milliseconds(took),
		Packages: []packageJSON{},
	}
	for _, p := range result.Packages {
		entry := packageJSON{Name: p.Name, Description: p.Source.Arg, Import: p.Import, Shared: p.Plan == nil, Ms: milliseconds(p.Took), Files: []fileJSON{}}
		if p.Plan != nil {
			entry.Dir, entry.Files = shown(p.Plan.Dir), filesOf(p.Plan)
		}
		answer.Packages = append(answer.Packages, entry)
	}
	return writeJSON(w, answer)
}

// filesOf lists a package's files, sorted by path.
func filesOf(p *output.Plan) []fileJSON {
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

// writeJSON prints an answer for a program.
func writeJSON(w io.Writer, answer any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(answer)
}
