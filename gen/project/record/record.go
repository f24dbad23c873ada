// Package record remembers on disk what a run of the generator read and left behind, so
// that a later run of the same build finds out that there is nothing to do without doing
// it all again.
//
// Records stand in the user's cache folder, one a request. One that is missing, damaged or
// of something else costs time and nothing more, and so does a folder that cannot be written.
package record

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"drivergen/gen/output"
	"drivergen/internal/atomicfile"
)

// A Record is what a run that left everything up to date read and wrote.
type Record struct {
	// Request tells all that was asked for. Two requests with the same text make the same files
	// of the same inputs.
	Request string
	// Build is the hash of the generator's program.
	Build output.Sum
	// Files are the files that were read, by absolute path.
	Files map[string]output.Sum
	// Modules tell, for each folder whose module was looked for, by absolute path, what was found.
	Modules map[string]Module
	// Packages are what was made, in the order of the request.
	Packages []Package
}

// A Module is what was found upward of a folder: the zero value where there is none.
type Module struct {
	Dir string     // the folder of its go.mod
	Sum output.Sum // of its go.mod
}

// A Package is one of those that were made.
type Package struct {
	Source int // its description in the request; -1 where that is not one that was asked for
	Name   string
	Import string
	Module string        // the folder of its module; "" where it has none
	State  *output.State // nil where nothing is written
}

// longest is how long a record stays that was not written again.
const longest = 30 * 24 * time.Hour

// Load returns the record of a request, nil where there is none that is of use.
func Load(request string) *Record {
	dir := folder()
	if dir == "" {
		return nil
	}
	text, err := os.ReadFile(filepath.Join(dir, fileName(request)))
	if err != nil {
		return nil
	}
	r := &Record{}
	if json.Unmarshal(text, r) != nil || r.Request != request || r.Build == "" || r.Build != build(dir) {
		return nil
	}
	return r
}

// Store keeps a record, of this build.
func Store(r *Record) {
	dir := folder()
	if dir == "" || os.MkdirAll(dir, 0o777) != nil {
		return
	}
	if r.Build = build(dir); r.Build == "" {
		return
	}
	if text, err := json.Marshal(r); err == nil {
		_ = atomicfile.Write(filepath.Join(dir, fileName(r.Request)), text) // the next run does the work again
	}
	trim(dir)
}

func fileName(request string) string { return string(output.SumOf([]byte(request))) + ".json" }

// trim removes what has not been written for long, such as the records of projects that
// are gone.
func trim(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > longest {
			os.Remove(filepath.Join(dir, entry.Name()))
		}
	}
}
