package project

import (
	"path/filepath"
	"sync"

	"drivergen/gen/gomod"
	"drivergen/gen/output"
	"drivergen/gen/project/record"
	"drivergen/idl"
)

// observed keeps what a run reads, as it was when the run read it.
type observed struct {
	mu      sync.Mutex
	files   map[string]output.Sum
	modules map[string]record.Module
	failed  bool // something could not be observed
}

// observe returns an observed with the modules of what is known before anything is read.
func observe(r Request) *observed {
	o := &observed{files: map[string]output.Sum{}, modules: map[string]record.Module{}}
	for _, s := range r.Sources {
		if s.Std {
			o.folder(".")
		} else {
			o.folder(filepath.Dir(s.Path))
		}
	}
	if r.Out != "" {
		o.folder(r.Out)
	}
	return o
}

// read reads a description, for an idl.Set.
func (o *observed) read(path string) ([]byte, error) {
	o.folder(filepath.Dir(path))
	text, err := idl.ReadFile(path)
	full, absErr := filepath.Abs(path)
	o.mu.Lock()
	defer o.mu.Unlock()
	sum := output.SumOf(text)
	if before, twice := o.files[full]; err != nil || absErr != nil || twice && before != sum {
		o.failed = true
	}
	o.files[full] = sum
	return text, err
}

// folder notes which module a folder belongs to.
func (o *observed) folder(dir string) {
	full, err := filepath.Abs(dir)
	o.mu.Lock()
	defer o.mu.Unlock()
	if err != nil {
		o.failed = true
		return
	}
	if _, known := o.modules[full]; !known {
		o.modules[full] = moduleOf(full)
	}
}

// moduleOf returns the module of a folder.
func moduleOf(dir string) record.Module {
	module, err := gomod.Find(dir)
	if err != nil {
		return record.Module{}
	}
	return record.Module{Dir: module.Dir, Sum: output.SumOf(module.Text)}
}
